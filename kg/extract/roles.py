"""The step that says what a paper does with each entity: proposes it, evaluates on it..."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.merge import Found
from kg.extract.model_files import model_file
from kg.extract.orthography import shape
from kg.extract.scorer import LinearClassifier, read_classifier
from kg.extract.surface import fold
from kg.extract.word_lists import read_cues
from kg.extract.words import Words, words_of
from kg.records import ROLES, Role

__all__ = ["group_features", "groups", "make_roles"]

# Words further than this from a mention seldom say what the paper does with it.
WORDS_BEFORE = 9
WORDS_AFTER = 4
ROLE_CUES = read_cues("role_cues.tsv")
_OURS = frozenset({"we", "our", "ours"})
_WORKS = frozenset({"paper", "work", "article", "study", "report", "survey", "letter", "thesis"})
# A title that names its subject does so in its first words, before a colon.
LONGEST_TITLE_HEAD = 6

if not Doc.has_extension("roles"):
    Doc.set_extension("roles", default=())


@dataclass(frozen=True, slots=True)
class Sentence:
    """Bounds of a sentence in tokens, `end` exclusive."""

    start: int
    end: int


def sentence_of(words: Words, position: int) -> Sentence:
    """Return the sentence that holds a token."""
    return Sentence(words.sentence_starts[position], words.sentence_ends[position])


def groups(doc: Doc, found: tuple[Found, ...]) -> list[list[int]]:
    """Group a paper's mentions that name the same thing, by folded text and definition.

    Returns
    -------
    list of lists of int
        Indices into `found`.
    """
    words = words_of(doc)
    long_forms = {
        fold(words.text(item.start, item.end)): fold(item.expansion)
        for item in found
        if item.expansion
    }
    grouped: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(found):
        text = fold(words.text(item.start, item.end))
        grouped[long_forms.get(text, text)].append(index)
    return list(grouped.values())


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a paper's title ends and where it begins to speak of its own work, in tokens."""

    title_end: int
    own_work: int
    names_itself: bool


def outline(words: Words) -> Outline:
    """Find the first sentence of the abstract that says "we", "our" or "this paper"."""
    title_end = words.title_end
    own = len(words)
    for position in range(title_end, len(words)):
        lower = words.lowers[position]
        if lower in _OURS or (
            lower == "this" and position + 1 < len(words) and words.lowers[position + 1] in _WORKS
        ):
            own = words.sentence_starts[position]
            break
    head = ":" in words.texts[: min(title_end, LONGEST_TITLE_HEAD)]
    return Outline(title_end, own, head)


def _zone(place: Outline, sentence: Sentence) -> str:
    if sentence.end <= place.title_end:
        return "title"
    if sentence.start < place.own_work:
        return "background"
    return "announced" if sentence.start == place.own_work else "own"


def _letters(words: Words, start: int, end: int) -> list[str]:
    """Return the words of all letters, lower-cased."""
    return [words.lowers[i] for i in range(start, end) if words.alphabetic[i]]


def role_features(words: Words, found: Found, place: Outline) -> list[str]:
    """Describe one mention by its type, place and the words around it, for the role classifier."""
    sentence = sentence_of(words, found.start)
    before = _letters(words, max(sentence.start, found.start - WORDS_BEFORE), found.start)
    after = _letters(words, found.end, min(sentence.end, found.end + WORDS_AFTER))
    title_end = place.title_end
    kind = found.type
    third = "title" if found.start < title_end else f"{3 * sentence.start // max(len(words), 1)}"
    zone = _zone(place, sentence)
    head = words.texts[found.end] if found.end < title_end else ""
    described = [
        f"type={kind}",
        f"type={kind} shape={shape(words.text(found.start, found.end))}",
        f"type={kind} place={third}",
        f"type={kind} title_head={found.start == 0 and head == ':'}",
        f"type={kind} known={found.canonical is not None}",
        f"type={kind} defined={found.expansion is not None}",
        f"{kind} zone={zone}",
        f"{kind} zone={zone} left={words.seen(found.start - 1)}",
        f"{kind} zone={zone} right={words.seen(found.end)}",
        f"{kind} zone={zone} opening={words.seen(sentence.start)}",
        f"left={words.seen(found.start - 2)} {words.seen(found.start - 1)}",
        f"right={words.seen(found.end)} {words.seen(found.end + 1)}",
        f"{kind} from start={min(found.start - sentence.start, 4)} zone={zone}",
    ]
    described += _cue_features(words, found, sentence)
    described += [f"before={word}" for word in before]
    described += [f"{kind} before={word}" for word in before]
    described += [f"next after={word}" for word in after[:1]]
    described += [f"after={word}" for word in after]
    described += [f"nearest={' '.join(before[-size:])}" for size in (1, 2) if len(before) >= size]
    around = set(_letters(words, sentence.start, sentence.end))
    described += [f"{kind} sentence={word}" for word in sorted(around)]
    return described


