"""Spectra: quantum spectra, correlation functions and trajectories, and the detailed balance that they obey."""
