"""Has libraries that others import where they find them count as not installed."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["allow_all", "do_without"]


class _Absent:
    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> None:
        """Refuse some modules, and leave all others to the finders behind."""
        if name in self._names:
            raise ModuleNotFoundError(f"{name} is not used in this process", name=name)


def do_without(*names: str) -> None:
    """Make imports of some modules fail for the rest of the process, which has to be our own.

    Parameters
    ----------
    names
        Of modules; those that are imported already stay.
    """
    sys.meta_path.insert(0, _Absent(frozenset(names)))


def allow_all() -> None:
    """Take back what `do_without` was told, for a library that asks for the modules."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Absent)]
