"""The command line: the five verbs on files, the gallery, and the benchmark of models."""