def _cue_features(words: Words, found: Found, sentence: Sentence) -> list[str]:
    """Say which kinds of cue stand before and after a mention, and which is the nearest."""
    ahead = words.lowers[sentence.start : found.start]
    before = [cue for word in ahead for cue in ROLE_CUES.get(word, ())]
    after = [
        cue for word in words.lowers[found.end : sentence.end] for cue in ROLE_CUES.get(word, ())
    ]
    ours = not _OURS.isdisjoint(ahead)
    opening = " ".join(words.lowers[sentence.start : sentence.start + 2])
    return [
        f"{found.type} cue before={before[-1] if before else None}",
        f"{found.type} cues before={' '.join(before[-2:])}",
        f"{found.type} cue after={after[0] if after else None}",
        f"{found.type} cues={before[-1] if before else None} {after[0] if after else None}",
        f"{found.type} ours={ours} cue={before[-1] if before else None}",
        f"opening={opening}",
        *(f"{found.type} any cue before={cue}" for cue in sorted(set(before))),
        *(f"{found.type} any cue after={cue}" for cue in sorted(set(after))),
    ]


def group_features(doc: Doc, mentions: Sequence[Found]) -> list[str]:
    """Describe one thing by all its mentions together: a role is the paper's, not a sentence's."""
    words = words_of(doc)
    place = outline(words)
    held = {feature for mention in mentions for feature in role_features(words, mention, place)}
    kind = mentions[0].type
    zones = [_zone(place, sentence_of(words, mention.start)) for mention in mentions]
    kinds = "+".join(sorted(set(zones)))
    first = words.text(mentions[0].start, mentions[0].end)
    headed = mentions[0].start == 0 and place.names_itself
    held |= {
        f"{kind} times={min(len(mentions), 4)} title={'title' in zones}",
        f"{kind} zones={kinds}",
        f"{kind} zones={kinds} heads={headed} names itself={place.names_itself}",
        f"{kind} first zone={zones[0]} shape={shape(first)}",
        f"own work={place.own_work < len(words)} {kind} zones={kinds}",
        f"name={fold(first)}",
    }
    return sorted(held)


class Roles:
    """Decides one role for all mentions of one thing in a paper, kept in ``doc._.roles``."""

    def __init__(self, classifier: LinearClassifier) -> None:
        self.classifier = classifier

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        found: tuple[Found, ...] = doc._.found
        roles: list[Role] = ["mentions"] * len(found)
        for group in groups(doc, found):
            role = self._decide(doc, [found[index] for index in group])
            for index in group:
                roles[index] = role
        doc._.roles = tuple(roles)
        return doc

    def _decide(self, doc: Doc, mentions: list[Found]) -> Role:
        weights = self.classifier.probabilities(group_features(doc, mentions))
        return max(ROLES, key=lambda role: weights.get(role, 0.0))


@Language.factory(
    "kg_roles",
    default_config={"folder": None},
    requires=["doc._.found"],
    assigns=["doc._.roles"],
)
def make_roles(nlp: Language, name: str, folder: str | None) -> Roles:
    """Make the component that decides the roles."""
    return Roles(read_classifier(model_file("roles.tsv", folder)))
