"""Rau's reciprocity: what a junction emits by current is what it makes current of, times a black body's photons."""
