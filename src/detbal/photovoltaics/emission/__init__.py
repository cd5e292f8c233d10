"""Emission and absorption of one body: the laws of Kirchhoff, of van Roosbroeck and Shockley, and of Würfel."""
