"""Weak coupling to baths: the Davies generator, and what is asked of it."""
