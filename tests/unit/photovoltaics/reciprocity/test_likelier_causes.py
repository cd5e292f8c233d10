"""Which of several explanations is named: the data decide, and where they cannot, all are told."""

import numpy as np

from detbal.photovoltaics.reciprocity.causes import Ambiguous, WrongJacobian, WrongTemperature
from detbal.photovoltaics.reciprocity.check import check_pair


def test_a_junction_five_kelvin_warmer_is_not_taken_for_another_unit_alone(noisy_pair):
    """Power in place of photons looks like 5.7 K at 300 K: if that is named, so is the temperature, and as likely."""
    for seed in range(12):
        findings = check_pair(noisy_pair(np.random.default_rng(seed), T=305.0, stated=300.0)).findings
        told = " ".join(one.message for one in findings)
        alone = any(isinstance(one, WrongJacobian) for one in findings) and "the junction is at" not in told
        assert not alone


def test_what_is_decisively_likelier_is_named_alone(noisy_pair):
    """330 K for 300 K is no unit, whatever the noise."""
    for seed in range(6):
        findings = check_pair(noisy_pair(np.random.default_rng(seed), T=330.0, stated=300.0)).findings
        assert isinstance(findings[0], WrongTemperature)
        assert not any(isinstance(one, WrongJacobian | Ambiguous) for one in findings)
