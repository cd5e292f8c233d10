"""Sources of the methods, cited by the results that used them."""

KOLMOGOROV = "A. Kolmogoroff, Zur Theorie der Markoffschen Ketten, Math. Ann. 112, 155 (1936)"
SCHNAKENBERG = "J. Schnakenberg, Network theory of microscopic and macroscopic behavior of master equation systems, Rev. Mod. Phys. 48, 571 (1976)"  # noqa: E501
GTH = "W. K. Grassmann, M. I. Taksar, D. P. Heyman, Regenerative analysis and steady state distributions for Markov chains, Oper. Res. 33, 1107 (1985)"  # noqa: E501
HODGE = "X. Jiang, L.-H. Lim, Y. Yao, Y. Ye, Statistical ranking and combinatorial Hodge theory, Math. Program. 127, 203 (2011)"  # noqa: E501
TRENDELKAMP = "B. Trendelkamp-Schroer, H. Wu, F. Paul, F. Noé, Estimation and uncertainty of reversible Markov models, J. Chem. Phys. 143, 174101 (2015)"  # noqa: E501
