"""Resolution of more than memory shall hold: the same result, with the rest on disk."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resolve_example import mention
from test_build import contents
from test_resolve_joins import MENTIONS

from kg.build import build
from kg.records import Mention
from kg.resolution import sorted_uses
from kg.resolution.overrides import NO_OVERRIDES, Overrides, parse_overrides
from kg.resolution.papers import read_uses
from kg.resolution.sorted_uses import SortedUses
from kg.resolve import Resolution, resolve, resolve_papers
from kg.store import stored_links

EXAMPLE = Path(__file__).parents[1] / "examples" / "abstracts.txt"


@pytest.fixture(autouse=True)
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_uses, "MOST_HELD", 3)
    monkeypatch.setattr(sorted_uses, "MOST_RUNS", 2)
    monkeypatch.setattr(sorted_uses, "ROWS_TOGETHER", 2)


def resolved_on_disk(
    mentions: Sequence[Mention], folder: Path, overrides: Overrides = NO_OVERRIDES
) -> Resolution:
    by_paper: dict[str, list[Mention]] = defaultdict(list)
    for each in mentions:
        by_paper[each.paper].append(each)
    keep = partial(stored_links, folder=folder)
    return resolve_papers(by_paper.items, overrides, folder=folder, keep=keep)


@given(MENTIONS)
def test_what_lies_on_disk_resolves_as_in_memory(mentions: list[Mention]) -> None:
    with TemporaryDirectory() as name:
        found = resolved_on_disk(mentions, Path(name))
        known = resolve(mentions)
        assert tuple(found.links) == known.links
        assert (found.entities, found.merges, found.relations) == (
            known.entities,
            known.merges,
            known.relations,
        )


@given(st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_papers_come_in_their_order_as_often_as_they_are_asked(papers: list[str]) -> None:
    with TemporaryDirectory() as name:
        kept = SortedUses(Path(name))
        for paper in papers:
            made = [mention(paper, f"{paper}Net"), mention(paper, "PPO", start=30)]
            kept.add(paper, read_uses(paper, made, NO_OVERRIDES).uses)
        assert kept.on_disk == (len(papers) > 1)
        for _ in range(2):
            assert [paper for paper, _ in kept] == sorted(papers)
            assert all(use.mention.paper == paper for paper, uses in kept for use in uses)


def test_a_definition_that_a_user_refuses_is_read_again_from_the_papers(tmp_path: Path) -> None:
    mentions = [
        mention(paper, "SAM", expansion="segment any motion") for paper in ("a", "b", "c")
    ] + [mention("d", "Segment Anything Model"), mention("d", "PPO", start=50)]
    overrides = parse_overrides(["different\tSAM\tsegment any motion"], "test")
    found = resolved_on_disk(mentions, tmp_path, overrides)
    assert tuple(found.links) == resolve(mentions, overrides).links


def test_a_build_on_disk_writes_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([EXAMPLE], tmp_path / "on-disk")
    monkeypatch.setattr(sorted_uses, "MOST_HELD", 1_000_000)
    build([EXAMPLE], tmp_path / "in-memory")
    assert contents(tmp_path / "on-disk") == contents(tmp_path / "in-memory")
    assert not (tmp_path / "on-disk" / ".kg" / "scratch").exists()


def test_no_links_are_stored_as_none(tmp_path: Path) -> None:
    assert stored_links([], tmp_path) == []
