"""What each name means in one paper: an acronym means what this paper defines it to mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import lt
from typing import NamedTuple

from kg.naming import fold_name, is_acronym
from kg.records import Mention
from kg.resolution.known import (
    is_in_other_case,
    is_own_spelling,
    known_entry,
    names_variant_of_known,
    spelled_out,
)
from kg.resolution.overrides import Overrides

__all__ = [
    "Coinage",
    "Definition",
    "PaperUses",
    "Use",
    "listed_names",
    "mention_order",
    "read_uses",
]

# Types of things that papers give names to; tasks and metrics of one name are seldom two.
_COINED = frozenset(("method", "dataset", "benchmark"))
# 100, 1.5B, 8x7B, 30B-A3B.
_SIZE = r"\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?[A-Za-z]?(?:-A\d+(?:\.\d+)?B)?"
# "CIFAR-10/100" names two things, and "Qwen3-8B/14B-Base" two of which each is a base; "ViT-B/16",
# where no number is before the slash, names one.
_LIST = re.compile(
    rf"(?P<stem>[^/]*?[A-Za-z][^/]*?)(?P<first>{_SIZE})(?P<rest>(?:/{_SIZE})+)"
    r"(?P<tail>(?:-[A-Za-z][A-Za-z0-9]*)*)"
)
# "HumanEval/+" names two things, "RefCOCO/+/g" three.
_EXTENSIONS = re.compile(r"(?P<stem>[^/]*[A-Za-z0-9])(?P<rest>/\++(?:/[a-z+])*)")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the long form that a paper gives to it, as keys.

    Attributes
    ----------
    coined
        True if the paper proposes the thing that they name.
    telling
        False if it says nothing of what other papers mean: one that calls vision LLMs VLLMs does
        not define vLLM.
    """

    short: str
    long: str
    coined: bool
    telling: bool


@dataclass(frozen=True, slots=True)
class Coinage:
    """A name that a paper gives to what it proposes, without a long form.

    Attributes
    ----------
    name
        Key under which other papers may mean the same.
    own
        Key of what the name means in this paper: others may propose other things of this name.
    known
        Whether the gazetteer has the name, so that the paper may propose what others know by it.
    """

    name: str
    own: str
    known: bool


class Use(NamedTuple):
    """One mention, its name, the key of the name, and the key of its meaning in the paper.

    Attributes
    ----------
    entry
        Name of the gazetteer entry that it belongs to, if any.
    """

    mention: Mention
    name: str
    form: str
    meaning: str
    entry: str | None


@dataclass(frozen=True, slots=True)
class PaperUses:
    """The uses in one paper, in the order of the text, its definitions and the names it coins."""

    paper: str
    uses: tuple[Use, ...]
    definitions: tuple[Definition, ...]
    coinages: tuple[Coinage, ...] = ()


class _Whole:
    """Orders mentions by all their fields: comparing these in full is slow and seldom needed."""

    __slots__ = ("mention",)

    def __init__(self, mention: Mention) -> None:
        self.mention = mention

    def __lt__(self, other: _Whole) -> bool:
        return repr(self.mention) < repr(other.mention)


def _place(mention: Mention) -> tuple[bool, int, int, str]:
    return mention.field == "abstract", mention.start, mention.end, mention.type


def mention_order(mention: Mention) -> tuple[str, bool, int, int, str, _Whole]:
    """Return a sort key for mentions: their paper, then their place in the text."""
    return (mention.paper, *_place(mention), _Whole(mention))


def listed_names(text: str) -> tuple[tuple[int, str], ...]:
    """Return the names that a text lists, each with the offset in the text where it ends.

    Examples
    --------
    >>> listed_names("CIFAR-10/100")
    ((8, 'CIFAR-10'), (12, 'CIFAR-100'))
    >>> listed_names("RefCOCO/+"), listed_names("ViT-B/16")
    (((7, 'RefCOCO'), (9, 'RefCOCO+')), ((8, 'ViT-B/16'),))
    """
    whole = ((len(text), text),)
    found = _LIST.fullmatch(text) or _EXTENSIONS.fullmatch(text) if "/" in text else None
    if not found:
        return whole
    parts = found.groupdict()
    stem, first, tail = found["stem"], parts.get("first", ""), parts.get("tail", "")
    names = {f"{stem}{first}{tail}": found.start("rest")}
    for part in re.finditer(r"/([^/]+)", found["rest"]):
        # What follows the last of them is in the span of that one alone.
        end = found.start("rest") + part.end()
        names[f"{stem}{part[1]}{tail}"] = len(text) if end == found.end("rest") else end
    # "ACL 60/60" names one thing.
    return tuple((end, name) for name, end in names.items()) if len(names) > 1 else whole


