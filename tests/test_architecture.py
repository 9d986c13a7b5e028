"""Data flows one way: what a step is made of imports no step behind it."""

import ast
from pathlib import Path

import pytest

KG = Path(__file__).parents[1] / "kg"
# From the first to the last; a module of one may import those before it, and those of its own line.
FLOW = (
    {"records", "errors", "surrogates", "digests", "collecting", "data_files"},
    {"arguments", "naming", "terminal", "titles"},
    {"lean_imports", "iris", "storage"},
    {"readers", "extract"},
    {"provenance", "incremental", "report", "training"},
    {"resolution", "resolve", "results"},
    {"graph", "analysis", "store"},
    {"triples", "rdf"},
    {"querying", "sparql", "validate", "push", "export", "page", "viewer"},
    {"build", "evaluate", "diagnosis", "train", "listing"},
    {"spark", "server", "commands"},
    {"cli", "__main__"},
)
PLACE = {name: place for place, names in enumerate(FLOW) for name in names}


def step(module: str) -> str:
    return module.split(".")[1]


def imported(path: Path) -> set[str]:
    """Name the steps that a module imports when it is itself imported."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf8")).body:
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            found |= {alias.name for alias in node.names if alias.name in PLACE}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            found.add(step(str(node.module)))
    return found


MODULES = sorted(path for path in KG.rglob("*.py") if path != KG / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_imports_no_later_step(path: Path) -> None:
    own = path.relative_to(KG).parts[0].removesuffix(".py")
    later = {name for name in imported(path) if PLACE[name] > PLACE[own]}
    assert not later


def test_records_and_errors_import_nothing_of_ours() -> None:
    assert not imported(KG / "records.py") and not imported(KG / "errors.py")
