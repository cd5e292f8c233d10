"""Sources of the methods of this domain."""

WEGSCHEIDER = "R. Wegscheider, Monatshefte für Chemie 32, 849 (1901)"
GORBAN = "A. N. Gorban, G. S. Yablonsky, Chem. Eng. Sci. 66, 5388 (2011): reactions without a reverse"
FOWLER = "R. H. Fowler, E. A. Milne, Proc. Natl. Acad. Sci. USA 11, 400 (1925): the principle of detailed balancing"
SCHNAKENBERG = "J. Schnakenberg, Rev. Mod. Phys. 48, 571 (1976): cycles, affinities, entropy production"
POLETTINI_ESPOSITO = "M. Polettini, M. Esposito, J. Chem. Phys. 141, 024117 (2014): open chemical networks"
