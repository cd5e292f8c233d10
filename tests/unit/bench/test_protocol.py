"""The protocol with toy models: right ones, ones wrong by a known amount, ones that fail."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.sparse import csr_array

from detbal import generators
from detbal.bench import PROBLEMS, Contestant, LevelScheme, Published, Well, problem, run
from detbal.bench.problems import ohmic
from detbal.bench.protocol import implied, off
from detbal.errors import InputError
from detbal.networks import CountNetwork, RateNetwork
from detbal.pairs import Pairs
from detbal.plots.render import draw
from detbal.spectra import Kind, Spectrum
from detbal.verdict import Status

CYCLE, SPIN, RING = problem("three-level-cycle"), problem("spin-boson"), problem("observed-driven-chain")


def only(kind_or_name, answer):
    """A model that enters for one problem, or one kind of problem."""

    def model(asked, kT):
        mine = asked.name == kind_or_name if isinstance(kind_or_name, str) else isinstance(asked, kind_or_name)
        return answer(asked, kT) if mine else NotImplemented

    return model


def arrhenius(factor=1.0, excess=0.0):
    """Rates of the three-level cycle at factor × kT, with a vortex of so many nats."""

    def rates(asked, kT):
        K = np.exp(asked.energies[:, None] / (factor * kT)) * asked.couplings
        K[0, 1] *= np.exp(excess)
        np.fill_diagonal(K, 0.0)
        return K - np.diag(K.sum(axis=1))

    return rates


def summary_of(model, *problems):
    (found,) = run({"toy": model}, problems or PROBLEMS).summaries
    return found


def test_a_right_model_is_balanced():
    found = summary_of(only("three-level-cycle", arrhenius()))
    assert (found.answer, found.error) == ("BALANCED", "")
    assert found.implied == pytest.approx(1.0, abs=1e-12)
    assert found.distance < 1e-15


def test_a_wrong_temperature_is_found_and_measured():
    found = summary_of(only("three-level-cycle", arrhenius(factor=1.25)))
    assert found.answer == "BROKEN"
    assert found.implied == pytest.approx(1.25, rel=1e-12)
    # the largest gap is 1, the lowest temperature 0.2: ln is off by 1/0.2 - 1/0.25
    assert found.residual == pytest.approx(1.0 / 0.2 - 1.0 / 0.25, rel=1e-9)
    p, q = (np.exp(-CYCLE.energies / kT) for kT in (2.0, 2.5))
    worst = max(
        np.abs(a / a.sum() - b / b.sum()).sum() / 2
        for a, b in ((np.exp(-CYCLE.energies / kT), np.exp(-CYCLE.energies / 1.25 / kT)) for kT in CYCLE.temperatures)
    )
    assert found.distance == pytest.approx(worst, rel=1e-9)
    assert np.abs(p / p.sum() - q / q.sum()).sum() > 0


@pytest.mark.parametrize("excess", [1e-5, 0.3])
def test_a_vortex_is_found_and_measured(excess):
    found = summary_of(only("three-level-cycle", arrhenius(excess=excess)))
    assert found.answer == "BROKEN"
    assert found.residual == pytest.approx(excess, rel=1e-6)


def test_what_is_below_the_tolerance_is_forgiven():
    assert summary_of(only("three-level-cycle", arrhenius(excess=1e-7))).answer == "BALANCED"


def test_a_generator_at_a_wrong_temperature_is_measured():
    def hot(asked, kT):
        return generators.davies(asked.H, [(A, asked.bath(1.1 * kT)) for A in asked.couplings], lamb_shift=False)

    found = summary_of(only("spin-boson", hot))
    assert found.answer == "BROKEN"
    assert found.implied == pytest.approx(1.1, rel=1e-9)


def test_a_density_operator_is_held_against_boltzmann():
    def exact(asked, kT):
        return asked.gibbs(kT).matrix

    def mixed(asked, kT):
        return np.eye(len(asked.H)) / len(asked.H)

    assert summary_of(only("spin-boson", exact)).answer == "BALANCED"
    found = summary_of(only("spin-boson", mixed))
    gap = np.diff(np.linalg.eigvalsh(SPIN.H))[0]
    assert found.answer == "BROKEN"
    assert found.residual == pytest.approx(gap / min(SPIN.temperatures), rel=1e-9)
    assert found.distance == pytest.approx(np.tanh(gap / 2 / min(SPIN.temperatures)) / 2, rel=1e-9)


def test_rates_between_eigenstates_of_an_open_system_are_judged():
    def rates(asked, kT):
        E = np.linalg.eigvalsh(asked.H)
        K = np.exp((E[:, None] - E) / (2 * kT))
        np.fill_diagonal(K, 0.0)
        return K - np.diag(K.sum(axis=1))

    found = summary_of(only("spin-boson", rates))
    assert found.answer == "BALANCED"
    assert found.implied == pytest.approx(1.0, rel=1e-9)


def test_networks_of_any_kind_are_taken():
    def network(asked, kT):
        return RateNetwork.from_rates(arrhenius()(asked, kT), energies=asked.energies)

    assert summary_of(only("three-level-cycle", network)).answer == "BALANCED"


def test_a_chain_that_is_driven_is_judged_without_a_temperature():
    found = summary_of(only("observed-driven-chain", lambda asked, kT: asked.chain(kT)))
    assert found.answer == "BROKEN"
    assert found.right  # it is driven
    assert found.residual == pytest.approx(1.5, rel=1e-9)  # its affinity
    assert found.distance < 1e-14  # from its own stationary state


def test_the_balanced_chain_is_balanced():
    asked = problem("observed-balanced-chain")
    found = summary_of(only(asked.name, lambda one, kT: one.chain(kT)), asked)
    assert found.answer == "BALANCED"
    assert found.implied == pytest.approx(1.0, rel=1e-9)


def test_exact_lines_of_the_oscillator_have_no_distance():
    asked = problem("morse-oscillator")
    lines = asked.lines(834.0)
    grid = np.arange(-9000.0, 9000.0, 5.0) + 2.5
    density = np.histogram(lines.omega, np.append(grid - 2.5, grid[-1] + 2.5), weights=lines.weights)[0]
    spectrum = Spectrum(grid, 2 * np.pi * density / 5.0, kind=Kind.WIGHTMAN, unit="cm^-1", kT=834.0)
    assert asked.judge(spectrum, 834.0).distance == pytest.approx(0.0, abs=1e-3)
    twice = Spectrum(grid, 4 * np.pi * density / 5.0, kind=Kind.WIGHTMAN, unit="cm^-1", kT=834.0)
    assert asked.judge(twice, 834.0).distance == pytest.approx(1.0, abs=1e-3)


def test_free_energies_of_the_cells_of_a_well():
    well, kT = problem("double-well"), 0.7
    ends = [-np.inf, *well.edges, np.inf]
    weights = np.array([quad(lambda x: np.exp(-((x**2 - 1) ** 2) / kT), a, b)[0] for a, b in pairwise(ends)])
    scheme = well.levels(kT)
    assert -scheme.energies / kT == pytest.approx(np.log(weights), abs=1e-6)


def test_independent_draws_from_a_well_are_balanced_and_hotter_ones_are_not():
    well, rng = problem("double-well"), np.random.default_rng(7)
    grid = np.linspace(-4, 4, 40_001)

    def draw(kT):
        total = np.cumsum(np.exp(-well.potential(grid) / kT))
        return np.interp(rng.random(200_000), total / total[-1], grid)

    assert well.judge(draw(0.7), 0.7).verdict.status is Status.BALANCED
    judged = well.judge(draw(0.9), 0.7)
    assert judged.verdict.status is Status.BROKEN
    assert judged.implied.ratio > 1.05


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda asked, kT: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda asked, kT: "nonsense", "ConversionError"),
        (lambda asked, kT: np.ones((2, 5)), r"an array of shape (2, 5)"),
        (lambda asked, kT: None, "ConversionError"),
        (lambda asked, kT: np.full((3, 3), np.nan), "InputError"),
    ],
)
def test_failures_are_recorded_not_raised(answer, said):
    board = run({"toy": only("three-level-cycle", answer)}, PROBLEMS)
    (found,) = board.summaries
    assert found.answer == "FAILED"
    assert said in found.error
    assert np.isnan(found.residual)
    assert len(board.failed) == len(CYCLE.temperatures)


def test_one_failure_among_answers_is_a_failure_and_the_answers_count():
    def model(asked, kT):
        if kT == 0.5:
            raise RuntimeError("not at 0.5")
        return arrhenius(factor=2.0)(asked, kT)

    found = summary_of(only("three-level-cycle", model))
    assert found.answer == "FAILED"
    assert found.implied == pytest.approx(2.0)
    assert found.error == "RuntimeError: not at 0.5"


def test_positions_that_are_not_finite_are_named():
    with pytest.raises(InputError, match=r"double-well: x\[1\] = inf; give finite numbers"):
        problem("double-well").judge(np.array([0.0, np.inf]), 0.7)


def test_a_model_that_enters_nowhere_leaves_nothing():
    board = run({"idle": lambda asked, kT: NotImplemented}, PROBLEMS)
    assert (board.scores, board.idle) == ((), ("idle",))
    assert board.notes[0] == "entered for none of these problems: idle"


def test_unknown_problems_are_refused():
    with pytest.raises(InputError, match="no problem 'nothing'; give one of two-level-atom"):
        problem("nothing")


def test_names_are_unique_and_every_kind_has_an_axis():
    assert len({one.name for one in PROBLEMS}) == len(PROBLEMS)
    assert all(one.axis and one.summary and one.temperatures for one in PROBLEMS)
    assert isinstance(problem("combustion"), Published)
    assert isinstance(problem("double-well"), Well)
    assert isinstance(problem("ising-ring"), LevelScheme)


def test_the_figure_shows_infinite_residuals_and_zeros():
    def one_way(asked, kT):
        K = np.zeros((3, 3))
        K[0, 1] = K[1, 2] = K[2, 0] = 1.0
        return K - np.diag(K.sum(axis=1))

    models = {"one-way": only("three-level-cycle", one_way), "right": only("three-level-cycle", arrhenius())}
    figure = run(models, PROBLEMS).figures()["three-level-cycle"]
    assert [curve.name for curve in figure.curves] == ["one-way", "right"]
    assert figure.curves[0].y.tolist() == [np.inf] * 3  # as the table beside the picture says
    lines = draw(figure).axes[0].get_lines()
    drawn = [np.asarray(line.get_ydata()) for line in lines if len(line.get_ydata()) == 3]
    assert drawn[0].tolist() == [1e3] * 3
    assert (drawn[1] >= 1e-17).all()


def test_problems_that_nobody_answered_are_not_drawn(tmp_path):
    board = run({"failing": lambda asked, kT: 1 / 0}, [CYCLE])
    assert board.figures() == {}
    board.to_html(tmp_path / "board.html")
    assert "ZeroDivisionError" in (tmp_path / "board.html").read_text(encoding="utf-8")


def test_the_floor_is_that_of_the_worst_pair():
    noisy = CountNetwork.from_counts([[0, 400, 100], [100, 0, 1], [400, 2, 0]])
    (one, *_), verdict = run({"noisy": lambda asked, kT: noisy}, [CYCLE]).scores, CYCLE.judge(noisy, 0.2).verdict
    k = int(np.argmax(np.abs(verdict.residual)))
    assert (one.residual, one.floor) == pytest.approx((abs(verdict.residual[k]), verdict.floor[k]))


def test_intensities_on_a_grid_of_two_widths():
    asked, kT = problem("morse-oscillator"), 417.0
    lines, width = asked.lines(kT), 40.0

    def spectrum(grid):
        shape = np.exp(-(((grid[:, None] - lines.omega) / width) ** 2) / 2) / (width * np.sqrt(2 * np.pi))
        return Spectrum(grid, 2 * np.pi * shape @ lines.weights, kind=Kind.WIGHTMAN, unit="cm^-1", kT=kT)

    fine, coarse = np.arange(0.0, 9000.0, 2.0), np.arange(0.0, 2000.0, 5.0)
    even, mixed = np.concatenate([-fine[:0:-1], fine]), np.concatenate([-fine[:0:-1], coarse, fine[1000:]])
    found = [asked.judge(spectrum(grid), kT).distance for grid in (even, mixed)]
    assert found[1] == pytest.approx(found[0], abs=1e-3)


def test_of_several_temperatures_the_farthest_counts():
    H, A = np.diag([0.0, 1.0]), np.array([[0.0, 1.0], [1.0, 0.0]])
    baths = [generators.Bath(spectral_density=ohmic, kT=kT) for kT in (0.5, 3.0)]
    assert implied(generators.davies(H, [(A, baths[0]), (A, baths[1])]), 1.0).ratio == pytest.approx(3.0, rel=1e-9)
    assert off(0.0) == np.inf


def test_a_board_prints_and_draws_itself(tmp_path):
    board = run({"right": only("three-level-cycle", arrhenius())})
    assert "right  three-level-cycle  BALANCED" in str(board)
    assert board.table(markdown=True).splitlines()[2].startswith("| right | three-level-cycle | BALANCED |")
    assert len(board.plot("three-level-cycle").axes) == 1
    board.to_html(tmp_path / "board.html")
    assert (tmp_path / "board.html").read_text(encoding="utf-8").count("<svg") == 2  # all at a glance, and the problem
    assert [text.get_text() for text in board.plot().axes[0].texts] == ["0"]
    with pytest.raises(
        InputError, match=r"nothing to draw of 'spin-boson': no model .*; give one of three-level-cycle"
    ):
        board.plot("spin-boson")
    with pytest.raises(InputError, match=r"let models enter for it"):
        run({}).plot("spin-boson")


def test_contestants_that_are_absent_are_told_and_not_run():
    stranger = Contestant("stranger", "", ("no-such-package",), "nowhere:nothing")
    board = run({"stranger": stranger, "mine": only("three-level-cycle", arrhenius())})
    assert board.absent == {"stranger": "no-such-package is not installed"}
    assert {one.model for one in board.scores} == {"mine"}
    assert board.notes[0] == "not run: stranger (no-such-package is not installed)"


def test_a_network_is_held_against_the_energies_of_the_problem_not_its_own():
    """At other levels of its own each pair is balanced; against the right ones it is off by the difference over kT."""
    own = np.array([0.0, 0.2, 0.3])

    def elsewhere(asked, kT):
        K = np.exp(own[:, None] / kT) * asked.couplings
        return RateNetwork.from_rates(K, energies=own, energy_unit="eV")

    found = summary_of(only("three-level-cycle", elsewhere))
    gap = abs((CYCLE.energies[2] - CYCLE.energies[0]) - (own[2] - own[0]))
    assert (found.answer, found.residual) == ("BROKEN", pytest.approx(gap / min(CYCLE.temperatures), rel=1e-9))


K3 = np.array([[-2.0, 1.0, 1.0], [1.0, -2.0, 1.0], [1.0, 1.0, -2.0]])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (K3 + 1j, r"answer holds entries of type complex128"),
        (np.where(np.eye(3) > 0, np.nan, K3), r"answer\[0, 0\] = nan"),
        (np.eye(3) @ K3 + np.eye(3) / 3, r"row 0 sums to 0.333333: rows sum to 0 for rates"),
        (np.array([[-1.0, 5.0, 0.0], [1.0, -6.0, 2.0], [0.0, 1.0, -2.0]]), r"columns do: is it to be transposed\?"),
        (RateNetwork.from_rates(np.ones((4, 4)) - np.eye(4)), r"a network of 4 levels; return one of 3 levels"),
        (np.eye(3), r"3 closed parts .*not unique"),
        ([], r"an empty answer"),
        (np.zeros((2, 5)), r"an array of shape \(2, 5\)"),
    ],
)
def test_answers_that_are_no_network_of_these_levels_are_refused(answer, said):
    with pytest.raises(InputError, match=said):
        CYCLE.judge(answer, 0.5)


def test_answers_of_another_kind_than_the_problem_asks_for_are_refused():
    network, pairs = RateNetwork.from_rates([[0.0, 1.0], [1.0, 0.0]]), Pairs.of([1.0, 1.0], [1.0, 1.0])
    for asked, kT in ((RING, 0.5), (CYCLE, 0.5)):
        with pytest.raises(InputError, match=r"the answer is of type Pairs; give a RateNetwork or CountNetwork"):
            asked.judge(pairs, kT)
    with pytest.raises(InputError, match=r"the answer is of type RateNetwork; give a Spectrum or Correlation"):
        problem("morse-oscillator").judge(network, 417.0)
    with pytest.raises(InputError, match=r"the answer is of type RateNetwork; give a ReactionNetwork"):
        problem("combustion").judge(network, 1000.0)


def test_whole_numbers_in_a_square_are_a_matrix_if_their_rows_say_so():
    rotor = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
    assert CYCLE.judge(rotor, 0.5).verdict.max_residual == np.inf  # one-way, not three trajectories
    assert CYCLE.judge(K3.astype(int).tolist(), 0.5).implied.ratio == np.inf


def test_sparse_answers_are_taken():
    K = arrhenius()(CYCLE, 0.5)
    assert CYCLE.judge(csr_array(K), 0.5).verdict.status is Status.BALANCED


def test_a_spectrum_in_another_unit_is_the_same_spectrum():
    asked, kT = problem("morse-oscillator"), 417.0
    lines = asked.lines(kT)
    grid = np.arange(-9000.0, 9000.0, 5.0) + 2.5
    density = 2 * np.pi * np.histogram(lines.omega, np.append(grid - 2.5, grid[-1] + 2.5), weights=lines.weights)[0] / 5
    eV = 1.239841984e-4  # of a wavenumber
    found = [
        asked.judge(Spectrum(grid * size, density / size, kind=Kind.WIGHTMAN, unit=unit, kT=kT * size), kT)
        for unit, size in (("cm^-1", 1.0), ("eV", eV))
    ]
    assert found[0].distance == pytest.approx(found[1].distance, abs=1e-9)
    assert found[0].verdict.max_residual == pytest.approx(found[1].verdict.max_residual, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("error", [SystemExit(3), pytest.fail.Exception("no")])
def test_models_that_want_to_end_the_program_fail_alone(error):
    def leaving(asked, kT):
        raise error

    board = run({"leaving": leaving, "right": only("three-level-cycle", arrhenius())}, [CYCLE])
    assert [one.answer for one in board.summaries] == ["FAILED", "BALANCED"]


def test_the_keyboard_ends_the_run():
    def pressed(asked, kT):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        run({"slow": pressed}, [CYCLE])


def test_a_model_cannot_change_what_the_next_one_is_asked():
    def cheating(asked, kT):
        asked.energies[:] = 0.0
        return np.ones((3, 3)) / 3

    board = run({"cheating": only("three-level-cycle", cheating), "right": only("three-level-cycle", arrhenius())})
    assert [one.answer for one in board.summaries] == ["FAILED", "BALANCED"]
    with pytest.raises(ValueError, match="read-only"):
        RING.trajectory(1.0)[:] = 0


def test_time_spent_in_levels_is_the_distance_of_a_trajectory():
    states = np.array([0, 1] * 5000 + [2, 0] * 10)
    share = np.bincount(states[:-1]) / (len(states) - 1)
    right = np.exp(-CYCLE.energies / 0.5)
    found = CYCLE.judge(states, 0.5)
    assert found.distance == pytest.approx(np.abs(share - right / right.sum()).sum() / 2, rel=1e-12)
    assert found.implied.error > 0


@pytest.mark.parametrize(("brief", "calls"), [(np.inf, 6), (0.0, 3)])
def test_brief_answers_are_timed_twice_since_the_first_may_import(monkeypatch, brief, calls):
    monkeypatch.setattr("detbal.bench.score.BRIEF", brief)
    made = []

    def counting(asked, kT):
        made.append(kT)
        return arrhenius()(asked, kT)

    summary_of(counting, CYCLE)
    assert len(made) == calls


def test_a_balanced_answer_for_a_driven_system_is_wrong(tmp_path):
    def hiding(asked, kT):
        P = asked.chain(kT)
        pi = np.linalg.matrix_power(P, 4096)[0]
        return (P + (pi[:, None] * P).T / pi[:, None]) / 2  # its reversible part

    board = run({"hiding": hiding, "honest": lambda asked, kT: asked.chain(kT)}, [RING])
    assert [(one.answer, one.right) for one in board.summaries] == [("BALANCED", False), ("BROKEN", True)]
    assert "BALANCED, wrongly" in board.table()
    assert "BROKEN, rightly" in board.table()
    board.to_html(tmp_path / "board.html")
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    assert '<span class="wrong">BALANCED, wrongly</span>' in page
    assert '<span class="wrong">BROKEN' not in page
