"""Data flows one way: a module imports no step behind it, and of others what they give."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from kg import incremental

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
    {"build_files"},
    {"build", "evaluate", "diagnosis", "train", "listing"},
    {"spark", "server", "commands"},
    {"cli", "__main__"},
)
PLACE = {name: place for place, names in enumerate(FLOW) for name in names}


def step(module: str) -> str:
    return module.split(".")[1]


# Later steps that a module imports when it is asked for them: the graph is the one class of users,
# and hands what it does not compute to the module that does.
ASKED_FOR = {"graph": {"querying", "rdf", "sparql", "triples", "viewer"}}


def imported(path: Path) -> set[str]:
    """Name the steps that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            found |= {alias.name for alias in node.names if alias.name in PLACE}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            found.add(step(str(node.module)))
        elif isinstance(node, ast.Import):
            found |= {step(each.name) for each in node.names if each.name.startswith("kg.")}
    return found


def later(path: Path, steps: set[str]) -> set[str]:
    own = path.relative_to(KG).parts[0].removesuffix(".py")
    return {name for name in steps if PLACE[name] > PLACE[own]} - ASKED_FOR.get(own, set())


MODULES = sorted(path for path in KG.rglob("*.py") if path != KG / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_imports_no_later_step(path: Path) -> None:
    assert not later(path, imported(path))


def test_an_import_within_a_function_counts_too(tmp_path: Path) -> None:
    module = tmp_path / "naming.py"
    module.write_text("def read():\n    from kg.readers import read_papers\n    import kg.rdf\n")
    assert later(KG / "naming.py", imported(module)) == {"readers", "rdf"}


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


def asked(path: Path) -> set[str]:
    """Name the modules of ours that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & GIVEN.keys()


def file_of(module: str) -> Path:
    """Return the file of a module."""
    place = KG.parent.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


GIVEN = {named(path): given(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(KG)))
def test_a_module_takes_of_another_only_what_that_gives(path: Path) -> None:
    hidden = {
        f"{module}.{name}"
        for module, name in taken(path)
        if f"{module}.{name}" not in GIVEN and name not in (GIVEN.get(module) or {name})
    }
    assert not hidden


# What kg.extract imports and what does not change what is found in a text: it checks what callers
# give, spares memory and imports, and hashes.
NOT_READING = {"arguments", "collecting", "digests", "errors", "lean_imports"}


def test_the_digest_of_the_pipeline_covers_all_that_reads_a_text() -> None:
    found: set[str] = set()
    waiting = {named(path) for path in (KG / "extract").rglob("*.py")}
    while waiting:
        found |= waiting
        waiting = {module for name in waiting for module in asked(file_of(name))} - found
    parts = {name.split(".")[1] for name in found} - NOT_READING
    assert parts == {part.removesuffix(".py") for part in incremental._READING_PARTS}


def libraries(path: Path) -> set[str]:
    """Name the libraries that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
    # Stubs that type checkers bring along are imported for these alone.
    return found - sys.stdlib_module_names - {"kg", "_typeshed"}


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((KG.parent / "pyproject.toml").read_text(encoding="utf8"))["project"]
    declared = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=]", each)[0].casefold() for group in declared for each in group}
    packages = packages_distributions()
    imported = {name for path in MODULES for name in libraries(path)}
    undeclared = {
        name
        for name in imported
        if not names & {each.casefold() for each in packages.get(name, [name])}
    }
    assert not undeclared


def test_records_and_errors_import_nothing_of_ours() -> None:
    assert not imported(KG / "records.py") and not imported(KG / "errors.py")
