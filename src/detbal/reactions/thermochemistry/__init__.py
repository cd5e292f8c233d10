"""Where equilibrium constants come from: masses, levels, partition functions, polynomials."""
