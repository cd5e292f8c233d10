"""The command line: the five verbs on files, and the gallery."""
