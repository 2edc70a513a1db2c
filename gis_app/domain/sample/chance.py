"""Chance that repeats: every idea of the sample draws from a stream of its own, named in words.

A new idea, or a larger number of incidents, therefore never shifts what another idea drew.
"""

from uuid import UUID
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """The generator of one idea in one place, for example ``stream(7, "buildings", 3)``."""
    words = [crc32(name.encode()) if isinstance(name, str) else name for name in names]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def uuid7s(rng: np.random.Generator, moments_ms: NDArray[np.int64]) -> list[UUID]:
    """UUIDv7 (RFC 9562) whose time is the given Unix milliseconds and whose random bits come from `rng`.

    Rows made in one go keep their order: ids of one millisecond are not sorted among themselves.
    """
    count = len(moments_ms)
    high = rng.integers(0, 1 << 12, count, dtype=np.uint64)
    low = rng.integers(0, 1 << 62, count, dtype=np.uint64)
    upper = (moments_ms.astype(np.uint64) << np.uint64(16)) | np.uint64(0x7000) | high
    lower = np.uint64(1 << 63) | low
    return [UUID(int=(a << 64) | b) for a, b in zip(upper.tolist(), lower.tolist(), strict=True)]
