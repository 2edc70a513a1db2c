"""Compiled kernels without the compiler's start-up: machine code is made once by numba and loaded by llvmlite alone.

Importing numba and re-reading its cache costs about as long as assigning a million points twice over. So each kernel
is compiled once to an object file, kept under a name that holds a hash of its source, the compiler and the processor,
and from then on linked in milliseconds. Kernels are called through ctypes, which releases the GIL: plain Python threads
run them side by side (numba's own thread pool would end the process when two web requests met in it).

A kernel is an ordinary Python function over arrays and numbers. It must neither allocate nor raise.
"""

import ctypes
import hashlib
import importlib
import importlib.metadata
import os
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple, TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

_HELPERS: set[Any] = set()
_KERNELS: list["Kernel"] = []
_COMPILING = threading.Lock()

NEVER_CALLED = ("NRT_Free", "NRT_MemInfo_call_dtor", "numba_do_raise", "numba_gil_ensure", "numba_gil_release",
                "numba_runtime_build_excinfo_struct", "numba_unpickle")  # fmt: skip
"""What numba's code for raising and allocating refers to; kernels do neither."""


class Taken(NamedTuple):
    """An array argument: element type and number of dimensions."""

    kind: str
    ndim: int = 1


F64, I64, I32, U8 = (Taken(kind) for kind in ("float64", "int64", "int32", "uint8"))
F64_2D, I32_2D = Taken("float64", 2), Taken("int32", 2)
REAL, WHOLE = Taken("float64", 0), Taken("int64", 0)


def inlined(function: Function) -> Function:
    """Mark a helper that kernels call; it is compiled into each of them."""
    _HELPERS.add(function)
    return function


def kernel(*signature: Taken) -> Callable[[Callable[..., int]], "Kernel"]:
    """Declare a kernel with these arguments; it returns an integer."""
    return lambda function: Kernel(function, signature)


class Kernel:
    """A function over arrays as machine code, compiled or loaded when it is first called."""

    def __init__(self, function: Callable[..., int], signature: tuple[Taken, ...]) -> None:
        self.python, self.signature = function, signature
        self.__doc__ = function.__doc__
        _KERNELS.append(self)
        self._code: Callable[..., int] | None = None

    def __call__(self, *arguments: Any) -> int:
        flat: list[Any] = []
        for kind, argument in zip(self.signature, arguments, strict=True):
            if kind.ndim:
                _check(argument, kind)
                flat += (argument.ctypes.data, *argument.shape)
            else:
                flat.append(argument)
        code = self._code or self.linked()
        return int(code(*flat))

    def linked(self) -> Callable[..., int]:
        """Compile or load, once for all threads."""
        with _COMPILING:
            if self._code is None:
                self._code = self._linked()
        return self._code

    def _linked(self) -> Callable[..., int]:
        arguments: list[Any] = []
        for kind in self.signature:
            single = ctypes.c_double if kind.kind == "float64" else ctypes.c_int64
            arguments += [ctypes.c_void_p] + [ctypes.c_int64] * kind.ndim if kind.ndim else [single]
        return ctypes.CFUNCTYPE(ctypes.c_int64, *arguments)(_load(self._object()))

    def _object(self) -> tuple[str, bytes]:
        """The kernel's symbol and object code, from the cache or freshly compiled into it."""
        source = Path(self.python.__code__.co_filename)
        kept = f"{source.stem}-{self.python.__name__}-{_fingerprint(source)}.o"
        for folder in _folders(source):
            if (folder / kept).is_file():
                return _unpack((folder / kept).read_bytes())
        symbol, code = _compile(self.python, self.signature)
        _keep(source, kept, symbol.encode() + b"\n" + code)
        return symbol, code


def link_all() -> None:
    """Compile or load every kernel declared so far."""
    for one in _KERNELS:
        one.linked()


def _check(argument: np.ndarray[Any, Any], kind: Taken) -> None:
    """Machine code trusts its pointers; so what comes in is checked here."""
    if argument.dtype != kind.kind or argument.ndim != kind.ndim or not argument.flags.c_contiguous:
        raise TypeError(f"expected a contiguous {kind.ndim}-d {kind.kind} array, got {argument.ndim}-d {argument.dtype}")


@cache
def _fingerprint(source: Path) -> str:
    """Changes whenever the code, the compiler or the processor does."""
    llvm = importlib.import_module("llvmlite.binding")
    told = hashlib.sha256()
    for file in sorted(source.parent.glob("*kernels.py")) + [Path(__file__), source.parents[1] / "places.py"]:
        told.update(file.read_bytes())
    versions = (importlib.metadata.version(name) for name in ("numba", "llvmlite"))
    told.update(repr((*versions, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())).encode())
    return told.hexdigest()[:16]


def _folders(source: Path) -> list[Path]:
    """Where object code is kept: beside the source, or else in the user's own cache."""
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return [source.parent / "__pycache__", own / "wangge"]


def _unpack(kept: bytes) -> tuple[str, bytes]:
    symbol, _, code = kept.partition(b"\n")
    return symbol.decode(), code


def _keep(source: Path, name: str, content: bytes) -> None:
    """Write whole or not at all, in the first folder that takes it; without any the next process compiles again."""
    for folder in _folders(source):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as out:
                out.write(content)
            Path(out.name).chmod(0o644)
            Path(out.name).replace(folder / name)
        except OSError:
            continue
        return


def _compile(function: Callable[..., int], signature: tuple[Taken, ...]) -> tuple[str, bytes]:
    """Object code of ``function`` behind an entry that takes pointers and sizes."""
    numba = importlib.import_module("numba")
    types = numba.types
    names: list[str] = []
    passed: list[str] = []
    kinds: list[Any] = []
    for k, kind in enumerate(signature):
        sizes = [f"a{k}_{d}" for d in range(kind.ndim)]
        names += [f"a{k}", *sizes]
        passed.append(f"carray(a{k}, ({', '.join(sizes)},))" if kind.ndim else f"a{k}")
        element = getattr(types, kind.kind)
        kinds += [types.CPointer(element) if kind.ndim else element, *[types.int64] * kind.ndim]
    space = {"carray": numba.carray, "body": _jitted(function)}
    exec(f"def entry({', '.join(names)}):\n    return body({', '.join(passed)})", space)  # noqa: S102 - our own text
    made = numba.cfunc(types.int64(*kinds), nopython=True, error_model="numpy")(space["entry"])
    return made.native_name, made._library._get_compiled_object()


@cache
def _jitted(function: Any) -> Any:
    """The function for numba, with the helpers it calls replaced by theirs; each is compiled once for all kernels."""
    numba = importlib.import_module("numba")
    space = dict(function.__globals__)
    for name in function.__code__.co_names:
        helper = space.get(name)
        if isinstance(helper, FunctionType) and helper in _HELPERS:
            space[name] = _jitted(helper)
    return numba.njit(error_model="numpy")(FunctionType(function.__code__, space, function.__name__))


@cache
def _engine() -> Any:
    """One linker a process; what kernels never call is given an address all the same."""
    llvm = importlib.import_module("llvmlite.binding")
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    for name in NEVER_CALLED:
        llvm.add_symbol(name, ctypes.cast(ctypes.pythonapi.Py_FatalError, ctypes.c_void_p).value)
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def _load(code: tuple[str, bytes]) -> int:
    llvm = importlib.import_module("llvmlite.binding")
    engine, (symbol, content) = _engine(), code
    engine.add_object_file(llvm.ObjectFileRef.from_data(content))
    engine.finalize_object()
    return int(engine.get_function_address(symbol))
