"""Tables as text."""

from detbal.columns import as_markdown, as_text


def test_bars_in_a_cell_do_not_end_it():
    head, rule, line = as_markdown(("state", "p"), [("|0⟩ → |1⟩", "0.5")], right={1}).splitlines()
    assert line == r"| \|0⟩ → \|1⟩ | 0.5 |"
    assert len(head) == len(rule) == len(line)


def test_columns_are_as_wide_as_their_widest_cell():
    lines = as_text(("n", "value"), [("ten", "1"), ("a", "1000000")], right={1}).splitlines()
    assert [line.index("  ") for line in lines] == [1, 3, 1]
    assert {len(line) for line in lines} == {len("ten  1000000")}


def test_no_rows_leave_the_header():
    assert as_text(("a", "b"), []) == "a  b"
