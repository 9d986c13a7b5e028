"""What names mean over all papers: the claims that they make and the joins between them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from kg.errors import InputError
from kg.naming import fold_name, is_acronym, name_words, numbers
from kg.records import EntityType
from kg.resolution.joins import DIFFERENT, ENTRY, Claims, Clusters, Join, Strength
from kg.resolution.known import follows_owner, kind_of, known_named, long_names, usual_senses
from kg.resolution.name_counts import Defined, NameCounts
from kg.resolution.overrides import Override, Overrides
from kg.resolution.senses import BARE_FOR_EACH_COINAGE, Senses, senses_of

__all__ = ["Corpus", "join_names", "refused_definitions", "survey"]

VERSION = "version"
ACRONYM = "acronym"
_YEAR = re.compile(r"(.*[^\W\d]{2})20(\d\d)")
# After fewer than three letters, a v is probably part of the name: RCV1, IPv4.
_UNCOUNTED = re.compile(r"(?<=[^\W\d]{3})v(?=\d+(?:\.\d+)*$)|(?<=\d)\.0$")


@dataclass(slots=True)
class Corpus:
    """All names of all papers.

    Attributes
    ----------
    forms, entries, defined, untelling, coined, presented, bare
        As in `NameCounts`.
    names
        The gazetteer's spelling, by key, of names that may occur in no paper.
    """

    forms: Mapping[str, Counter[str]]
    entries: Mapping[str, Counter[str]]
    defined: Mapping[tuple[str, str], Defined]
    untelling: AbstractSet[tuple[str, str]]
    coined: Mapping[str, Mapping[str, str]]
    presented: Mapping[str, Mapping[str, str]]
    bare: Mapping[str, int]
    senses: dict[str, Senses] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def by_name(self) -> Iterator[Mapping[str, str]]:
        """Yield, for each name that papers give to things of their own, these things."""
        return chain(self.coined.values(), self.presented.values())

    def text(self, key: str) -> str:
        """Return the most frequent surface form of a key, else the gazetteer's spelling."""
        forms = self.forms.get(key)
        if forms:
            return min(forms, key=lambda form: (-forms[form], len(form), form))
        return self.names.get(key, key)

    def definition(self, short: str, long: str) -> str:
        """Say which papers define a short form by a long form."""
        made = self.defined[short, long]
        return f"defined in {made.first}" + (
            f" and {made.papers - 1} more" if made.papers > 1 else ""
        )


def survey(counts: NameCounts, overrides: Overrides) -> Corpus:
    """Find the senses of names from the counts over all papers."""
    corpus = Corpus(
        counts.forms,
        counts.entries,
        counts.defined,
        counts.untelling,
        counts.coined,
        counts.presented,
        counts.bare,
    )
    entries = {entry for found in corpus.entries.values() for entry in found}
    # An entry has its own name, though papers use none but its aliases.
    corpus.entries = {
        **{fold_name(entry): Counter({entry: 0}) for entry in sorted(entries)},
        **counts.entries,
    }
    corpus.names |= {fold_name(entry): entry for entry in sorted(entries)}
    known = dict(_known_senses(corpus, overrides))
    corpus.names |= {fold_name(long): long for long in known.values()}
    corpus.names |= {own: id for papers in corpus.by_name() for own, id in papers.items()}
    longs = {long for _, long in corpus.defined} | {fold_name(long) for long in known.values()}
    corpus.senses = senses_of(
        corpus.defined,
        {short: fold_name(long) for short, long in known.items()},
        {long: name_words(corpus.text(long)) for long in longs},
        counts.bare,
    )
    return corpus


def _entry_of(corpus: Corpus, key: str) -> str | None:
    entries = corpus.entries.get(key)
    return min(entries, key=lambda name: (-entries[name], name)) if entries else None


def _known_senses(corpus: Corpus, overrides: Overrides) -> Iterator[tuple[str, str]]:
    """Yield the long form that the gazetteer gives to each acronym that papers define."""
    for short in sorted({short for short, _ in corpus.defined}):
        for long in _known_longs(corpus, short):
            if (short, fold_name(long)) not in overrides.different:
                yield short, long
                break


def _known_longs(corpus: Corpus, short: str) -> tuple[str, ...]:
    name = _entry_of(corpus, short)
    entry = known_named(fold_name(name), "method") if name else None
    return long_names(entry) if entry else ()


def _claims(corpus: Corpus, overrides: Overrides) -> dict[str, Claims]:
    claims: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for key, forms in corpus.forms.items():
        if entry := _entry_of(corpus, key):
            claims[key][ENTRY] = frozenset({fold_name(entry)})
        version = {told for form in forms if (told := numbers(form)) or is_acronym(form)}
        if version:
            claims[key][VERSION] = frozenset(version)
    for entries in corpus.entries.values():
        for entry in entries:
            claims[fold_name(entry)].setdefault(ENTRY, frozenset({fold_name(entry)}))
    for short, senses in corpus.senses.items():
        for long, sense in senses.of.items():
            claims[long][f"{ACRONYM} {short}"] = frozenset({sense})
        if senses.known:
            claims[short][f"{ACRONYM} {short}"] = frozenset({senses.known})
    for key, held in _kept_apart_claims(overrides).items():
        claims[key] |= held
    return dict(claims)


