"""The files that hold dots, molecules and tables of rates: how each is recognised, and what is in it."""

from __future__ import annotations

from detbal.domain import Format
from detbal.transport.files.dot import is_dot, read_dot
from detbal.transport.files.dot_writing import write_dot
from detbal.transport.files.rate_writing import write_rates
from detbal.transport.files.rates import is_rates, read_rates
from detbal.transport.files.writing import write

__all__ = ["FORMATS", "read_dot", "read_rates", "write", "write_dot", "write_rates"]

# Both look inside, so that files of other domains with the same suffix are not taken.
FORMATS: tuple[Format, ...] = (
    Format(
        "dot",
        "quantum dot or molecule (.toml): tables [leads.NAME] with kT or T, gamma, mu, band; levels (numbers, or the "
        "matrix of energies and hopping), perhaps coulomb, spin = true, [baths.NAME] with kT or T, coupling, density; "
        "or [molecule] with level, frequency, coupling, quanta, perhaps coulomb, and [baths.NAME] with kT or T, gamma. "
        'unit = "meV" for all energies, then also texts such as "0.1 eV"; bias = "0.2 mV" in place of mu. Complex '
        'matrices as {real = [[...]], imag = [[...]]}; Coulomb elements as [coulomb] with keys such as "0,1,1,0"',
        is_dot,
        read_dot,
    ),
    Format(
        "tunnelling rates",
        "table (.csv .tsv .txt .dat) with the columns reservoir, source, target, energy (which the dot gains), "
        "electrons (which it gains), forward; perhaps reverse (empty where complete is to find it), forward_error, "
        "reverse_error (standard deviations), shared_error (relative, of both alike), forward_rounding, "
        "reverse_rounding, shared_rounding (relative), and kT or T, and mu, of the reservoir. Comments '# unit = meV' "
        "for energies, '# time_unit = s' for what rates are per, '# digits = exact'. Rates written with 5 to 14 "
        "significant digits at most are taken as rounded to these",
        is_rates,
        read_rates,
    ),
)
