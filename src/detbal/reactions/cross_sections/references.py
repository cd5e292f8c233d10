"""Sources of the methods, cited by the results that used them."""

BLATT_WEISSKOPF = "J. M. Blatt, V. F. Weisskopf, Theoretical Nuclear Physics, Wiley (1952), chapter X.2"
FOWLER = "W. A. Fowler, G. R. Caughlan, B. A. Zimmerman, Thermonuclear reaction rates, "
FOWLER += "Annu. Rev. Astron. Astrophys. 5, 525 (1967)"
