"""Words in docstrings that a documentation build would take for addresses."""

import re
from pathlib import Path

import detbal

#: docutils links bare "file:..." as an address.
SCHEME = re.compile(r"(?<![`\w])file:[a-z]")


def test_no_place_in_a_file_looks_like_an_address():
    root = Path(detbal.__file__).parent
    found = [
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if SCHEME.search(line)
    ]
    assert not found
