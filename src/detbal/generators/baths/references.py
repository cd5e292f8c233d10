"""Sources of the methods, cited by the results that used them."""

KUBO = "R. Kubo, Statistical-mechanical theory of irreversible processes I, J. Phys. Soc. Jpn. 12, 570 (1957)"
MARTIN_SCHWINGER = "P. C. Martin, J. Schwinger, Theory of many-particle systems I, Phys. Rev. 115, 1342 (1959)"
CALLEN_WELTON = "H. B. Callen, T. A. Welton, Irreversibility and generalized noise, Phys. Rev. 83, 34 (1951)"
