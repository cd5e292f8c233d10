"""Sources of the methods, cited by the results that used them."""

MILNE = "E. A. Milne, Statistical equilibrium in relation to the photo-electric effect, Phil. Mag. 47, 209 (1924)"
