"""The documentation agrees with the program."""

import pkgutil
import re
import runpy
from pathlib import Path

import pytest
from typer.main import get_command

from kg.cli import app
from kg.readers import FORMATS
from kg.records import ROLES
from kg.resolution.by_paper import ROLE_STRENGTH
from kg.triples.vocabulary import KG

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(DOCS.glob("*.md"))
COMMANDS = get_command(app).commands  # type: ignore[attr-defined]


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_of_a_page_exist(page: Path) -> None:
    for line in re.findall(r"^\$ kg (.*)$", page.read_text(encoding="utf8"), re.MULTILINE):
        name, *words = line.split("   ")[0].split()
        known = {option for p in COMMANDS[name].params for option in p.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf8")):
        assert target == "ontology.md" or (DOCS / target).exists()


def test_every_format_is_described() -> None:
    assert {f"`{known.name}`" for known in FORMATS} <= set(text("formats.md").split())


def test_every_role_is_explained() -> None:
    assert {role for role in ROLES if f"| {role} |" in text("meaning.md")} == set(ROLES)


def test_roles_are_listed_by_strength() -> None:
    listed = re.findall(r"^\| (\w+) \|", text("meaning.md"), re.MULTILINE)
    assert tuple(role for role in listed if role in ROLES) == ROLE_STRENGTH


def test_the_page_of_the_ontology_has_every_term() -> None:
    page = runpy.run_path(str(DOCS / "make_ontology_page.py"))["page"]()
    assert {name for name in KG if f"### kg:{name}\n" not in page} == set()


@pytest.mark.parametrize("name", re.findall(r"^::: (\S+)$", text("api.md"), re.MULTILINE))
def test_every_name_of_the_reference_is_documented(name: str) -> None:
    found = pkgutil.resolve_name(name)
    listed = re.search(rf"^::: {name}\n    options:\n      members: \[(.*)\]", text("api.md"), re.M)
    members = [getattr(found, each) for each in listed[1].split(", ")] if listed else []
    assert all(each.__doc__ for each in (found, *members))


def test_the_python_of_the_guide_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot

    monkeypatch.chdir(DOCS.parent)
    code = "\n".join(re.findall(r"```python\n(.*?)```", text("python.md"), re.DOTALL))
    exec(compile(code, "python.md", "exec"), {})
    pyplot.close("all")
