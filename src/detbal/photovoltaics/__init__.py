"""Photovoltaics: cells and light-emitting diodes, the two faces of one junction."""
