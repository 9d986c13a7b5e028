"""Finds the records of the same paper, with the keys that they share, and merges them.

Sets of records are joined by union-find (Tarjan 1975), in near-linear time. Records that share
a key are joined in order of their content, so that the order of the files does not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kg.readers.duplicate_keys import PASSES, Group, Keys, MayJoin, keys_of
from kg.readers.identifiers import text_hash
from kg.records import Paper, Source

__all__ = ["Duplicate", "Unique", "merge_duplicates", "unique_papers"]

# A record is compared with at most this many others of its key that conflict with each other: the
# time stays linear on a file in which every title is the same.
_MOST_COMPARED = 32
# Preference between the schemes of ids, the best first.
_RANKS = {"arxiv": 0, "doi": 1, "sha": 3}
_OTHER_RANK = 2


@dataclass(frozen=True, slots=True)
class Duplicate:
    """One paper that has several records.

    Attributes
    ----------
    paper
        Its id.
    keys
        The keys that the records share, such as ``doi 10.1000/xyz`` or ``title and year``.
    records
        Where the records are, in the order read.
    """

    paper: str
    keys: tuple[str, ...]
    records: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """Papers without duplicates.

    Attributes
    ----------
    papers
        In the order in which their first records were read.
    ids
        The id of the paper of each record, in the order read.
    duplicates
        The papers merged from several records.
    """

    papers: list[Paper]
    ids: list[str]
    duplicates: list[Duplicate]


def _content(paper: Paper) -> tuple[object, ...]:
    """Return a sort key for records: the best id first, then the longest abstract."""
    rank = _RANKS.get(paper.id.partition(":")[0], _OTHER_RANK)
    texts = (paper.id, paper.title, paper.abstract, paper.authors, paper.date or "")
    rest = (paper.year or 0, paper.url or "", paper.organisation or "", paper.repositories)
    return (rank, -len(paper.abstract), *texts, *rest, sorted(paper.extra.items()))


class _Joined:
    """Union-find over records; each set has the values that can rule out other records."""

    def __init__(self, papers: Sequence[Paper], keys: Sequence[Keys]) -> None:
        self._papers, self._keys = papers, keys
        self._parent: dict[int, int] = {}
        self.groups: dict[int, Group] = {}

    def root(self, record: int) -> int:
        """Return the representative of a record's set."""
        while (parent := self._parent.get(record, record)) != record:
            self._parent[record] = record = self._parent.get(parent, parent)
        return record

    def group(self, root: int) -> Group:
        """Return the set of a representative."""
        if root not in self.groups:
            key = self._keys[root]
            self.groups[root] = Group(
                [root],
                {key.arxiv} - {""},
                {key.doi} - {""},
                {key.year} if key.year else set(),
                {key.title} - {""},
                {key.author} - {""},
                {key.beginning} - {""},
            )
        return self.groups[root]

    def join_sharing(self, records: list[int], name: str, may_join: MayJoin) -> None:
        """Join the records that share a key, except where `may_join` refuses."""
        kept: list[int] = []
        seen: set[int] = set()
        for record in sorted(records, key=lambda each: _content(self._papers[each])):
            root = self.root(record)
            if root in seen:
                continue
            group = self.group(root)
            for other in kept[:_MOST_COMPARED]:
                into = self.group(other)
                if may_join(into, group):
                    into.join(group)
                    into.keys[name] = None
                    self._parent[root] = other
                    del self.groups[root]
                    break
            else:
                kept.append(root)
                seen.add(root)


def _named_key(name: str, value: object) -> str:
    return f"{name} {value}" if name in ("arxiv", "doi", "id") else name


def _sharing(values: Iterable[object]) -> dict[object, list[int]]:
    """Map each value that several records have to those records."""
    first: dict[object, int] = {}
    sharing: dict[object, list[int]] = {}
    for record, value in enumerate(values):
        if value and first.setdefault(value, record) != record:
            sharing.setdefault(value, [first[value]]).append(record)
    return sharing


