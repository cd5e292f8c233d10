"""Limits of solar cells by detailed balance and by thermodynamics."""
