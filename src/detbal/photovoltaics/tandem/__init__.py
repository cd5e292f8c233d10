"""Tandems: junctions of different gaps in one beam, and the limit that detailed balance sets to them."""
