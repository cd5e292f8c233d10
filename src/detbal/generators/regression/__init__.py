"""Spectra by the quantum regression theorem, and how they are judged."""
