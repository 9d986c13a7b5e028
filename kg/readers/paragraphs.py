"""Paragraphs of a plain-text document, with the line at which each begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.readers.fields import paper_from_fields
from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.registry import Reading
from kg.readers.yaml_values import unquoted_value
from kg.records import Paper, Source

__all__ = [
    "Paragraph",
    "better_export",
    "ends_sentence",
    "is_abstract",
    "is_other_format",
    "is_prose",
    "is_rule",
    "is_sentence",
    "is_title",
    "paper_of",
    "paragraphs",
    "title_and_text",
    "unquoted",
    "word_count",
]

# Least words of an abstract: by its length alone; if it ends as a sentence does or contains the
# end of one; if it does both. The longest titles have about fifty words.
_SURE_WORDS = 60
_LIKELY_WORDS = 30
_SHORTEST_WORDS = 15
_FEWEST_WORDS = 5
# A title has less than this share of the length of the first line of a wrapped abstract below it.
_TITLE_SHARE = 0.75
# Longer than any line of dashes or the like.
_LONGEST_RULE = 300
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s*$")
_OPENING = re.compile(r"(?:we|this|these|our|here|in this)\b", re.IGNORECASE)
# Dashes, stars and the like between two papers; arXiv's mails use `\\`.
_RULE = re.compile(r"\s*(?:([-=_*~#])(?:\s*\1){2,}|\\\\(?:\s*\(.*\))?)\s*")
# Openings of files in other formats that are text too.
_OTHER_FORMATS = re.compile(
    r"\s*(?:<[?!a-zA-Z]|@\w+\s*[{(]|%PDF|%0 |PMID- |TY  -|\{\s*[\"}]|\[\s*[{\]]|PK\x03)"
)
# Exports that look like prose, and what to ask their program for instead.
_UNREAD = (
    (
        # `1. Journal. 2023 Aug 4;1:12.` and the number of the record below.
        re.compile(
            r"\s*1[.:] .{0,1000}?\b(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;"
            r".{0,20000}?\bPMID: \d",
            re.DOTALL,
        ),
        "it is PubMed's text for reading: save it in the format PubMed",
    ),
    (
        re.compile(r"\s*RT [A-Z][A-Za-z ]+\n(?:[A-Z][A-Z0-9] .*\n){0,5}(?:T1|A1) "),
        "it is RefWorks' tagged format: save it as RIS",
    ),
    (
        re.compile(r"\s*(?:---\s*\n)?references:[ \t]*\n\s*- "),
        "it is CSL YAML: save it as CSL JSON",
    ),
    (
        re.compile(r".{0,20000}?\bCited by [\d,.]{1,12}\s+Related articles\b", re.DOTALL),
        "it is a page of Google Scholar, which shows excerpts: export the papers with their"
        " abstracts from a reference manager, arXiv or their publishers",
    ),
)
# Before a number, or alone in a formula, the sign compares: `> 90%`.
_QUOTE = re.compile(r" {0,3}>(?: ?(?=[^\W\d]|[\"'“‘*_(\[#])|\s*$)")
# Obsidian's boxes: `> [!abstract]+ A title`.
_CALLOUT = re.compile(r"\[!([A-Za-z-]{1,30})\][-+]?[ \t]*([^\n]*)")
_LIST_ITEM = re.compile(r"[-*•–]\s|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines without a blank line between them.

    Attributes
    ----------
    line
        Number of its first line, from 1.
    """

    text: str
    line: int

    @property
    def lines(self) -> list[str]:
        """Its lines, stripped of white space."""
        return [line.strip() for line in self.text.split("\n")]

    @property
    def indented_lines(self) -> list[str]:
        """Its lines with their indentation: an indented line continues the one above it."""
        return self.text.split("\n")


def is_other_format(head: str) -> bool:
    """Check by its beginning whether a file is in another format than prose."""
    return _OTHER_FORMATS.match(head) is not None or better_export(head) is not None


def better_export(head: str) -> str | None:
    """Return what to do with an export in a format that is not read; None for any other text."""
    return next((hint for opening, hint in _UNREAD if opening.match(head)), None)


def unquoted(lines: Iterable[str]) -> Iterator[str]:
    """Remove the signs of Markdown's quotes from the beginnings of lines.

    Examples
    --------
    >>> list(unquoted(["> We train an encoder.", "> 90% of it", ">"]))
    ['We train an encoder.', '> 90% of it', '']
    >>> list(unquoted(["> [!abstract]- Abstract", "> We train an encoder."]))
    ['Abstract', 'We train an encoder.']
    """
    for line in lines:
        if ">" in line[:4]:
            line = _CALLOUT.sub(_label_of_callout, _QUOTE.sub("", line, count=1))
        yield line


