"""Sources of the methods, as reports cite them."""

KUBO = "R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957): the KMS condition and the theorem of fluctuation and dissipation"
SCHOFIELD = "P. Schofield, Phys. Rev. Lett. 4, 239 (1960): detailed balance of scattering functions"
CALLEN_WELTON = "H. B. Callen and T. A. Welton, Phys. Rev. 83, 34 (1951): fluctuation and dissipation"
EGELSTAFF = "P. A. Egelstaff, Neutron scattering studies of liquid diffusion, Adv. Phys. 11, 203 (1962)"
AAMODT = (
    "R. Aamodt, K. M. Case, M. Rosenbaum and P. F. Zweifel, Quasi-classical treatment of neutron scattering, "
    "Phys. Rev. 126, 1165 (1962)"
)
BERNE_JORTNER_GORDON = (
    "B. J. Berne, J. Jortner and R. Gordon, Vibrational relaxation of diatomic molecules in gases and liquids, "
    "J. Chem. Phys. 47, 1600 (1967)"
)
BADER_BERNE = (
    "J. S. Bader and B. J. Berne, Quantum and classical relaxation rates from classical simulations, "
    "J. Chem. Phys. 100, 8359 (1994)"
)
SKINNER_PARK = (
    "J. L. Skinner and K. Park, Calculating vibrational energy relaxation rates from classical molecular dynamics "
    "simulations, J. Phys. Chem. B 105, 6716 (2001)"
)
RAMIREZ = (
    "R. Ramírez, T. López-Ciudad, P. Kumar P and D. Marx, Quantum corrections to classical time-correlation functions: "
    "hydrogen bonding and anharmonic floppy modes, J. Chem. Phys. 121, 3973 (2004)"
)
PLACZEK = "G. Placzek, The scattering of neutrons by systems of heavy nuclei, Phys. Rev. 86, 377 (1952)"
