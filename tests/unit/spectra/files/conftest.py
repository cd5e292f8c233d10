"""A writer of MF = 7, MT = 4, made for the tests from the format's description."""

import math

import pytest

REFERENCE_KT, BOLTZMANN = 0.0253, 1.380649e-23 / 1.602176634e-19


def field(value):
    """A number in eleven characters, as Fortran's E format without the letter: 1.234567+5, -1.23456-10."""
    if isinstance(value, int):
        return f"{value:11d}"
    if value == 0:
        return " 0.000000+0"
    exponent = math.floor(math.log10(abs(value)))
    for digits in (6, 5, 4):
        mantissa, power = f"{value:.{digits}e}".split("e")
        text = f"{mantissa}{int(power):+d}"
        if len(text) <= 10 + (value < 0):
            return f"{text:>11}"
    raise ValueError(exponent)


def lines_of(numbers):
    return ["".join(map(field, numbers[k : k + 6])) for k in range(0, len(numbers), 6)]


class Mf7:
    """Lays out a scattering law S(α, β) (a function) on grids, in any of the format's ways."""

    def __init__(
        self, alpha, beta, temperatures, law, *, lasym=0, lat=0, lln=0, mass_ratio=0.9991673, material=26, further=()
    ):
        self.alpha, self.beta, self.temperatures, self.law = alpha, beta, temperatures, law
        self.lasym, self.lat, self.lln, self.mass_ratio, self.material = lasym, lat, lln, mass_ratio, material
        self.further = further  # B(7), B(13): 0 where a further atom has effective temperatures of its own

    def stored(self, alpha, beta, kelvin):
        scale = REFERENCE_KT / (BOLTZMANN * kelvin) if self.lat else 1.0
        a, b = alpha * scale, beta * scale
        match self.lasym:
            case 0 | 1:
                value = self.law(a, b, kelvin) * math.exp(b / 2)
            case 2:
                value = self.law(a, -b, kelvin)
            case 3:
                value = self.law(a, b, kelvin)
        return math.log(value) if self.lln else value

    def records(self):
        yield [1001.0, self.mass_ratio, 0, self.lat, self.lasym, 0]
        yield [0.0, 0.0, self.lln, 0, 6 + 6 * len(self.further), len(self.further)]
        yield [20.436, 5.0, self.mass_ratio, 5.0, 0.0, 1.0]
        for kind in self.further:
            yield [float(kind), 3.75, 15.8575, 0.0, 0.0, 1.0]
        yield [0.0, 0.0, 0, 0, 1, len(self.beta)]
        yield [len(self.beta), 4]
        for b in self.beta:
            first, *others = self.temperatures
            yield [float(first), b, len(others), 0, 1, len(self.alpha)]
            yield [len(self.alpha), 4]
            yield [x for a in self.alpha for x in (a, self.stored(a, b, first))]
            for kelvin in others:
                yield [float(kelvin), b, 4, 0, len(self.alpha), 0]
                yield [self.stored(a, b, kelvin) for a in self.alpha]
        for factor in (4.0, *(1.5 for kind in self.further if kind == 0)):
            yield [0.0, 0.0, 0, 0, 1, len(self.temperatures)]
            yield [len(self.temperatures), 2]
            yield [x for kelvin in self.temperatures for x in (float(kelvin), factor * kelvin)]

    def text(self):
        body = [line for record in self.records() for line in lines_of(record)]
        numbered = [f"{line:66}{self.material:4d} 7  4{k:5d}" for k, line in enumerate(body, 1)]
        ends = [
            f"{'':66}{self.material:4d} 7  099999",
            f"{'':66}{self.material:4d} 0  0    0",
            f"{'':66}  -1 0  0    0",
        ]
        return "\n".join([f"{'a tape':66}   1 0  0    0", *numbered, *ends]) + "\n"

    def write(self, path):
        path.write_text(self.text())
        return path


@pytest.fixture(scope="session")
def mf7():
    return Mf7
