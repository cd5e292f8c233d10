"""Coherent master equations of dots: Lindblad's form, Redfield's and the first-order von Neumann equation."""
