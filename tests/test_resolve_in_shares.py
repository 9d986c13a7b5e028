"""Counts of shares of the papers add up to those of all, as executors and the driver rely on."""

from hypothesis import given
from test_resolve_joins import MENTIONS

from kg.records import Mention
from kg.resolution.by_paper import ThingCounts, add_counts, count_things, things_of
from kg.resolution.catalogue import by_entity, catalogue, decide_types, join
from kg.resolution.name_counts import NameCounts, count_names
from kg.resolution.overrides import NO_OVERRIDES, Overrides
from kg.resolution.papers import PaperUses, read_uses
from kg.resolve import resolve

SHARES = ("ac", "b", "d")


def read_share(mentions: list[Mention], share: str, overrides: Overrides) -> list[PaperUses]:
    of_paper = {paper: [each for each in mentions if each.paper == paper] for paper in share}
    return [read_uses(paper, found, overrides) for paper, found in of_paper.items()]


@given(MENTIONS)
def test_shares_give_the_entities_of_the_whole(mentions: list[Mention]) -> None:
    def count(overrides: Overrides) -> NameCounts:
        names = NameCounts()
        for share in SHARES:
            names.add(count_names(read_share(mentions, share, overrides), overrides))
        return names

    vocabulary = join(count)
    shares = [
        [
            things_of((read.paper, read.uses), vocabulary.keys, vocabulary.overrides)
            for read in read_share(mentions, share, NO_OVERRIDES)
        ]
        for share in SHARES
    ]
    things: ThingCounts = {}
    for share in shares:
        add_counts(things, count_things(share, NO_OVERRIDES))
    types = decide_types(vocabulary, things)

    found, known = catalogue(vocabulary, by_entity(things, types)), resolve(mentions)

    assert found.entities == known.entities
    assert found.merges == known.merges
    assert found.relations == known.relations
