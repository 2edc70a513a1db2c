"""Positions of many rounds as parallel arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.places import scales_at

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Fixes:
    """``round`` numbers the rounds from 0; WGS-84 degrees; ``at`` in Unix seconds; ``accuracy`` in metres, NaN unknown."""

    round: Ints
    lon: Array
    lat: Array
    at: Array
    accuracy: Array

    def __len__(self) -> int:
        return len(self.round)

    def take(self, which: Ints | Mask) -> "Fixes":
        return Fixes(self.round[which], self.lon[which], self.lat[which], self.at[which], self.accuracy[which])

    def order(self) -> Ints:
        """Positions by round and time; equal times stay as given."""
        return np.lexsort((self.at, self.round))

    def hops(self) -> tuple[Mask, Array, Array]:
        """From each fix's forerunner to itself: whether it has one in its round, metres, seconds. Needs ``order``."""
        follows = np.zeros(len(self), dtype=bool)
        follows[1:] = self.round[1:] == self.round[:-1]
        east, north = scales_at(self.lat)
        step = np.zeros((2, len(self)))
        step[:, 1:] = np.diff(self.lon), np.diff(self.lat)
        metres = np.hypot(step[0] * east, step[1] * north)
        seconds = np.diff(self.at, prepend=self.at[:1])
        return follows, np.where(follows, metres, 0.0), np.where(follows, seconds, 0.0)
