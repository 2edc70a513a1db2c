"""Smooth noise with many wavelengths: the lie of the land, the wander of a stream, the edge of a wood."""

from dataclasses import dataclass

import numpy as np

from gis_app.domain.sample.frame import Array

WAVES_AN_OCTAVE = 12


@dataclass(frozen=True)
class Relief:
    """A sum of plane waves in random directions; about normal with mean 0 and variance 1 anywhere."""

    vectors: Array
    phases: Array
    weights: Array

    @classmethod
    def draw(cls, rng: np.random.Generator, longest_m: float, octaves: int = 4, persistence: float = 0.5) -> "Relief":
        """Waves from `longest_m` down by halves; `persistence` is each octave's share of the one above."""
        lengths = np.repeat(longest_m / 2.0 ** np.arange(octaves), WAVES_AN_OCTAVE)
        lengths = lengths * rng.uniform(0.75, 1.35, len(lengths))
        angles = rng.uniform(0, 2 * np.pi, len(lengths))
        weights = np.repeat(persistence ** np.arange(octaves), WAVES_AN_OCTAVE)
        vectors = 2 * np.pi / lengths[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
        return cls(vectors, rng.uniform(0, 2 * np.pi, len(lengths)), weights * np.sqrt(2 / (weights**2).sum()))

    def at(self, xy: Array) -> Array:
        """Heights (n,) at points in metres (n, 2)."""
        return np.asarray(np.cos(xy @ self.vectors.T + self.phases) @ self.weights)
