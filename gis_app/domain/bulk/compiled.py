"""The one door to numba: kernels with fixed signatures, compiled when the product is set up and cached on disk.

Kernels release the GIL and are run over chunks by plain Python threads: numba's own thread pool would end the process
when two web requests meet in it, and costs milliseconds for a single point.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba import types

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

F64, I64, I32, U8 = types.float64, types.int64, types.int32, types.uint8


def taken(kind: Any, ndim: int = 1) -> Any:
    """An input array: contiguous and never written, so that pandas' read-only arrays fit too."""
    return types.Array(kind, ndim, "C", readonly=True)


def filled(kind: Any, ndim: int = 1) -> Any:
    """An output array."""
    return types.Array(kind, ndim, "C")


def kernel(*signature: Any) -> Callable[[Kernel], Kernel]:
    """Compile for exactly one signature (result type first), from the cache where it has been compiled before."""
    result, *arguments = signature
    compile_: Callable[[Kernel], Kernel] = numba.njit(result(*arguments), cache=True, nogil=True, error_model="numpy")
    return compile_


def inlined(function: Kernel) -> Kernel:
    """A helper of kernels, compiled into each of them."""
    helper: Kernel = numba.njit(error_model="numpy")(function)
    return helper
