"""`drive` for networks of reactions: fluxes, affinities, entropy production, steady states between reservoirs."""
