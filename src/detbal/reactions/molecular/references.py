"""Sources of the methods, cited by the results that used them."""

SCHOEIER = "F. L. Schöier, F. F. S. van der Tak, E. F. van Dishoeck, J. H. Black, An atomic and molecular database for "
SCHOEIER += "analysis of submillimetre line observations, Astron. Astrophys. 432, 369 (2005)"