def _grouped(papers: Sequence[Paper]) -> list[tuple[list[int], tuple[str, ...]]]:
    """Return the records of each paper, in the order first read, with the keys that joined them."""
    keys = [keys_of(paper) for paper in papers]
    joined = _Joined(papers, keys)
    for name, value_of, may_join in PASSES:
        for value, records in _sharing(map(value_of, keys)).items():
            joined.join_sharing(records, _named_key(name, value), may_join)
    found = []
    for record in range(len(papers)):
        if joined.root(record) == record:
            # Nearly all records share no key and have no group.
            group = joined.groups.get(record)
            found.append((sorted(group.members), tuple(group.keys)) if group else ([record], ()))
    return sorted(found)


def _merged(records: Sequence[Paper]) -> Paper:
    """Merge records into one paper, with the best value of each field."""
    ordered = sorted(records, key=_content)
    best = ordered[0]
    dates = [paper.date for paper in ordered if paper.date]
    date = max(dates, key=len, default=None)
    extra: dict[str, str] = {}
    for paper in reversed(ordered):
        extra.update(paper.extra)
    return replace(
        best,
        title=max((paper.title for paper in ordered), key=len),
        abstract=max((paper.abstract for paper in ordered), key=len),
        authors=max((paper.authors for paper in ordered), key=len),
        organisation=next((each.organisation for each in ordered if each.organisation), None),
        date=date,
        year=int(date[:4])
        if date and date[:4].isdecimal()
        else next((each.year for each in ordered if each.year), None),
        url=next((each.url for each in ordered if each.url), None),
        repositories=tuple(dict.fromkeys(url for each in ordered for url in each.repositories)),
        source=records[0].source,
        extra=_with_doi(ordered, extra),
    )


def _with_doi(ordered: Sequence[Paper], extra: dict[str, str]) -> dict[str, str]:
    """Keep the DOI of a record in `extra` if the paper has an arXiv id."""
    if ordered[0].id.startswith("arxiv:") and "doi" not in extra:
        for paper in ordered:
            if paper.id.startswith("doi:"):
                return {**extra, "doi": paper.id.removeprefix("doi:")}
    return extra


def _with_own_ids(papers: list[Paper]) -> list[Paper]:
    """Give different papers that share an id, such as two prefaces, ids of their own."""
    sharing: defaultdict[str, list[int]] = defaultdict(list)
    for position, paper in enumerate(papers):
        sharing[paper.id].append(position)
    taken = set(sharing)
    for positions in sharing.values():
        if len(positions) < 2:
            continue
        for position in sorted(positions, key=lambda each: _content(papers[each])):
            paper = papers[position]
            said = [paper.id, paper.title, paper.abstract, *paper.authors, str(paper.year)]
            found = text_hash("\n".join(said))
            while found in taken:
                found = text_hash(found)
            taken.add(found)
            papers[position] = replace(paper, id=found)
    return papers


def unique_papers(papers: Iterable[Paper]) -> Unique:
    """Merge the records of each paper into one.

    Records are the same paper if they have the same arXiv id (of any version), DOI or own id, or
    if their titles agree letter by letter and so does the abstract's beginning, the first author
    or the year. A title such as `Introduction` is no evidence, and papers with different DOIs or
    arXiv ids are not joined by a title unless they have the same year.

    Parameters
    ----------
    papers
        Records of any number of files. Their order decides only the position and the
        `Paper.source` of a paper.

    Returns
    -------
    Unique
        A paper has the best id of its records (arXiv id, DOI, other id, hash of the text), their
        longest title, abstract and list of authors, the most precise date, and all repositories.
    """
    read = list(papers)
    groups = _grouped(read)
    found = [
        _merged([read[each] for each in members]) if len(members) > 1 else read[members[0]]
        for members, _ in groups
    ]
    merged = _with_own_ids(found)
    ids = [""] * len(read)
    duplicates = []
    for (members, keys), paper in zip(groups, merged, strict=True):
        for member in members:
            ids[member] = paper.id
        if len(members) > 1:
            sources = (read[each].source for each in members)
            places = tuple(source for source in sources if source)
            duplicates.append(Duplicate(paper.id, keys, places))
    return Unique(merged, ids, duplicates)


def merge_duplicates(papers: Iterable[Paper]) -> list[Paper]:
    """Merge the records of each paper into one; see `unique_papers`."""
    return unique_papers(papers).papers
