"""What an entity is, from all that is said of it: its type, its name, whether that is a name."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.naming import fold_name, is_acronym, looks_like_a_name, singular, slug
from kg.records import ENTITY_TYPES, EntityType, Mention
from kg.resolution.known import kind_of, known_named
from kg.resolution.papers import Use

__all__ = ["EntityKey", "display", "entity_ids", "is_named", "type_in_paper", "vote_types"]

EntityKey = tuple[str, EntityType]
# One thing may rightly be a method to some papers and a task to others (retrieval); a type with
# less support than this, in share and in papers, is an error of extraction.
LEAST_SHARE_OF_TYPE = 0.35
LEAST_PAPERS_OF_TYPE = 3
# What kind of thing the gazetteer says it is weighs as much as this many papers: it decides where
# one or two papers are all there is, and gives way where the corpus says otherwise. Whether a
# resource is a dataset or a benchmark is for the papers to say: there it only breaks ties.
GAZETTEER_VOTES = 1.5
TIE_BREAK = 0.5
# The field uses an acronym if at least this share of the papers that name its entity write it.
LEAST_SHARE_OF_ACRONYM = 0.5


def type_in_paper(mentions: Iterable[Mention]) -> EntityType:
    """Return the type for which the mentions in one paper speak."""
    weight: dict[EntityType, int] = dict.fromkeys(ENTITY_TYPES, 0)
    for mention in mentions:
        weight[mention.type] += round(1000 * mention.score)
    return max(weight, key=weight.__getitem__)


def vote_types(
    in_papers: Sequence[EntityType], known: Collection[EntityType]
) -> dict[EntityType, EntityType]:
    """Map each type that a thing has in some paper to the type that it has in the graph.

    Parameters
    ----------
    in_papers
        Its type in each paper.
    known
        Its types in the gazetteer: none where it is not there, two where two things bear its name.
    """
    papers = Counter(in_papers)
    if len(papers) == 1 and not known:
        return {in_papers[0]: in_papers[0]}
    kinds = Counter(kind_of(type) for type in in_papers)
    known_kinds = {kind_of(type) for type in known}

    def weight(type: EntityType) -> tuple[float, float]:
        of_kind = kinds[kind_of(type)] + GAZETTEER_VOTES * (kind_of(type) in known_kinds)
        return of_kind, papers[type] + TIE_BREAK * (type in known)

    winner = max(ENTITY_TYPES, key=weight)

    def stands(kind: EntityType) -> bool:
        if kind_of(kind) == kind_of(winner):
            return False
        if known:
            return len(known_kinds) > 1 and kind_of(kind) in known_kinds
        least = max(LEAST_PAPERS_OF_TYPE, LEAST_SHARE_OF_TYPE * len(in_papers))
        return papers[kind] >= least

    return {kind: kind if stands(kind) else winner for kind in papers}


def is_named(uses: Sequence[Use], entry: str | None, type: EntityType) -> bool:
    """Tell a proper name or the acronym of one from a term and its acronym.

    What the gazetteer says comes first, then how the extraction judged the mentions; else the
    spelling in running text decides.
    """
    known = known_named(fold_name(entry), type) if entry else None
    if known is not None:
        return known.named
    mentions = [use.mention for use in uses]
    judged = [mention.named for mention in mentions if mention.named is not None]
    if judged:
        return 2 * sum(judged) >= len(judged)
    running = [m for m in mentions if m.field == "abstract"] or mentions
    expansions = [m.expansion for m in mentions if m.expansion]
    if any(not expansion[:1].isupper() for expansion in expansions):
        return any(m.role == "proposes" and m.expansion for m in mentions)
    if any(" " not in m.text and looks_like_a_name(m.text) for m in running):
        return not any(m.text.islower() and " " in m.text for m in running)
    return any(_capitalised_name(m) for m in running)


def _capitalised_name(mention: Mention) -> bool:
    words = mention.text.split()
    inside = mention.field == "abstract" and mention.start > mention.sentence_start
    if len(words) == 1:
        return inside and mention.text[:1].isupper()
    return any(looks_like_a_name(word) for word in words) and words[0][:1].isupper()


def display(uses: Sequence[Use], entry: str | None, named: bool) -> str:
    """Choose the name that a node bears: the gazetteer's, else the shortest widely used one."""
    if entry is not None:
        return entry
    papers: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        papers[use.name].add(use.mention.paper)
    acronyms = {form for form in papers if is_acronym(form)}
    writers = {paper for form in acronyms for paper in papers[form]}
    everywhere = {use.mention.paper for use in uses}
    pool = set(papers)
    if acronyms and len(writers) >= LEAST_SHARE_OF_ACRONYM * len(everywhere):
        defined = {use.name for use in uses if use.mention.expansion and use.name in acronyms}
        pool = defined or acronyms
    lower = {form for form in pool if form.islower()}
    chosen = lower if lower and not named else pool
    counts = Counter(use.name for use in uses)
    name = min(chosen, key=lambda form: (-len(papers[form]), -counts[form], len(form), form))
    return name if named and not is_acronym(name) else _singular_name(name)


def _singular_name(name: str) -> str:
    head, _, last = name.rpartition(" ")
    return f"{head} {singular(last)}".strip()


def entity_ids(
    names: Mapping[EntityKey, str], papers: Mapping[EntityKey, int], longs: Mapping[EntityKey, str]
) -> dict[EntityKey, str]:
    """Make an identifier of each name.

    Of several entities with one name, that in most papers has the plain identifier; the others
    are qualified by their long form, as a catalogue qualifies homonyms, or else by a hash.
    """
    taken: set[str] = set()
    ids = {}
    for key in sorted(names, key=lambda key: (-papers[key], key)):
        made = f"{key[1]}/{slug(names[key])}"
        if made in taken and key in longs:
            made = f"{key[1]}/{slug(f'{names[key]} {longs[key]}')}"
        if made in taken:
            made = f"{made}-{hashlib.sha256(key[0].encode()).hexdigest()[:6]}"
        taken.add(made)
        ids[key] = made
    return ids
