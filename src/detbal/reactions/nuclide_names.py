"""Names of nuclides, as REACLIB spells them: "n", "p", "d", "t", "he4", "mg24"."""

from __future__ import annotations

import re
from functools import lru_cache

from detbal.errors import InputError, explain

_SYMBOLS = """
n h he li be b c n o f ne na mg al si p s cl ar k ca sc ti v cr mn fe co ni cu zn ga ge as se br kr rb sr y zr nb mo tc
ru rh pd ag cd in sn sb te i xe cs ba la ce pr nd pm sm eu gd tb dy ho er tm yb lu hf ta w re os ir pt au hg tl pb bi po
at rn fr ra ac th pa u np pu am cm bk cf es fm md no lr rf db sg bh hs mt ds rg cn nh fl mc lv ts og
"""
#: Symbols of the elements by charge.
SYMBOLS = tuple(_SYMBOLS.split())
_LIGHT = {(0, 1): "n", (1, 1): "p", (1, 2): "d", (1, 3): "t"}
_WORDS = {
    **{name: key for key, name in _LIGHT.items()},
    "neutron": (0, 1), "proton": (1, 1), "deuteron": (1, 2), "triton": (1, 3), "helion": (2, 3), "tau": (2, 3),
    "alpha": (2, 4), "a": (2, 4), "α": (2, 4), "n1": (0, 1), "neut": (0, 1),
}  # fmt: skip
_CHARGE = {symbol: Z for Z, symbol in enumerate(SYMBOLS) if Z}
_NAME = re.compile(r"([a-z]{1,2})-?(\d{1,3})|(\d{1,3})-?([a-z]{1,2})")
#: The two long-lived levels of ²⁶Al, each without the other; "al26" holds both in equilibrium.
ISOMERS = {"al-6": (13, 26), "al*6": (13, 26)}
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def nuclide_name(Z: int, A: int) -> str:
    """Return the name of a nuclide.

    Raises
    ------
    InputError
        Numbers that no nuclide has.

    Examples
    --------
    >>> nuclide_name(2, 4), nuclide_name(1, 1)
    ('he4', 'p')
    """
    if not (0 <= Z < len(SYMBOLS) and max(Z, 1) <= A):
        fix = f"Z is 0 to {len(SYMBOLS) - 1} and no more than A, which is 1 or more"
        raise InputError(explain(f"Z = {Z}, A = {A} is no nuclide", fix=fix))
    return _LIGHT.get((Z, A)) or f"{SYMBOLS[Z]}{A}"


@lru_cache(maxsize=1 << 15)
def charge_and_nucleons(name: str) -> tuple[int, int] | None:
    """Return (Z, A) of a name in any common spelling; None if it is no nuclide.

    Examples
    --------
    >>> [charge_and_nucleons(name) for name in ("24Mg", "mg24", "²⁴Mg", "Mg-24", "alpha", "al*6", "e-")]
    [(12, 24), (12, 24), (12, 24), (12, 24), (2, 4), (13, 26), None]
    """
    text = _plain(name)
    found = _WORDS.get(text) or ISOMERS.get(text)
    if found is not None:
        return found
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    symbol, digits = match[1] or match[4], match[2] or match[3]
    Z = _CHARGE.get(symbol, 0)
    return (Z, int(digits)) if 0 < Z <= int(digits) else None


@lru_cache(maxsize=1 << 15)
def name_or_none(name: str) -> str | None:
    """Return the name of a nuclide as REACLIB spells it; None if it is no nuclide.

    Examples
    --------
    >>> name_or_none("He3"), name_or_none("e-")
    ('he3', None)
    """
    text = _plain(name)
    if text in ISOMERS:
        return text
    found = charge_and_nucleons(text)
    return None if found is None else nuclide_name(*found)


def canonical_name(name: str) -> str:
    """Return the name of a nuclide as REACLIB spells it.

    Raises
    ------
    InputError
        If it is no nuclide.

    Examples
    --------
    >>> canonical_name("²⁴Mg"), canonical_name("al*6")
    ('mg24', 'al*6')
    """
    found = name_or_none(name) if isinstance(name, str) else None
    if found is None:
        raise InputError(explain(f"{name!r} is no nuclide", fix="write it like 'mg24', '24Mg', 'p' or 'alpha'"))
    return found


def _plain(name: str) -> str:
    return name.strip().lower().translate(_PLAIN)
