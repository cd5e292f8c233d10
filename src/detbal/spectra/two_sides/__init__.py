"""Both sides of a spectrum against each other: pairing, noise, temperature, causes."""