def _kept_apart_claims(overrides: Overrides) -> dict[str, dict[str, frozenset[str]]]:
    """Return the claims by which the two names of each ``different`` line exclude each other."""
    claims: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for number, names in enumerate(overrides.of("different")):
        for side, name in zip(("first", "second"), names, strict=True):
            claims[overrides.key(name)][f"{DIFFERENT} {number}"] = frozenset({side})
    return claims


def _gazetteer_joins(corpus: Corpus) -> Iterator[Join]:
    for key, entries in corpus.entries.items():
        entry = _entry_of(corpus, key)
        if entry and fold_name(entry) != key:
            what = "its owner and" if follows_owner(entry, corpus.text(key)) else "alias of"
            reason = f"{what} {entry} in the gazetteer"
            yield Join(Strength.GAZETTEER, -entries[entry], fold_name(entry), key, reason)
    for short, senses in corpus.senses.items():
        entry = _entry_of(corpus, short)
        if senses.known and entry and fold_name(entry) != senses.known:
            reason = f"alias of {entry} in the gazetteer"
            yield Join(Strength.GAZETTEER, 0, fold_name(entry), senses.known, reason)


def _definition_joins(corpus: Corpus, kinds: Mapping[str, str]) -> Iterator[Join]:
    for short, senses in corpus.senses.items():
        sense = senses.clear or _sense_of_resource(corpus, short, senses, kinds)
        if sense is None or sense == senses.known or not _same_kind(corpus, short, sense, kinds):
            continue
        if sense in senses.coined and corpus.presented.get(short) and _is_shared(corpus, short):
            continue
        count = senses.papers[sense]
        others = sum(senses.papers.values()) - count
        first = corpus.definition(short, sense) if (short, sense) in corpus.defined else ""
        reason = f"acronym {first}" + (f", otherwise in {others}" if others else "")
        yield Join(Strength.DEFINITION, -count, sense, short, reason)


def _coinage_joins(corpus: Corpus, kinds: Mapping[str, str]) -> Iterator[Join]:
    """Join a name with what the one paper that proposes something under it means by it.

    Where several papers propose something under one name, or the gazetteer has something else of
    that name, these are different things, and papers that only use the name may mean any of them.
    """
    for name, papers in corpus.coined.items():
        senses = corpus.senses.get(name)
        other = corpus.entries.get(name) or (senses is not None and senses.coined)
        for own, paper in papers.items():
            alone = len(papers) == 1 and not other
            if alone and kinds.get(name, kinds[own]) == kinds[own]:
                yield Join(Strength.DEFINITION, -1, name, own, f"proposed in {paper}")
    for name, papers in corpus.presented.items():
        if not _is_shared(corpus, name):
            for own, paper in papers.items():
                yield Join(Strength.DEFINITION, -1, name, own, f"proposed in {paper}")


def _is_shared(corpus: Corpus, name: str) -> bool:
    """Check whether several papers give a name in the gazetteer to things of their own.

    Where far more papers use the name, it is well known, and its proposals are misread.
    """
    senses = corpus.senses.get(name)
    proposals = len(corpus.presented.get(name, ())) + len(senses.coined if senses else ())
    return proposals > 1 and corpus.bare.get(name, 0) <= BARE_FOR_EACH_COINAGE * proposals


def _usual_joins(corpus: Corpus, kinds: Mapping[str, str]) -> Iterator[Join]:
    """Join the acronyms that papers everywhere spell out alike, unless one of these does not."""
    for usual in usual_senses():
        short, long = usual.acronym, fold_name(usual.name)
        if kinds.get(short) != kind_of(usual.type) or not is_acronym(corpus.text(short)):
            continue
        senses = corpus.senses.get(short)
        defined = senses.papers if senses else ()
        other = any(sense != long and _entry_of(corpus, sense) != usual.name for sense in defined)
        if not other and (long in corpus.forms or long in corpus.names):
            reason = f"acronym, so defined by {usual.percentage}% of the papers that define it"
            yield Join(Strength.DEFINITION, 0, long, short, reason)


def _sense_of_resource(
    corpus: Corpus, short: str, senses: Senses, kinds: Mapping[str, str]
) -> str | None:
    """Return the sense that papers give to the acronym of a known dataset.

    Authors spell out such names in their own words, and seldom give one to another dataset; methods
    do share their acronyms.
    """
    name = _entry_of(corpus, short)
    entry = known_named(fold_name(name), "dataset") if name else None
    if entry is None or entry.needs_context or not entry.named or kind_of(entry.type) != "resource":
        return None
    of_kind = [
        sense
        for sense in sorted(senses.papers)
        if kinds.get(sense) == "resource" and sense not in senses.coined
    ]
    return max(of_kind, key=senses.papers.__getitem__, default=None)


