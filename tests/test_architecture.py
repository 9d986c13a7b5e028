"""Data flows one way: a module imports no step behind it, and of others what they give."""

import ast
from pathlib import Path

import pytest

KG = Path(__file__).parents[1] / "kg"
# From the first to the last; a module of one may import those before it, and those of its own line.
FLOW = (
    {"records", "errors", "surrogates", "digests", "collecting", "data_files"},
    {"arguments", "naming", "suggestions", "terminal", "titles"},
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


def given(path: Path) -> set[str] | None:
    """Name what a module says that it gives to others."""
    for node in ast.parse(path.read_text(encoding="utf8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def taken(path: Path) -> set[tuple[str, str]]:
    """Name the functions and types that a module imports of others, wherever in its text."""
    return {
        (str(node.module), alias.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg.")
        for alias in node.names
        if not alias.name.isupper()
    }


def named(path: Path) -> str:
    """Return the name under which a module is imported."""
    parts = path.relative_to(KG.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


GIVEN = {named(path): given(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_takes_of_another_only_what_that_gives(path: Path) -> None:
    hidden = {
        f"{module}.{name}"
        for module, name in taken(path)
        if f"{module}.{name}" not in GIVEN and name not in (GIVEN.get(module) or {name})
    }
    assert not hidden


def test_records_and_errors_import_nothing_of_ours() -> None:
    assert not imported(KG / "records.py") and not imported(KG / "errors.py")
