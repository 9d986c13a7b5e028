"""Mentions made by hand, and questions to what became of them, for the tests of resolution."""

from kg.records import Mention
from kg.resolve import Resolution, resolve


def mention(
    paper: str,
    text: str,
    type: str = "method",
    role: str = "uses",
    expansion: str | None = None,
    canonical: str | None = None,
    start: int = 10,
    named: bool | None = None,
) -> Mention:
    return Mention(
        paper, "abstract", start, start + len(text), text, type, role, 0.9, "model",  # type: ignore[arg-type]
        0, 200, expansion, canonical, named,
    )  # fmt: skip


def entity_of(found: Resolution) -> dict[tuple[str, str], str]:
    return {(link.paper, m.text): link.entity for link in found.links for m in link.mentions}


def same(first: Mention, second: Mention, *others: Mention) -> bool:
    found = entity_of(resolve([first, second, *others]))
    return found[first.paper, first.text] == found[second.paper, second.text]


def relations(*names: str, type: str = "method") -> set[tuple[str, str, str]]:
    """Return the relations between the entities of these names, by name."""
    found = resolve(mention(f"p{i}", name, type) for i, name in enumerate(names))
    called = {entity.id: entity.name for entity in found.entities}
    return {(called[r.source], r.kind, called[r.target]) for r in found.relations}
