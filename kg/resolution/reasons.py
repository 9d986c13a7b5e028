"""States why each name was joined to its entity, and to which other name; a user may undo it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from kg.naming import fold_name, plain_name
from kg.records import Merge
from kg.resolution.corpus import Corpus
from kg.resolution.joins import Clusters, Join

__all__ = ["merges_of", "spelling_reason"]


def spelling_reason(name: str, other: str) -> str:
    """Describe how two spellings of one name differ.

    Examples
    --------
    >>> spelling_reason("Diffusion Models", "diffusion model")
    'the same but for case and plural'
    >>> spelling_reason("VQ VAE", "VQ-VAE")
    'the same but for hyphens and spaces'
    """
    differences = []
    first, second = plain_name(name), plain_name(other)
    if (first, second) != (name, other):
        differences.append("LaTeX, accents or Greek letters")
    if first.casefold() == second.casefold():
        differences += ["case"] if first != second else []
        return _but_for(differences)
    bare = ["".join(c for c in text if c.isalnum() or c in "+*#") for text in (first, second)]
    if bare[0] != bare[1] and _differ_in_case(*bare):
        differences.append("case")
    if bare[0].casefold() != bare[1].casefold():
        differences.append("plural")
    if _marks(first) != _marks(second):
        differences.append("hyphens and spaces")
    return _but_for(differences)


def _differ_in_case(first: str, second: str) -> bool:
    """Check whether two texts differ in case, as far as the shorter one goes."""
    pairs = list(zip(first, second, strict=False))
    return any(a != b and a.casefold() == b.casefold() for a, b in pairs)


def _marks(text: str) -> str:
    return "".join(c for c in text if not c.isalnum())


def _but_for(differences: list[str]) -> str:
    return f"the same but for {' and '.join(differences or ['marks'])}"


def merges_of(
    entity: str,
    name: str,
    forms: Mapping[str, Counter[str]],
    clusters: Clusters,
    corpus: Corpus,
) -> Iterator[Merge]:
    """Yield the merges of an entity, one for each surface form but that of its root.

    Parameters
    ----------
    name
        The name under which the entity is displayed.
    forms
        Its surface forms by key.
    """
    if len(forms) == 1 and all(counts.keys() == {name} for counts in forms.values()):
        return
    spelled = {key: _spelled(counts, name) for key, counts in forms.items()}
    root = next((key for key, form in sorted(spelled.items()) if form == name), None)
    if root is None:
        root = _root(forms, clusters, name)
    ways = clusters.ways_from(root) if root in clusters else {}
    for key in sorted(forms):
        if key != root:
            other, reason = _join_of(key, root, ways, spelled, corpus)
            if spelled[key] != other:
                yield Merge(entity, spelled[key], reason, other)
        for form in sorted(forms[key]):
            if form != spelled[key]:
                yield Merge(entity, form, spelling_reason(form, spelled[key]), spelled[key])


def _spelled(counts: Counter[str], name: str) -> str:
    return name if name in counts else min(counts, key=lambda f: (-counts[f], len(f), f))


def _root(forms: Mapping[str, Counter[str]], clusters: Clusters, name: str) -> str:
    """Return the key from which the entity's other names are reached."""
    folded = fold_name(name)
    if folded in forms or (
        folded in clusters and any(_together(clusters, folded, k) for k in forms)
    ):
        return folded
    return min(forms, key=lambda key: (-forms[key].total(), key))


def _together(clusters: Clusters, first: str, second: str) -> bool:
    if first not in clusters or second not in clusters:
        return False
    return clusters.head(first) == clusters.head(second)


def _join_of(
    key: str,
    root: str,
    ways: Mapping[str, tuple[str, Join]],
    spelled: Mapping[str, str],
    corpus: Corpus,
) -> tuple[str, str]:
    """Return the name to which the name of a key is joined, and why."""
    if key in ways:
        other, join = ways[key]
        return spelled.get(other) or corpus.text(other), join.reason
    for long in sorted(corpus.senses[key].of) if key in corpus.senses else ():
        if long in spelled and (key, long) in corpus.defined:
            return spelled[long], f"acronym {corpus.definition(key, long)}"
    for short in sorted(spelled):
        if (short, key) in corpus.defined:
            return spelled[short], f"acronym {corpus.definition(short, key)}"
    return spelled.get(root) or corpus.text(root), "the same name in one paper"