def _kinds(corpus: Corpus, usual_kinds: Mapping[str, EntityType]) -> dict[str, str]:
    """Return the kind of each key; an entry that papers name by aliases alone is of their kind."""
    kinds = {key: kind_of(kind) for key, kind in usual_kinds.items()}
    for key in sorted(kinds.keys() & corpus.entries.keys()):
        if entry := _entry_of(corpus, key):
            kinds.setdefault(fold_name(entry), kinds[key])
    return kinds


def _same_kind(corpus: Corpus, short: str, sense: str, kinds: Mapping[str, str]) -> bool:
    """Keep a known dataset from being joined with a method that has the same acronym."""
    if _entry_of(corpus, short) is None or short not in kinds or sense not in kinds:
        return True
    return kinds[short] == kinds[sense]


def _wording_joins(corpus: Corpus) -> Iterator[Join]:
    for short, senses in corpus.senses.items():
        for long, sense in senses.of.items():
            if long != sense:
                reason = f"another wording of the long form of {corpus.text(short)}"
                yield Join(Strength.WORDING, 0, sense, long, reason)


def _year_joins(corpus: Corpus) -> Iterator[Join]:
    for key in corpus.forms:
        found = _YEAR.fullmatch(key) if key[-4:-2] == "20" else None
        if found and found[1] + found[2] in corpus.forms:
            yield Join(
                Strength.NUMBER, 0, key, found[1] + found[2], "the year in two digits and in four"
            )


def _version_joins(corpus: Corpus) -> Iterator[Join]:
    by_version: dict[str, list[str]] = defaultdict(list)
    for key in corpus.forms:
        if key[-1:].isdigit():
            by_version[_UNCOUNTED.sub("", key)].append(key)
    for keys in by_version.values():
        first, *others = sorted(keys)
        for key in others:
            yield Join(Strength.NUMBER, 0, first, key, "one version, written in two ways")


def join_names(
    corpus: Corpus, usual_kinds: Mapping[str, EntityType], overrides: Overrides
) -> Clusters:
    """Join the names of all papers, the strongest joins first.

    Parameters
    ----------
    usual_kinds
        The type that most mentions of each key have.

    Raises
    ------
    InputError
        If the overrides join what they keep apart.
    """
    claims = _claims(corpus, overrides)
    kinds = _kinds(corpus, usual_kinds)
    keys = {overrides.key(name) for names in overrides.of("same") for name in names[:2]}
    own = (own for papers in corpus.by_name() for own in papers)
    names = sorted({*corpus.forms, *claims, *corpus.senses, *keys, *own})
    clusters = Clusters(names, claims)
    _join_same(clusters, overrides)
    for join in sorted(
        [
            *_gazetteer_joins(corpus),
            *_definition_joins(corpus, kinds),
            *_coinage_joins(corpus, kinds),
            *_usual_joins(corpus, kinds),
            *_year_joins(corpus),
            *_version_joins(corpus),
            *_wording_joins(corpus),
        ]
    ):
        clusters.join(join)
    return clusters


def _join_same(clusters: Clusters, overrides: Overrides) -> None:
    for line in overrides.lines:
        if line.verb != "same":
            continue
        first, second = map(overrides.key, line.names[:2])
        if not clusters.join(Join(Strength.OVERRIDE, 0, first, second, "overrides file")):
            one, other = line.names[:2]
            opposite = _line_between(clusters, overrides, first, second)
            raise InputError(
                f"{line.place or 'overrides'}: {one!r} and {other!r} are the same by this line and,"
                f" with the names that others join to them, different by {opposite}"
            )


def _line_between(clusters: Clusters, overrides: Overrides, first: str, second: str) -> str:
    """Return the place, or else the text, of the ``different`` line that keeps two keys apart."""
    lines = [line for line in overrides.lines if line.verb == "different"]
    for number, line in enumerate(lines):
        sides = [clusters.claimed(key, f"{DIFFERENT} {number}") for key in (first, second)]
        if all(sides) and not sides[0] & sides[1]:
            return line.place or repr(str(line))
    return "another"


def refused_definitions(corpus: Corpus, clusters: Clusters, overrides: Overrides) -> list[Override]:
    """Find definitions in papers that would join names that the user keeps apart.

    Returns
    -------
    list of Override
        A ``different`` line for each, which keeps its short form and its long form apart too.
    """
    claims = _kept_apart_claims(overrides)
    if not claims:
        return []
    sides: dict[tuple[str, str], frozenset[str]] = {}
    refused = []
    for short, long in sorted({*corpus.defined, *corpus.untelling}):
        head = clusters.head(long)
        for axis, side in sorted(claims.get(short, {}).items()):
            taken = clusters.claimed(head, axis) or sides.setdefault((head, axis), side)
            if not taken & side:
                names = (corpus.text(short), corpus.text(long))
                refused.append(Override("different", names))
                break
    return refused
