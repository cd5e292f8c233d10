"""`check` for networks of reactions: pairs against thermochemistry, cycles without it, causes and suspects."""
