"""What breaks balance, and by how much: currents, heat, entropy production."""
