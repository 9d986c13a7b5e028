"""Keeps this process from importing libraries, and parts of them, that no command needs."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__all__ = ["Kept", "allow_all", "do_without", "kept_away", "leave_empty", "run_without"]

# Names of the modules that are hidden, and of those that are replaced with empty packages.
Kept = tuple[frozenset[str], frozenset[str]]


class _Blinded:
    """A finder that hides some modules, so that they seem not to be installed."""

    def __init__(self, finder: Any, names: frozenset[str]) -> None:
        self.finder = finder
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Find a module, unless it is hidden."""
        if name in self.names:
            return None
        found: ModuleSpec | None = self.finder.find_spec(name, path, target)
        return found

    def __getattr__(self, name: str) -> Any:
        # Finders also find distributions and clear their caches.
        return getattr(self.finder, name)


def do_without(*names: str) -> None:
    """Hide modules, as if not installed, in this process, which has to be our own.

    Parameters
    ----------
    names
        Names of modules; those already imported stay.
    """
    hidden = frozenset(names)
    sys.meta_path[:] = [_Blinded(finder, hidden) for finder in sys.meta_path]


class _Empty(Loader):
    """Loads an empty package, from which every name is imported as None."""

    def exec_module(self, module: ModuleType) -> None:
        """Make every name of the module None."""

        def nothing(name: str) -> None:
            if name.startswith("__"):
                raise AttributeError(name)

        module.__dict__["__getattr__"] = nothing


class _Emptying:
    """A finder that replaces some modules with empty packages."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Find an empty package if the module is one to replace."""
        return ModuleSpec(name, _Empty(), is_package=True) if name in self.names else None


def leave_empty(*names: str) -> None:
    """Replace modules with empty packages, in this process, which has to be our own.

    Parameters
    ----------
    names
        Names of modules that others import but nothing here uses; those already imported stay.
    """
    sys.meta_path.insert(0, _Emptying(frozenset(names)))


def allow_all() -> None:
    """Undo `do_without` and `leave_empty`, for other code that may need the modules."""
    sys.meta_path[:] = [
        finder.finder if isinstance(finder, _Blinded) else finder
        for finder in sys.meta_path
        if not isinstance(finder, _Emptying)
    ]
    for name, module in list(sys.modules.items()):
        if isinstance(getattr(module, "__loader__", None), _Empty):
            del sys.modules[name]


def kept_away() -> Kept:
    """Return what `do_without` and `leave_empty` keep from this process."""
    hidden: frozenset[str] = frozenset()
    emptied: frozenset[str] = frozenset()
    for finder in sys.meta_path:
        if isinstance(finder, _Blinded):
            hidden |= finder.names
        elif isinstance(finder, _Emptying):
            emptied |= finder.names
    return hidden, emptied


def run_without(kept: Kept, packed: bytes, *arguments: object) -> None:
    """Run a function in a new process that imports as little as the one that started it.

    Parameters
    ----------
    kept
        Result of `kept_away` in the other process.
    packed
        Pickle of the function and of its last argument: to read it imports their modules.
    arguments
        The arguments before.
    """
    hidden, emptied = kept
    do_without(*hidden)
    leave_empty(*emptied)
    function, last = pickle.loads(packed)
    function(*arguments, last)
