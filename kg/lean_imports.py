"""Has libraries that others import where they find them count as not installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import Any

__all__ = ["allow_all", "do_without"]


class _Blinded:
    """A finder that does not find some modules: what looks for them is told that there are none."""

    def __init__(self, finder: Any, names: frozenset[str]) -> None:
        self.finder = finder
        self._names = names

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Find a module, unless it is one to do without."""
        if name in self._names:
            return None
        found: ModuleSpec | None = self.finder.find_spec(name, path, target)
        return found

    def __getattr__(self, name: str) -> Any:
        # Finders find distributions too, and forget what they have seen.
        return getattr(self.finder, name)


def do_without(*names: str) -> None:
    """Make some modules count as not installed in this process, which has to be our own.

    Parameters
    ----------
    names
        Of modules; those that are imported already stay.
    """
    hidden = frozenset(names)
    sys.meta_path[:] = [_Blinded(finder, hidden) for finder in sys.meta_path]


def allow_all() -> None:
    """Take back what `do_without` was told, for code of others that may need the modules."""
    sys.meta_path[:] = [
        finder.finder if isinstance(finder, _Blinded) else finder for finder in sys.meta_path
    ]
