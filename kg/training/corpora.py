"""Reads annotated corpora, each in its own format, to train and measure with."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.errors import InputError
from kg.records import Paper

__all__ = [
    "AnnotatedEntity",
    "Annotation",
    "annotated_doc",
    "read_abstracts",
    "read_annotations",
    "read_conll",
    "read_standoff",
    "taught_docs",
]

Record = TypeVar("Record")
_DEFINITION = re.compile(r"(\S.*?) \(([A-Za-z][^()]*[A-Za-z])\)")


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """A reader's annotation of one entity in one paper."""

    name: str
    type: str
    role: str
    named: bool
    mentions: tuple[str, ...]

    @property
    def spellings(self) -> tuple[str, ...]:
        """The mentions, with ``Long Form (LF)`` split into its two names.

        Examples
        --------
        >>> AnnotatedEntity("RL", "method", "uses", False, ("Deep Learning (DL)",)).spellings
        ('Deep Learning', 'DL')
        """
        parts: dict[str, None] = {}
        for mention in self.mentions:
            halves = _DEFINITION.fullmatch(mention)
            parts.update(dict.fromkeys(halves.groups() if halves else (mention,)))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A paper and the entities that a reader found in it."""

    paper: Paper
    entities: tuple[AnnotatedEntity, ...]


def _lines(path: Path) -> Iterator[bytes]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as lines:
        try:
            yield from lines
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise InputError(f"{path}: cannot be unpacked: {error}") from error


def _records(path: Path, make: Callable[[Any], Record], expected: str) -> Iterator[Record]:
    """Make a record from each line of JSON; an error names the first line that is invalid."""
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record = make(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            told = f"{type(error).__name__}: {error}"
            raise InputError(
                f"{path}, line {number}: expected an object with {expected}: {told}"
            ) from error
        yield record


def read_abstracts(path: Path) -> Iterator[Paper]:
    """Read papers from JSON Lines with the keys ``id``, ``title`` and ``abstract``.

    Raises
    ------
    InputError
        If the file is not as described, with the line.
    """
    return _records(path, _paper, "`id` and `abstract`")


def _paper(row: Any) -> Paper:
    abstract = row["abstract"]
    if not isinstance(abstract, str):
        raise TypeError(f"the abstract is a {type(abstract).__name__}")
    return Paper(id=row["id"], title=row.get("title") or "", abstract=abstract)


def read_annotations(entities: Path, abstracts: Path) -> list[Annotation]:
    """Join a file of annotations to the file of the abstracts that they annotate.

    Parameters
    ----------
    entities
        JSON Lines: ``id`` and ``entities`` (``name``, ``type``, ``role``, ``named``, ``mentions``).
    abstracts
        JSON Lines: ``id``, ``title``, ``abstract``.

    Raises
    ------
    InputError
        If a file is not as described, with the line.
    """
    papers = {paper.id: paper for paper in read_abstracts(abstracts)}
    rows = _annotated(entities)
    return [Annotation(papers[id], found) for id, found in rows if id in papers]


def read_standoff(folder: Path, abstracts: Iterable[Path]) -> list[Annotation]:
    """Read annotations that come without their texts, and find the texts by id.

    Parameters
    ----------
    folder
        Folder of JSON Lines as in training/annotations; mentions have a ``text`` and offsets.
    abstracts
        Files that hold the texts; an annotation whose text is in none of them is left out.

    Raises
    ------
    InputError
        If a file is not as described, with the line.
    """
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in _annotated(path)]
    wanted = {id for id, _ in rows}
    papers = {
        paper.id: paper
        for path in abstracts
        for paper in read_abstracts(path)
        if paper.id in wanted
    }
    return [Annotation(papers[id], found) for id, found in rows if id in papers]


def _annotated(path: Path) -> Iterator[tuple[str, tuple[AnnotatedEntity, ...]]]:
    return _records(path, _annotation, "`id` and `entities`")


def _annotation(row: Any) -> tuple[str, tuple[AnnotatedEntity, ...]]:
    return row["id"], tuple(
        AnnotatedEntity(
            entity["name"],
            entity["type"],
            entity.get("role", "mentions"),
            entity.get("named", False),
            tuple(
                dict.fromkeys(m if isinstance(m, str) else m["text"] for m in entity["mentions"])
            ),
        )
        for entity in row["entities"]
    )


def annotated_doc(nlp: Language, text: str, entities: Iterable[AnnotatedEntity]) -> Doc:
    """Mark every occurrence of each entity's mentions; of two that overlap, keep the longer.

    Parameters
    ----------
    nlp
        Pipeline whose tokenizer decides where an entity may begin and end.
    text
        Text of a paper, as the pipeline sees it.
    """
    doc = nlp.make_doc(text)
    spans: list[Span] = []
    for entity in entities:
        for mention in entity.spellings:
            for found in re.finditer(rf"(?<!\w){re.escape(mention)}(?!\w)", text):
                span = doc.char_span(found.start(), found.end(), label=entity.type)
                if span is not None:
                    spans.append(span)
    doc.set_ents(filter_spans(spans))
    return doc


def taught_docs(nlp: Language, folder: Path, part: str = "train") -> list[Doc]:
    """Read a part of a third-party corpus, under its own labels.

    Parameters
    ----------
    folder
        Folder of ``train.jsonl`` in SciER's format (``sentence``, and ``ner`` as pairs of text
        and label), or ``train.conll`` or ``train.txt`` in CoNLL columns.
    part
        Name of these files, without the ending.

    Raises
    ------
    InputError
        If the folder holds none of these files.
    """
    lines = folder / f"{part}.jsonl"
    if lines.is_file():
        return list(_records(lines, partial(_sentence_doc, nlp), "`sentence` and `ner`"))
    for name in (f"{part}.conll", f"{part}.txt"):
        if (folder / name).is_file():
            return list(read_conll(nlp, folder / name))
    raise InputError(f"{folder}: holds no {part}.jsonl, {part}.conll or {part}.txt")


def _sentence_doc(nlp: Language, row: Any) -> Doc:
    words = row["sentence"].split()
    doc = Doc(nlp.vocab, words=words)
    spans = []
    for text, label in row["ner"]:
        parts = text.split()
        for start in range(len(words) - len(parts) + 1):
            if words[start : start + len(parts)] == parts:
                spans.append(Span(doc, start, start + len(parts), label=label))
    doc.set_ents(filter_spans(spans))
    return doc


def read_conll(nlp: Language, path: Path) -> Iterator[Doc]:
    """Read sentences from a CoNLL file: the token in the first column, its IOB tag in the last."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text(encoding="utf8").splitlines(), ""]:
        columns = line.split()
        if len(columns) >= 2 and columns[0] != "-DOCSTART-":
            words.append(columns[0])
            tags.append(columns[-1])
        elif words:
            yield _tagged_doc(nlp, words, tags)
            words, tags = [], []


def _tagged_doc(nlp: Language, words: list[str], tags: list[str]) -> Doc:
    doc = Doc(nlp.vocab, words=words)
    spans = []
    start = 0
    while start < len(tags):
        label = tags[start][2:]
        end = start + 1
        while end < len(tags) and tags[end] == f"I-{label}":
            end += 1
        if label:
            spans.append(Span(doc, start, end, label=label))
        start = end
    doc.set_ents(spans)
    return doc