def _label_of_callout(found: re.Match[str]) -> str:
    return "Abstract" if found[1].lower() == "abstract" else found[2]


def _nowhere(lines: Sequence[str]) -> int:
    return 0


def paragraphs(
    lines: Iterable[str],
    longest: int = LONGEST_ABSTRACT,
    cut: Callable[[list[str]], int] = _nowhere,
) -> Iterator[Paragraph]:
    """Split a document at its blank lines and at the rules between its parts.

    Lines of a paragraph after `longest` characters are dropped, so that a file without blank lines
    does not fill the memory; `paper_of` refuses such a paragraph.

    Parameters
    ----------
    cut
        Returns the index at which to split the lines of a paragraph that is too long, 0 for none.
    """
    held: list[str] = []
    first = size = 0
    for number, line in enumerate(lines, 1):
        if not line.strip() or is_rule(line):
            if held:
                yield Paragraph("\n".join(held), first)
            held, size = [], 0
            continue
        first = first if held else number
        if size <= longest:
            held.append(line.rstrip("\n"))
            size += len(line)
            if size > longest and (end := cut(held)):
                yield Paragraph("\n".join(held[:end]), first)
                held, first = held[end:], first + end
                size = sum(map(len, held))
    if held:
        yield Paragraph("\n".join(held), first)


def is_rule(line: str) -> bool:
    """Check for a line of dashes or the like."""
    return _RULE.fullmatch(line[:_LONGEST_RULE]) is not None


def word_count(text: str) -> int:
    """Count the words in the first `LONGEST_ABSTRACT` characters of a text."""
    return len(text[:LONGEST_ABSTRACT].split())


def ends_sentence(text: str) -> bool:
    """Check whether a text ends as a sentence does."""
    return _SENTENCE_END.search(text[-20:]) is not None


def is_abstract(text: str) -> bool:
    """Check whether a text is an abstract and not a title: it is long, or has several sentences.

    Examples
    --------
    >>> is_abstract("Attention Is All You Need")
    False
    """
    words = word_count(text)
    if words < _SHORTEST_WORDS or words >= _SURE_WORDS:
        return words >= _SURE_WORDS
    ended, inner = ends_sentence(text), ". " in text
    return (ended and inner) or (words >= _LIKELY_WORDS and (ended or inner))


def is_prose(text: str) -> bool:
    """Check whether a short paragraph can be an abstract, where one is expected."""
    return ends_sentence(text) and word_count(text) >= _FEWEST_WORDS


def is_sentence(text: str) -> bool:
    """Check whether a short paragraph is prose in any place, and not a title with a full stop."""
    return is_prose(text) and (
        word_count(text) >= _SHORTEST_WORDS
        or ". " in text
        or _OPENING.match(text.strip()) is not None
    )


def is_title(text: str) -> bool:
    """Check for a title and not a short paragraph of an abstract: a formula, list item or link.

    Examples
    --------
    >>> is_title("3D Gaussian Splatting"), is_title("$x = y$"), is_title("Code: https://x.org")
    (True, False, False)
    """
    text = text.strip()
    return not (
        text.endswith((":", ",", ";"))
        or text.startswith(("\\", "where ", "such that "))
        or " = " in text
        or "http" in text
        or not any(character.isalpha() for character in text)
        or _LIST_ITEM.match(text)
        or is_sentence(text)
    )


def title_and_text(paragraph: Paragraph) -> tuple[str, str]:
    """Split off the first line as the title if the rest is an abstract; else the title is empty."""
    first, *rest = paragraph.lines
    below = "\n".join(rest)
    if (
        rest
        and is_title(first)
        and not (is_abstract(first) or rest[0][:1].islower())
        and (first.endswith("?") or not ends_sentence(first))
        and len(first) < _TITLE_SHARE * len(rest[0])
        and (is_prose(below) or is_abstract(below))
    ):
        return first, below
    return "", paragraph.text


def paper_of(
    reading: Reading, position: int, line: int, fields: Mapping[str, str], abstract: str
) -> Paper | None:
    """Make a paper from an abstract and the fields above it, or report why that fails.

    Parameters
    ----------
    fields
        Values by the names that tables use, with the title if there is one.
    """
    if len(abstract) > LONGEST_ABSTRACT:
        reading.skip(
            f"line {line}",
            f"a paragraph of more than {LONGEST_ABSTRACT:,} characters is too long",
        )
        return None
    try:
        return paper_from_fields(
            {**fields, "abstract": unquoted_value(abstract)}, Source(reading.file, position, line)
        )
    except ValueError as error:
        reading.skip(f"line {line}", str(error))
        return None
