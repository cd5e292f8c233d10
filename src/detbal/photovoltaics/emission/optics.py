"""How much of the light a slab absorbs: its faces lengthen the path of the light."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from detbal.choice import member
from detbal.errors import InputError, explain
from detbal.photovoltaics.radiation import Floats
from detbal.reals import real_array


class Back(Enum):
    """What light meets at the back of a slab."""

    MIRROR = "a perfect mirror"
    TRANSPARENT = "nothing: it leaves"


class Texture(Enum):
    """Whether the faces keep the direction of light."""

    PLANAR = "plane faces, light at normal incidence"
    LAMBERTIAN = "faces that make directions random"


@dataclass(frozen=True, slots=True, eq=False)
class Optics:
    """Faces of a slab that reflects nothing at the front; build with `of`.

    Attributes
    ----------
    back : Back
    texture : Texture
    refractive_index : float array
        One number, or one for each photon energy.
    """

    back: Back
    texture: Texture
    refractive_index: Floats

    @classmethod
    def of(cls, back: Any, texture: Any, refractive_index: Any) -> Optics:
        """Check and build.

        Raises
        ------
        InputError
            What is no member of `Back` or `Texture`, or an index that is not finite and 1 or more.

        Examples
        --------
        >>> float(Optics.of(Back.MIRROR, Texture.LAMBERTIAN, 3.5).path)
        49.0
        """
        index = real_array(refractive_index, "refractive_index")
        bad = ~((index >= 1) & np.isfinite(index))
        if bad.any():
            what = f"refractive_index = {index.ravel()[int(np.argmax(bad))]:g}"
            raise InputError(explain(what, fix="give finite numbers of 1 or more"))
        return cls(member(Back, back, "back"), member(Texture, texture, "texture"), index)

    @property
    def path(self) -> Floats:
        """Mean path of weakly absorbed light, in thicknesses: 1, 2 with a mirror; 2n², 4n² where it is random.

        E. Yablonovitch, J. Opt. Soc. Am. 72, 899 (1982).
        """
        passes = 2.0 if self.back is Back.MIRROR else 1.0
        return np.asarray(passes * (2 * self.refractive_index**2 if self.texture is Texture.LAMBERTIAN else 1.0))

    def absorptance(self, depth: Any) -> Floats:
        """Return the absorptance for optical depths αd.

        With x = path·αd it is 1 - e^-x for plane faces, and x/(1 + x) for random ones: T. Tiedje, E. Yablonovitch,
        G. D. Cody and B. G. Brooks, IEEE Trans. Electron Devices 31, 711 (1984).

        Examples
        --------
        >>> Optics.of(Back.MIRROR, Texture.LAMBERTIAN, 3.5).absorptance([1 / 49, 1.0])
        array([0.5 , 0.98])
        """
        x = self.path * np.asarray(depth, dtype=np.float64)
        return np.asarray(-np.expm1(-x) if self.texture is Texture.PLANAR else x / (1 + x))

    def depth(self, absorptance: Any) -> Floats:
        """Return the optical depths αd of absorptances below 1: the inverse of `absorptance`.

        Examples
        --------
        >>> Optics.of(Back.MIRROR, Texture.PLANAR, 3.5).depth([0.5]).round(6)  # ln(2)/2
        array([0.346574])
        """
        a = np.asarray(absorptance, dtype=np.float64)
        return np.asarray((-np.log1p(-a) if self.texture is Texture.PLANAR else a / (1 - a)) / self.path)

    def slope(self, depth: Any) -> Floats:
        """Return the derivative of the absorptance by αd.

        Examples
        --------
        >>> Optics.of(Back.TRANSPARENT, Texture.PLANAR, 1.0).slope([0.0])
        array([1.])
        """
        x = self.path * np.asarray(depth, dtype=np.float64)
        return np.asarray(self.path * (np.exp(-x) if self.texture is Texture.PLANAR else 1 / (1 + x) ** 2))
