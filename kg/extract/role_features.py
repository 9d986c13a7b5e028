"""Features of a thing for the role classifier: its names, its places, the words around it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import TypeVar

from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.orthography import shape
from kg.extract.outline import OURS, ROLE_CUES, Outline, outline_of
from kg.extract.scratch import scratch_of
from kg.extract.surface import fold
from kg.extract.usual_roles import UsualRoles, usual_features
from kg.extract.word_lists import read_words
from kg.extract.words import Words, words_of
from kg.records import EntityType

__all__ = ["group_features"]

# Words further than this from a mention seldom say what the paper does with it.
WORDS_BEFORE = 9
WORDS_AFTER = 4
TITLE_JOINTS = read_words("title_joints.txt")
# Words between a verb and its object that carry no information.
_SKIPPED = frozenset({"the", "a", "an", "of", "and"})
_VERB_ENDINGS = ("ing", "ed", "es")

# Key in the document's scratch, for data of sentences, types in a sentence, types in the paper.
_KEY = "role_features"


@dataclass(frozen=True, slots=True)
class _SentenceWords:
    """Data computed once for a sentence and used for each mention in it.

    Attributes
    ----------
    letters
        Its distinct alphabetic words, in order.
    printed, verbs, ours
        Positions of the tokens that are not white space, may be verbs, refer to the authors.
    cue_tokens, cues
        Positions of the role cues, and the kind of each.
    """

    start: int
    end: int
    letters: tuple[str, ...]
    printed: tuple[int, ...]
    verbs: tuple[int, ...]
    ours: tuple[int, ...]
    cue_tokens: tuple[int, ...]
    cues: tuple[str, ...]


Made = TypeVar("Made")


def _once(doc: Doc, key: Hashable, make: Callable[[], Made]) -> Made:
    """Return a value that several mentions of a document share, computed once."""
    kept: dict[Hashable, Made] = scratch_of(doc).setdefault(_KEY, {})
    if key not in kept:
        kept[key] = make()
    return kept[key]


@lru_cache(maxsize=1 << 14)
def _kinds_of_word(lower: str) -> tuple[bool, bool, tuple[str, ...]] | None:
    """Say whether a word may be a verb or names the authors, and its cues; None if none holds."""
    kinds = lower.endswith(_VERB_ENDINGS), lower in OURS, tuple(ROLE_CUES.get(lower, ()))
    return kinds if any(kinds) else None


def _sentence_words(words: Words, start: int, end: int) -> _SentenceWords:
    lowers, blank, alphabetic = words.lowers, words.blank, words.alphabetic
    letters: dict[str, None] = {}
    printed, verbs, ours = [], [], []
    cues: list[tuple[int, str]] = []
    for position in range(start, end):
        if blank[position]:
            continue
        lower = lowers[position]
        printed.append(position)
        if alphabetic[position]:
            letters[lower] = None
        if kinds := _kinds_of_word(lower):
            verb, our, of_cues = kinds
            if verb:
                verbs.append(position)
            if our:
                ours.append(position)
            cues += [(position, cue) for cue in of_cues]
    return _SentenceWords(
        start,
        end,
        tuple(letters),
        tuple(printed),
        tuple(verbs),
        tuple(ours),
        tuple(position for position, _ in cues),
        tuple(cue for _, cue in cues),
    )


def group_features(doc: Doc, mentions: Sequence[Found], usual: UsualRoles) -> list[str]:
    """Describe one thing by all its mentions: a role belongs to the paper, not to a sentence.

    Parameters
    ----------
    usual
        Roles that other papers give to things of the same names.
    """
    words = words_of(doc)
    place = outline_of(doc)
    of_mentions = (_mention_features(doc, words, each, place) for each in mentions)
    names = dict.fromkeys(fold(words.text(each.start, each.end)) for each in mentions)
    of_all = (
        _paper_features(doc, words, mentions, place),
        _name_features(words, mentions),
        usual_features(names, usual),
    )
    # The order of a set, and with it the rounding of a sum, would differ from run to run.
    return list(dict.fromkeys(chain.from_iterable((*of_mentions, *of_all))))


def _mention_features(doc: Doc, words: Words, found: Found, place: Outline) -> list[str]:
    start, end = (bounds := words.sentence(found.start)).start, bounds.end
    sentence = _once(doc, start, lambda: _sentence_words(words, start, end))
    told = _once(
        doc,
        (start, found.type),
        lambda: [f"{found.type} sentence={word}" for word in sentence.letters],
    )
    return [
        *_place_features(words, found, place, sentence),
        *_word_features(words, found, sentence),
        *told,
        *_cue_features(found, sentence),
        *_verb_features(words, found, sentence),
        *(_title_features(words, found, place) if found.start < place.title_end else ()),
    ]


def _place_features(
    words: Words, found: Found, place: Outline, sentence: _SentenceWords
) -> tuple[str, ...]:
    kind = found.type
    title_end = place.title_end
    third = "title" if found.start < title_end else f"{3 * sentence.start // max(len(words), 1)}"
    zone = place.zone(found.start, words)
    heads_title = found.start == 0 and words.texts[found.end : min(found.end + 1, title_end)] == [
        ":"
    ]
    own = _told_of_mention(
        kind,
        shape(words.text(found.start, found.end)),
        third,
        heads_title,
        found.canonical is not None,
        found.expansion is not None,
        zone,
        min(found.start - sentence.start, 4),
    )
    return (
        *own,
        f"{kind} zone={zone} left={words.seen(found.start - 1)}",
        f"{kind} zone={zone} right={words.seen(found.end)}",
        f"{kind} zone={zone} opening={words.seen(sentence.start)}",
    )


# Many mentions share these features: each string is built and hashed once.
@lru_cache(maxsize=1 << 14)
def _told_of_mention(
    kind: EntityType,
    look: str,
    third: str,
    heads_title: bool,
    known: bool,
    defined: bool,
    zone: str,
    from_start: int,
) -> tuple[str, ...]:
    return (
        f"type={kind}",
        f"type={kind} shape={look}",
        f"type={kind} place={third}",
        f"type={kind} title_head={heads_title}",
        f"type={kind} known={known}",
        f"type={kind} defined={defined}",
        f"{kind} zone={zone}",
        f"{kind} from start={from_start} zone={zone}",
    )


def _letters(words: Words, start: int, end: int) -> list[str]:
    """Return the alphabetic words, lower-cased."""
    return [words.lowers[i] for i in range(start, end) if words.alphabetic[i]]


def _printed(words: Words, start: int, end: int) -> list[str]:
    """Return all tokens but white space, lower-cased."""
    return [words.lowers[i] for i in range(start, end) if not words.blank[i]]


def _word_features(words: Words, found: Found, sentence: _SentenceWords) -> list[str]:
    kind = found.type
    before = _letters(words, max(sentence.start, found.start - WORDS_BEFORE), found.start)
    after = _letters(words, found.end, min(sentence.end, found.end + WORDS_AFTER))[:1]
    return [
        *[f"{kind} before={word}" for word in before],
        *[f"next after={word}" for word in after],
    ]


def _cue_features(found: Found, sentence: _SentenceWords) -> list[str]:
    """Say which kinds of cue stand before and after a mention, and which is the nearest."""
    kind = found.type
    before = sentence.cues[: bisect_left(sentence.cue_tokens, found.start)]
    after = sentence.cues[bisect_left(sentence.cue_tokens, found.end) :]
    nearest = before[-1] if before else None
    ours = bool(sentence.ours) and sentence.ours[0] < found.start
    return [
        f"{kind} cue before={nearest}",
        f"{kind} cues before={' '.join(before[-2:])}",
        f"{kind} cue after={after[0] if after else None}",
        f"{kind} cues={nearest} {after[0] if after else None}",
        f"{kind} ours={ours} cue={nearest}",
        *[f"{kind} any cue before={cue}" for cue in dict.fromkeys(before)],
        *[f"{kind} any cue after={cue}" for cue in dict.fromkeys(after)],
    ]


def _verb_features(words: Words, found: Found, sentence: _SentenceWords) -> list[str]:
    """Say what is done to a thing, and whether by the authors."""
    kind = found.type
    lowers, printed = words.lowers, sentence.printed
    # Read lazily, backwards from the mention: a sentence may be a whole text of names.
    ahead = bisect_left(printed, found.start)
    nearer = (lowers[printed[i]] for i in range(ahead - 1, -1, -1))
    told = [*islice((word for word in nearer if word not in _SKIPPED), 2)]
    verb = bisect_left(sentence.verbs, found.start)
    ours = bisect_left(sentence.ours, found.start)
    behind = _printed(words, found.end, min(sentence.end, found.end + 2))
    last = lowers[printed[ahead - 1]] if ahead else ""
    described = [
        f"{kind} told={' '.join(reversed(told))}",
        f"{kind} behind={' '.join(behind)}",
        f"{kind} between={last} {' '.join(behind[:1])}",
        f"{kind} verb={lowers[sentence.verbs[verb - 1]] if verb else None}",
    ]
    if ours:
        first = bisect_left(printed, sentence.ours[ours - 1])
        said = [lowers[i] for i in printed[first : min(first + 2, ahead)]]
        described += [
            f"{kind} after ours={' '.join(said)}",
            f"{kind} ours at={min(ahead - first, 6)}",
        ]
    return described


def _title_features(words: Words, found: Found, place: Outline) -> list[str]:
    kind = found.type
    before = [word for word in words.lowers[: found.start] if word in TITLE_JOINTS]
    behind = words.lowers[found.end : place.title_end]
    after = next((word for word in behind if word in TITLE_JOINTS), None)
    last = before[-1] if before else None
    return [
        f"{kind} title before={last}",
        f"{kind} title after={after}",
        f"{kind} title joints={last} {after}",
        f"{kind} title part={len(before)}",
        f"{kind} ends title={found.end == place.title_end}",
    ]


def _paper_features(doc: Doc, words: Words, mentions: Sequence[Found], place: Outline) -> list[str]:
    """Describe where in the paper a thing is mentioned, and what kind of paper it is."""
    kind = mentions[0].type
    zones = [place.zone(mention.start, words) for mention in mentions]
    kinds = "+".join(sorted(set(zones)))
    titled = "title" in zones
    headed = mentions[0].start == 0 and place.names_itself
    numbers = sorted({words.sentence_starts[mention.start] for mention in mentions})
    first, last = (place.sentences.index(numbers[end]) for end in (0, -1))
    sentences = len(place.sentences)
    look = shape(words.text(mentions[0].start, mentions[0].end))
    of_kind = _once(doc, (kind, titled), lambda: _kind_of_paper(words, kind, titled, place))
    return [
        f"{kind} first zone={zones[0]} shape={look}",
        *_told_of_zones(kind, kinds, headed, place.names_itself, place.own_work < len(words)),
        *_told_of_spread(
            kind,
            titled,
            min(len(mentions), 4),
            min(len(numbers), 4),
            min(first, 4),
            min(sentences - 1 - last, 3),
            round(3 * (last - first) / max(1, sentences)),
        ),
        *of_kind,
    ]


@lru_cache(maxsize=1 << 12)
def _told_of_zones(
    kind: EntityType, zones: str, headed: bool, names_itself: bool, own_work: bool
) -> tuple[str, ...]:
    return (
        f"{kind} zones={zones}",
        f"{kind} zones={zones} heads={headed} names itself={names_itself}",
        f"own work={own_work} {kind} zones={zones}",
    )


@lru_cache(maxsize=1 << 12)
def _told_of_spread(
    kind: EntityType, titled: bool, times: int, sentences: int, first: int, behind: int, spread: int
) -> tuple[str, ...]:
    return (
        f"{kind} times={times} title={titled}",
        f"{kind} in sentences={sentences}",
        f"{kind} first sentence={first}",
        f"{kind} from the last={behind}",
        f"{kind} spread={spread}",
    )


def _kind_of_paper(words: Words, kind: EntityType, titled: bool, place: Outline) -> list[str]:
    own = _printed(words, place.own_work, min(len(words), place.own_work + 6))
    return [
        *(f"{kind} title={titled} title cue={cue}" for cue in place.title_cues),
        *(f"{kind} title={titled} announced={cue}" for cue in place.announcement_cues),
        *(f"{kind} paper cue={cue}" for cue in place.cues if titled),
        *(f"{kind} own word={word}" for word in own),
    ]


def _name_features(words: Words, mentions: Sequence[Found]) -> list[str]:
    kind = mentions[0].type
    name = words.text(mentions[0].start, mentions[0].end)
    parts = name.lower().split()
    return [
        f"name={fold(name)}",
        f"{kind} first part={parts[0] if parts else ''}",
        f"{kind} last part={parts[-1] if parts else ''}",
        f"{kind} parts={min(len(parts), 4)}",
        f"{kind} capitals within={any(letter.isupper() for letter in name[1:])}",
    ]
