"""Sources of the methods, cited in results."""

DAVIES = "E. B. Davies, Markovian master equations, Commun. Math. Phys. 39, 91 (1974)"
SPOHN_LEBOWITZ = (
    "H. Spohn and J. L. Lebowitz, Irreversible thermodynamics for quantum systems weakly coupled to thermal "
    "reservoirs, Adv. Chem. Phys. 38, 109 (1978)"
)
ALICKI = "R. Alicki, On the detailed balance condition for non-Hamiltonian systems, Rep. Math. Phys. 10, 249 (1976)"
KFGV = (
    "A. Kossakowski, A. Frigerio, V. Gorini and M. Verri, Quantum detailed balance and KMS condition, "
    "Commun. Math. Phys. 57, 97 (1977)"
)
FAGNOLA_UMANITA = (
    "F. Fagnola and V. Umanità, Generators of KMS symmetric Markov semigroups on B(h): symmetry and quantum "
    "detailed balance, Commun. Math. Phys. 298, 523 (2010)"
)
CARLEN_MAAS = (
    "E. A. Carlen and J. Maas, Gradient flow and entropy inequalities for quantum Markov semigroups with detailed "
    "balance, J. Funct. Anal. 273, 1810 (2017)"
)
HIDDEN_TIME_REVERSAL = (
    "D. Roberts, A. Lingenfelter and A. A. Clerk, Hidden time-reversal symmetry, quantum detailed balance and exact "
    "solutions of driven-dissipative quantum systems, PRX Quantum 2, 020336 (2021)"
)
SCHNAKENBERG = (
    "J. Schnakenberg, Network theory of microscopic and macroscopic behavior of master equation systems, "
    "Rev. Mod. Phys. 48, 571 (1976)"
)
SPOHN = "H. Spohn, Entropy production for quantum dynamical semigroups, J. Math. Phys. 19, 1227 (1978)"
FAGNOLA_REBOLLEDO = (
    "F. Fagnola and R. Rebolledo, Entropy production for quantum Markov semigroups, Commun. Math. Phys. 335, 547 (2015)"
)
AMORIM_CARLEN = "É. Amorim and E. A. Carlen, Complete positivity and self-adjointness, arXiv:2009.05850"
PETZ = "D. Petz, Sufficiency of channels over von Neumann algebras, Quart. J. Math. 39, 97 (1988)"
DING_LI_LIN = (
    "Z. Ding, B. Li and L. Lin, Efficient quantum Gibbs samplers with Kubo-Martin-Schwinger detailed balance "
    "condition, arXiv:2404.05998"
)
DYKSTRA = (
    "J. P. Boyle and R. L. Dykstra, A method for finding projections onto the intersection of convex sets in Hilbert "
    "spaces, Lecture Notes in Statistics 37, 28 (1986)"
)
TALKNER = "P. Talkner, The failure of the quantum regression hypothesis, Ann. Phys. (N. Y.) 167, 390 (1986)"
KUBO = "R. Kubo, Statistical-mechanical theory of irreversible processes I, J. Phys. Soc. Jpn. 12, 570 (1957)"
