"""One junction as a device: its current, its losses, its claims, and what drives it out of equilibrium."""