def _apart(mentions: Iterable[Mention]) -> Iterator[tuple[Mention, str]]:
    """Yield each mention with its name; a list of names becomes a mention of each."""
    for mention in mentions:
        if "/" not in mention.text or len(names := listed_names(mention.text)) < 2:
            yield mention, mention.text
            continue
        for length, name in names:
            end = mention.start + length
            yield replace(mention, end=end, text=mention.text[:length], canonical=None), name


def _as_read(mentions: Iterable[Mention]) -> list[tuple[Mention, str]]:
    """Return the distinct mentions with their names, in the order of the text."""
    named = list(_apart(mentions))
    places = [_place(each) for each, _ in named]
    # Extraction gives them in this order, no two at one place.
    if all(map(lt, places, islice(places, 1, None))):
        return named
    return sorted(set(named), key=lambda pair: mention_order(pair[0]))


def _entry(name: str, key: str, mention: Mention, overrides: Overrides) -> str | None:
    entry = known_entry(name, mention.type, mention.canonical)
    canonical = entry.name if entry else None
    if entry is None and mention.canonical and key == overrides.key(mention.canonical):
        canonical = mention.canonical
    if canonical is None or (key, fold_name(canonical)) in overrides.different:
        return None
    return canonical


def _written_out(
    keyed: Sequence[tuple[Mention, str, str]], overrides: Overrides
) -> Iterator[tuple[str, str]]:
    """Pair names with an acronym (low-resource MT) with names in the paper that spell it out.

    The long form of the acronym is the one that the paper defines, else any that the gazetteer has.
    """
    # Most names are in lower case and contain no acronym.
    phrases = {(name, key) for _, name, key in keyed if " " in name and not name.islower()}
    if not phrases:
        return
    keys = {key for _, _, key in keyed}
    spelled = {key: mention.expansion for mention, _, key in keyed if mention.expansion}
    for name, key in sorted(phrases):
        words = name.split()
        for position, word in enumerate(words):
            if word.islower() or word.istitle() or not is_acronym(word):
                continue
            own = spelled.get(overrides.key(word))
            for long in (own,) if own else spelled_out(word):
                whole = overrides.key(" ".join([*words[:position], long, *words[position + 1 :]]))
                if whole != key and whole in keys:
                    yield key, whole


def _coined(
    paper: str,
    keyed: Sequence[tuple[Mention, str, str]],
    long_of: Mapping[str, str],
    overrides: Overrides,
) -> dict[str, Coinage]:
    """Map the key of each name that the paper gives to a thing of its own to its coinage.

    A name that the paper spells out has its meaning already. So has one in the gazetteer, unless
    the title begins with it; and no other paper means what is spelled otherwise than there.
    """
    spelled = {*long_of, *long_of.values()}
    of_entries = [each for each in keyed if _entry(each[1], each[2], each[0], overrides)]
    known = {key for _, _, key in of_entries}
    alike = {key for mention, name, key in of_entries if is_own_spelling(name, mention.type)}
    coined = {}
    for mention, name, key in keyed:
        if not _proposes_thing(mention) or key in spelled:
            continue
        if key not in known or _heads_title(mention):
            own = overrides.key_in_paper(name, paper)
            is_other = key in known and key not in alike
            coined[key] = Coinage(own if is_other else key, own, key in alike)
    return coined


def _proposes_thing(mention: Mention) -> bool:
    return mention.role == "proposes" and bool(mention.named) and mention.type in _COINED


def _heads_title(mention: Mention) -> bool:
    return mention.field == "title" and mention.start == 0


def read_uses(paper: str, mentions: Iterable[Mention], overrides: Overrides) -> PaperUses:
    """Determine what the mentions of one paper mean."""
    keyed = [(mention, name, overrides.key(name)) for mention, name in _as_read(mentions)]
    long_of: dict[str, str] = {}
    for mention, name, key in keyed:
        if not mention.expansion or names_variant_of_known(name, mention.expansion, mention.type):
            continue
        long = overrides.key(mention.expansion)
        if long and key and long != key and (key, long) not in overrides.different:
            long_of.setdefault(key, long)
    for short, long in _written_out(keyed, overrides):
        if (short, long) not in overrides.different:
            long_of.setdefault(short, long)
    coined = _coined(paper, keyed, long_of, overrides)
    uses: list[Use] = []
    for mention, name, key in keyed:
        if not key:
            continue
        meaning = long_of.get(key) or (coined[key].own if key in coined else key)
        uses.append(Use(mention, name, key, meaning, _entry(name, key, mention, overrides)))
    kept = {use.form for use in uses}
    in_other_case = {use.form for use in uses if is_in_other_case(use.name, use.mention.type)}
    proposed = {use.meaning for use in uses if use.mention.role == "proposes"}
    definitions = (
        Definition(short, long, long in proposed, short not in in_other_case)
        for short, long in long_of.items()
        if short in kept
    )
    coinages = tuple(coinage for key, coinage in coined.items() if key in kept)
    return PaperUses(paper, tuple(uses), tuple(definitions), coinages)
