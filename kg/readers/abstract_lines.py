"""Documents whose abstracts each begin with ``Abstract:``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.readers.limits import LONGEST_ABSTRACT
from kg.readers.paragraphs import ends_sentence, is_abstract, is_title, paper_of
from kg.readers.registry import Format, Reading
from kg.records import Paper

__all__ = ["FORMAT"]

# `Abstract-level` opens a sentence; `Abstract - ` and `Abstract—` open an abstract.
_LABEL = re.compile(r"\s*(?:[-*•]\s*)?abstract\s*(?:[:：—–]|\.\s|--|-\s|$)\s*", re.IGNORECASE)
_TITLE = re.compile(r"\s*title\s*:\s*", re.IGNORECASE)


def _detect(head: str) -> bool:
    return any(_LABEL.match(line) for line in head.split("\n"))


def _split_title(lines: list[str]) -> tuple[list[str], str]:
    """Take the next paper's title off the end of the lines that follow a label."""
    for index, text in enumerate(lines):
        if label := _TITLE.match(text):
            return lines[:index], text[label.end() :].strip()
    filled = [index for index, text in enumerate(lines) if text.strip()]
    if not filled:
        return lines, ""
    last = filled[-1]
    text = lines[last].strip()
    before = lines[last - 1] if last else ""
    # Right below an unfinished line, a line goes on with it.
    goes_on = bool(before.strip()) and not ends_sentence(before)
    if goes_on or is_abstract(text) or text.endswith(".") or not is_title(text):
        return lines, ""
    return lines[:last], text


def _blocks(reading: Reading) -> Iterator[tuple[int, str, str]]:
    """Yield line, title and abstract of each label; lines after it go on with the abstract."""
    start, title, size = 0, "", 0
    held: list[str] = []
    for number, text in enumerate(reading.stream, 1):
        if label := _LABEL.match(text):
            if start:
                # The label's own line is never the title of the next paper.
                body, next_title = _split_title(held[1:])
                yield start, title, "\n".join([held[0], *body])
            else:
                _, next_title = _split_title(held)
            start, title, held = number, next_title, [text[label.end() :].rstrip("\n")]
            size = len(held[0])
        elif size <= LONGEST_ABSTRACT and (text.strip() or (held and held[-1])):
            held.append(text.rstrip())
            size += len(text)
    if start:
        yield start, title, "\n".join(held)


def _read(reading: Reading) -> Iterator[Paper]:
    for position, (line, title, abstract) in enumerate(_blocks(reading), 1):
        if not abstract.strip():
            reading.skip(f"line {line}", "an `Abstract:` label without a text")
        elif paper := paper_of(reading, position, line, title, abstract):
            yield paper


FORMAT = Format("abstracts", "abstracts that each begin with `Abstract:`", _detect, _read)
