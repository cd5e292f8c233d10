"""How full leads are, and the differences that drive electrons from one to the other."""

from __future__ import annotations

import numpy as np

from detbal.numerics.flux import currents_and_entropy
from detbal.transport.occupation import Floats, log_fermi
from detbal.transport.scattering.energies import Energies

#: How far from μ, in kT, a Fermi function is told from 0 and 1.
REACH = 750.0


def fermi_window(mu: Floats, kT: Floats) -> tuple[float, float]:
    """Return the energies between which the fillings of any two leads may differ.

    Examples
    --------
    >>> fermi_window(np.array([0.0, 100.0]), np.array([1.0, 0.1]))
    (-750.0, 750.0)
    """
    return float((mu - REACH * kT).min()), float((mu + REACH * kT).max())


def log_fillings(at: Energies, mu: Floats, kT: Floats) -> tuple[Floats, Floats]:
    """Return ln f and ln(1 - f) of each lead, (m, r).

    Examples
    --------
    >>> full, empty = log_fillings(Energies.of([800.0]), np.zeros(1), np.ones(1))
    >>> full.tolist(), (-empty).tolist()
    ([[-800.0]], [[0.0]])
    """
    x = at.above(mu) / kT
    return log_fermi(x), log_fermi(-x)


def net_filling(log_full: Floats, log_empty: Floats) -> Floats:
    """Return f_α - f_β of each two leads, (m, r, r), with the digits of small differences.

    Examples
    --------
    >>> x = np.array([[30.0, 30.0 + 1e-9]])
    >>> bool(np.isclose(net_filling(log_fermi(x), log_fermi(-x))[0, 0, 1], np.exp(-30.0) * 1e-9, rtol=1e-6))
    True
    """
    ahead = log_full[:, :, None] + log_empty[:, None, :]
    return currents_and_entropy(ahead, np.swapaxes(ahead, 1, 2))[0]
