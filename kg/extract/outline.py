"""The parts of a paper's text: its title, the background and the paper's own work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.scratch import scratch_of
from kg.extract.word_lists import read_cues
from kg.extract.words import Words, words_of

__all__ = ["OURS", "ROLE_CUES", "Outline", "cues_of", "outline_of"]

ROLE_CUES = read_cues("role_cues.tsv")
OURS = frozenset({"we", "our", "ours"})
_WORKS = frozenset({"paper", "work", "article", "study", "report", "survey", "letter", "thesis"})
# In tokens: a title that names its subject does so in its first words, before a colon.
LONGEST_TITLE_HEAD = 6

# Key in the document's scratch.
_KEY = "outline"


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a paper's title ends and where it begins to speak of its own work, in tokens.

    Attributes
    ----------
    names_itself
        Whether a colon stands among the first tokens of the title, as behind a name.
    sentences
        The first token of each sentence.
    title_cues, announcement_cues, cues
        The kinds of role cue in the title, in the first sentence on the paper's own work, and
        anywhere.
    """

    title_end: int
    own_work: int
    names_itself: bool
    sentences: tuple[int, ...]
    title_cues: tuple[str, ...]
    announcement_cues: tuple[str, ...]
    cues: tuple[str, ...]

    def zone(self, position: int, words: Words) -> str:
        """Return the part of the paper in which a token stands."""
        start = words.sentence_starts[position]
        if position < self.title_end:
            return "title"
        if start < self.own_work:
            return "background"
        return "announced" if start == self.own_work else "own"


def cues_of(words: Iterable[str]) -> list[str]:
    """Return the kinds of role cue of lower-cased words, in order."""
    return [cue for word in words for cue in ROLE_CUES.get(word, ())]


def outline_of(doc: Doc) -> Outline:
    """Return the outline of a document, made once and kept in its scratch.

    A paper's own work begins with the first sentence that says "we", "our" or "this paper".
    """
    outline: Outline | None = scratch_of(doc).get(_KEY)
    if outline is None:
        outline = scratch_of(doc)[_KEY] = _outline(words_of(doc))
    return outline


def _outline(words: Words) -> Outline:
    title_end = words.title_end
    own = _own_work(words)
    announcement = words.lowers[own : words.sentence_ends[own]] if own < len(words) else []
    return Outline(
        title_end,
        own,
        ":" in words.texts[: min(title_end, LONGEST_TITLE_HEAD)],
        tuple(sorted(set(words.sentence_starts))),
        tuple(sorted(set(cues_of(words.lowers[:title_end])))),
        tuple(sorted(set(cues_of(announcement)))),
        tuple(sorted(set(cues_of(words.lowers)))),
    )


def _own_work(words: Words) -> int:
    for position in range(words.title_end, len(words)):
        lower = words.lowers[position]
        if lower in OURS or (
            lower == "this" and position + 1 < len(words) and words.lowers[position + 1] in _WORKS
        ):
            return words.sentence_starts[position]
    return len(words)
