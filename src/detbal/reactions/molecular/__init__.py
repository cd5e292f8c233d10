"""Levels of molecules and atoms, and rates of collisions between them."""
