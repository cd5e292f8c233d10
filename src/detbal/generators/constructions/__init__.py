"""Constructions: standard master equations and Gibbs samplers from a Hamiltonian and its couplings."""
