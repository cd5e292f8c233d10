"""Scattering theory: exact results for electrons that do not repel each other, at any coupling to the leads."""
