"""What is taken for what: pairs of arrays, baths of strangers, adapters that decline or know the way back."""

import numpy as np
import pytest
from scipy.sparse import csr_array

import detbal
from detbal import catalogue
from detbal.adapters.environments import bath_of
from detbal.conversion import Converted
from detbal.convert import there_and_back, to_native
from detbal.errors import ConversionError, InputError
from detbal.generators import Bath, Lindbladian, WeakCoupling

H = np.diag([0.0, 2.0])
DOWN, UP = np.array([[0, 1.0], [0, 0]]), np.array([[0, 0], [np.exp(-1.0), 0]])  # balanced at kT = 1
A = np.array([[0, 1.0], [1.0, 0]])


def emission(w):
    return 0.1 * np.exp(w / 2)  # KMS at kT = 1


@pytest.mark.parametrize("kind", [np.array, csr_array])
@pytest.mark.parametrize("several", [list, tuple])
def test_hamiltonian_and_jumps(kind, several):
    pair = (kind(H), several([kind(DOWN), kind(UP)]))
    native, domain = to_native(pair)
    assert isinstance(native, Lindbladian)
    assert domain.name == "generators"
    assert hasattr(native.jumps[0], "tocsr") is (kind is csr_array)
    assert detbal.check(pair, kT=1.0).status is detbal.Status.BALANCED
    assert detbal.check(pair, kT=2.0).max_residual == pytest.approx(1.0, rel=1e-12)


def test_jumps_stacked_in_one_array():
    assert len(to_native((H, np.stack([DOWN, UP, UP])))[0].jumps) == 3


def test_hamiltonian_and_couplings():
    bath = Bath(power_spectrum=emission, kT=1.0)
    native, _ = to_native((H, [(A, bath), [A, bath], (A, emission)]))
    assert isinstance(native, WeakCoupling)
    assert native.bath_names == ("bath 0", "bath 0", "bath 1")
    assert native.couplings[0][1] is bath


def test_one_function_given_twice_is_one_bath():
    native, _ = to_native((H, [(A, emission), (A, emission)]))
    assert native.bath_names == ("bath 0", "bath 0")


@pytest.mark.parametrize(
    "bare",
    [
        (1.0, 2.0),
        (1.0, 2.0, 3.0),
        (),
        ((0, 1), (1, 0)),
        (H, H),
        (H, 3.0),
        (H, [0.1, 0.2]),
        (H, [DOWN], [UP]),
        (np.zeros(3), [DOWN]),
        ([[0, 1], [1, 0]], [DOWN]),
    ],
)
def test_other_tuples_stay_bare_arrays(bare):
    with pytest.raises(ConversionError, match=r"a bare builtins\.tuple could be rates, .*RateNetwork\.from_rates"):
        to_native(bare)


def test_classes_that_are_their_own_constructors_are_named_so():
    with pytest.raises(ConversionError, match=r"detbal\.generators\.Lindbladian, detbal\.generators\.Superoperator, "):
        to_native(np.eye(3))


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ((H, []), "jumps is empty: nothing dissipates"),
        ((H, [DOWN, (A, emission)]), r"entry 0 of the list is an operator, entry 1 a pair; give \(H, \[c1"),
        ((H, [(A, 3.0)]), r"a_ops\[0\]\[1\] is a float; give a function of the frequency w, text in w, an env"),
        ((H, [(A, lambda t, w: w)]), r"a_ops\[0\]\[1\] depends on the time t: .*; give a spectrum"),
        ((H, [(A, lambda t: t)]), r"a_ops\[0\]\[1\] depends on the time t"),
        ((H, [(DOWN, emission)]), r"operator of couplings\[0\] is not Hermitian"),
        ((H, [np.eye(3)]), r"jumps\[0\] has shape \(3, 3\)"),
        ((DOWN, [UP]), "H is not Hermitian"),
    ],
)
def test_pairs_that_are_wrong(pair, message):
    with pytest.raises(InputError, match=message):
        detbal.check(pair, kT=1.0)


class Stranger:
    """A bath of nobody's package; T is an energy."""

    def __init__(self, T=1.0):
        self.T = T
        self.calls = 0

    def power_spectrum(self, w):
        self.calls += 1
        return emission(w)


class Lead:
    T, mu = 0.5, 0.3

    def power_spectrum_minus(self, w):
        return 1 / (1 + np.exp(-(w - 0.3) / 0.5))

    def power_spectrum_plus(self, w):
        return 1 / (1 + np.exp((w - 0.3) / 0.5))


def test_anything_with_a_power_spectrum_is_a_bath():
    verdict = detbal.check(Stranger())
    assert verdict.status is detbal.Status.BALANCED
    assert verdict.balance_with == "kT = 1 (given)"
    assert detbal.check(Stranger(T=2.0)).max_residual > 1
    assert to_native(Stranger(T=None))[0].kT is None


def test_it_is_called_with_arrays():
    bath = Stranger()
    detbal.check(bath)
    assert bath.calls < 10


def test_anything_with_two_spectra_is_a_lead():
    bath = to_native(Lead())[0]
    assert (bath.statistics.value, bath.kT, bath.mu) == ("fermion", 0.5, 0.3)
    assert detbal.check(Lead()).status is detbal.Status.BALANCED
    exchanged = Lead()
    exchanged.power_spectrum_minus, exchanged.power_spectrum_plus = (
        Lead().power_spectrum_plus,
        Lead().power_spectrum_minus,
    )
    assert detbal.check(exchanged).status is detbal.Status.BROKEN


@pytest.mark.parametrize("attributes", [{"power_spectrum": 3}, {"power_spectrum_minus": len}])
def test_attributes_that_are_no_spectra_do_not_count(attributes):
    thing = type("Thing", (), attributes)()
    with pytest.raises(ConversionError, match=r"Thing is not known here; .*one with \.power_spectrum"):
        to_native(thing)


def test_bad_environments():
    with pytest.raises(InputError, match=r"kT = 0.*"):
        to_native(Stranger(T=0.0))
    with pytest.raises(InputError, match="give a function of the frequency w"):
        bath_of(type("Thing", (), {"power_spectrum": 3})(), "S")


class Theirs:
    number = 3.0


class Heirs(Theirs):
    pass


def known(thing):
    return Converted(Lindbladian(H, [thing.number * DOWN]), lambda made: ("theirs", made))


def declining(_thing):
    return NotImplemented


@pytest.fixture
def phone_book(monkeypatch):
    entries = {f"{__name__.partition('.')[0]}:Theirs": f"{__name__}:known"}
    monkeypatch.setattr(catalogue, "_entry_points", lambda group: entries if group == "detbal.adapters" else {})
    monkeypatch.setattr("detbal.convert.load", lambda address: globals()[address.partition(":")[2]])
    return entries


def test_the_way_back_is_taken_for_what_is_made(phone_book, monkeypatch):
    native, _domain, back = there_and_back(Theirs())
    assert isinstance(native, Lindbladian)
    assert back(5) == ("theirs", 5)
    assert there_and_back(native)[2](5) == 5
    assert there_and_back(type("Mine", (), {"__detbal__": lambda self: Theirs()})())[2](5) == ("theirs", 5)


def test_an_adapter_may_decline_and_the_next_is_asked(phone_book):
    phone_book[f"{__name__.partition('.')[0]}:Heirs"] = f"{__name__}:declining"
    assert isinstance(to_native(Heirs())[0], Lindbladian)
    phone_book[f"{__name__.partition('.')[0]}:Theirs"] = f"{__name__}:declining"
    with pytest.raises(ConversionError, match=r"Heirs is not known here"):
        to_native(Heirs())
