"""From trajectories to correlation functions and spectra, in one streaming pass."""
