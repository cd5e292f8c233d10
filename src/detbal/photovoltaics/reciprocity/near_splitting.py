"""Photon energies so near the splitting qV that the laws of reciprocity lose their hold."""

from __future__ import annotations

from detbal.photovoltaics.reciprocity.law_fit import LawFit
from detbal.verdict import Finding

#: (E - qV)/kT below which Rau's reciprocity and generalised Planck's law differ by more than 0.7 %.
_BOLTZMANN_RANGE = 5.0


class NearSplitting(Finding):
    """Photon energies within a few kT of qV, where the absorption depends on the excitation."""


def near_splitting(made: LawFit) -> tuple[NearSplitting, ...]:
    """Say how near the energies of an absolute EL come to qV, if that is too near.

    Examples
    --------
    >>> from detbal.photovoltaics.comparison.overlap import overlap_of
    >>> from detbal.photovoltaics.reciprocity.complete import example_pair, reciprocity
    >>> from detbal.photovoltaics.reciprocity.law_fit import law_fit
    >>> eqe = example_pair().eqe
    >>> el = reciprocity(eqe, T=300, voltage=1.15)
    >>> near_splitting(law_fit(overlap_of(eqe, el), 1 / 0.025852, absolute=True))[0].count
    16
    """
    distances = made.distances
    near = distances < _BOLTZMANN_RANGE
    if not near.any():
        return ()
    where = tuple(label for label, one in zip(made.signals.labels, near, strict=True) if one)
    value = made.splitting[0]
    if distances.min() <= 0:
        told = (
            f"qV = {value:.4g} eV lies above {int((distances <= 0).sum())} of the photon energies, where there is gain"
        )
        return (NearSplitting(f"{told}: check the calibration of the EL", where[:5], int(near.sum())),)
    told = (
        f"photon energies reach down to {distances.min():.2g} kT above qV = {value:.4g} eV: within 5 kT the absorption "
        "depends on the excitation, and the law that is tested on how; window= leaves them out"
    )
    return (NearSplitting(told, where[:5], int(near.sum())),)
