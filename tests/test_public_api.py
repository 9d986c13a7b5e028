"""The names that `import kg` gives, and that they cost nothing until they are used."""

import ast
import importlib
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[1]
HEAVY = {"spacy", "rdflib", "networkx", "pyarrow", "pyvis", "pyoxigraph", "numpy"}


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_exists(name: str) -> None:
    assert getattr(kg, name) is not None


def test_a_user_who_completes_a_name_is_shown_the_public_ones_alone() -> None:
    assert dir(kg) == sorted(kg.__all__)


def test_the_core_names_are_public() -> None:
    core = {"KnowledgeGraph", "read_papers", "extract", "build", "Paper", "Mention", "Entity"}
    assert core | {"Link", "__version__"} <= set(kg.__all__)


@pytest.mark.parametrize("name", ["build", "resolve"])
def test_a_submodule_does_not_hide_the_function_of_its_name(name: str) -> None:
    module = importlib.import_module(f"kg.{name}")
    assert module.__name__ == f"kg.{name}"
    assert not isinstance(getattr(kg, name), type(sys))
    assert callable(getattr(kg, name))


def test_the_pipeline_is_reached_through_its_package() -> None:
    assert "ner" in kg.extract.load_pipeline().pipe_names


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kg.nothing


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert kg.__version__ == project["version"]


def test_importing_the_command_loads_nothing_heavy() -> None:
    code = "import sys, kg, kg.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(ran.stdout.split()) == set()


def test_a_type_checker_is_told_the_public_names_and_lets_no_other_pass() -> None:
    body = ast.parse(Path(str(kg.__file__)).read_text(encoding="utf8")).body
    told = {
        alias.name
        for node in body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for alias in (each for statement in node.body for each in statement.names)  # type: ignore[attr-defined]
    }
    assert told == set(kg.__all__) - {"__version__"}
    seen = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    assert "__getattr__" not in seen


def test_spacy_is_told_where_each_component_of_the_pipeline_is() -> None:
    told = {each.name: each.load() for each in entry_points(group="spacy_factories")}
    pipeline = kg.load_pipeline()
    ours = [name for name in pipeline.pipe_names if name.startswith("kg_")]
    # One stands only behind pipelines of others that find spans.
    assert {*ours, "kg_spans"} == {name for name in told if name.startswith("kg_")}
    assert all(pipeline.get_pipe_meta(name).factory == name for name in ours)


def test_the_license_that_the_package_names_is_in_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Version 2.0" in (ROOT / "LICENSE").read_text(encoding="utf8")[:200]
