"""Two curves of one body at common photon energies: what it emits against what it absorbs."""
