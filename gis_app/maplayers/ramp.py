"""Paints density with the heat layer's colours; the scale is by square root, so that the quiet places show too."""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gis_app.maplayers.declared import layer

STEPS = 64
FAINTEST = 0.1  # of the root scale: below a hundredth of the top nothing is drawn
OPACITY = 0.88


def paint(density: NDArray[np.float64], top: float, *, dark: bool = False) -> bytes:
    """A PNG of ``density``, ``top`` and all above it in the last colour; nothing is drawn where there is next to nothing.

    ``dark`` says that it will lie on the dark theme's ground.
    """
    image = Image.fromarray(shades(density, top), "P")
    image.putpalette(_palette(dark))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1, transparency=_alphas())
    return out.getvalue()


def shades(density: NDArray[np.float64], top: float) -> NDArray[np.uint8]:
    """The palette index of each value: 0 is clear, 1 to 64 from few to many."""
    root = np.sqrt(np.clip(density / top, 0, 1))
    return np.where(root < FAINTEST, 0, 1 + np.round(root * (STEPS - 1))).astype(np.uint8)


def stops(top: float, *, dark: bool = False) -> list[dict[str, Any]]:
    """The legend's stops: value, colour and how opaque it is painted; between them all follow the square root."""
    ramp = _declared(dark)
    roots = np.linspace(0, 1, len(ramp))
    return [{"value": float(f"{top * root**2:.6g}"), "colour": colour, "alpha": round(float(alpha), 3)}
            for root, alpha, colour in zip(roots, _opacity(roots), ramp, strict=True)]


@cache
def colours(dark: bool = False) -> NDArray[np.uint8]:
    """The 64 colours from few to many."""
    ramp = np.array([[int(one[at:at + 2], 16) for at in (1, 3, 5)] for one in _declared(dark)], dtype=float)
    at = np.linspace(0, len(ramp) - 1, STEPS)
    return np.stack([np.interp(at, np.arange(len(ramp)), ramp[:, band]) for band in range(3)], axis=1).round().astype(np.uint8)


def _declared(dark: bool) -> Sequence[str]:
    ramp: Sequence[str] = layer("heat").more["ramp_dark" if dark else "ramp"]
    return ramp


@cache
def _palette(dark: bool) -> bytes:
    return bytes(3) + colours(dark).tobytes()


@cache
def _alphas() -> bytes:
    return b"\0" + np.round(255 * _opacity(np.linspace(0, 1, STEPS))).astype(np.uint8).tobytes()


def _opacity(root: NDArray[np.float64]) -> NDArray[np.float64]:
    """The fainter, the more of the ground shows."""
    fade = np.clip((root - FAINTEST) / 0.3, 0, 1)
    opacity: NDArray[np.float64] = OPACITY * (0.35 + 0.65 * fade)
    return opacity
