"""The examples in docstrings are true."""

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[1]
MODULES = ["kg", *(found.name for found in pkgutil.walk_packages(kg.__path__, "kg."))]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert doctest.testmod(import_module(name)).failed == 0
