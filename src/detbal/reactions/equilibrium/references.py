"""Sources of the methods, cited by the results that used them."""

SAHA = "M. N. Saha, Ionisation in the solar chromosphere, Phil. Mag. 40, 472 (1920)"
CLIFFORD_TAYLER = (
    "F. E. Clifford, R. J. Tayler, The equilibrium distribution of nuclides in matter at high temperatures, "
)
CLIFFORD_TAYLER += "Mem. R. Astron. Soc. 69, 21 (1965)"
CHABRIER_POTEKHIN = "G. Chabrier, A. Y. Potekhin, Equation of state of fully ionized electron-ion plasmas, "
CHABRIER_POTEKHIN += "Phys. Rev. E 58, 4941 (1998)"
GORDON_MCBRIDE = (
    "S. Gordon, B. J. McBride, Computer program for calculation of complex chemical equilibrium compositions "
)
GORDON_MCBRIDE += "and applications, NASA RP-1311 (1994)"
