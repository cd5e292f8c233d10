"""Photons: photoionisation and radiative recombination, and which photons a rate was made for."""
