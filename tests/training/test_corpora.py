"""Annotated corpora, read into documents to train on."""

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.training.corpora import (
    AnnotatedEntity,
    annotated_doc,
    read_abstracts,
    read_annotations,
    read_standoff,
    taught_docs,
)
from kg.training.learning import blank_pipeline

NLP = blank_pipeline()


def marked(text: str, *entities: AnnotatedEntity) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in annotated_doc(NLP, text, entities).ents]


def an_entity(*mentions: str, type: str = "method") -> AnnotatedEntity:
    return AnnotatedEntity(mentions[0], type, "uses", True, mentions)


def test_every_occurrence_of_a_mention_is_marked() -> None:
    assert marked("BERT is like BERT.", an_entity("BERT")) == [("BERT", "method")] * 2


def test_a_mention_inside_a_word_is_not_marked() -> None:
    assert marked("RoBERTa is no BERTology.", an_entity("BERT")) == []


def test_of_two_that_overlap_the_longer_is_marked() -> None:
    entities = an_entity("BERT"), an_entity("BERT large")
    assert marked("We use BERT large.", *entities) == [("BERT large", "method")]


def test_a_definition_is_two_names() -> None:
    both = an_entity("Masked Feature Modeling (MFM)")
    assert marked("Masked Feature Modeling (MFM) helps.", both) == [
        ("Masked Feature Modeling", "method"),
        ("MFM", "method"),
    ]


def test_a_bracket_that_is_no_acronym_stays() -> None:
    assert an_entity("LiveCodeBench (4)").spellings == ("LiveCodeBench (4)",)


def write(path: Path, *rows: dict) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write(tmp_path / "texts.jsonl", {"id": "a", "title": "T", "abstract": "We use BERT."})


def test_annotations_find_their_texts(tmp_path: Path, texts: Path) -> None:
    entity = {"name": "BERT", "type": "method", "named": True, "role": "uses", "mentions": ["BERT"]}
    gold = write(
        tmp_path / "gold.jsonl",
        {"id": "a", "entities": [entity]},
        {"id": "unknown", "entities": []},
    )
    (annotation,) = read_annotations(gold, texts)
    assert annotation.paper.abstract == "We use BERT."
    assert annotation.entities[0].mentions == ("BERT",)


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "b", "title": "No text"}',
        b'{"id": "b", "abstract": null}',
        b'{"id": "b", "abstract": "broken',
        b'["b"]',
        b'{"id": "b", "abstract": "\xff"}',
    ],
)
def test_a_text_that_cannot_be_read_is_named_with_its_line(texts: Path, line: bytes) -> None:
    texts.write_bytes(texts.read_bytes() + b"\n" + line + b"\n")
    with pytest.raises(InputError, match=r"texts\.jsonl, line 2: expected an object with `id` and"):
        list(read_abstracts(texts))


def test_an_annotation_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, texts: Path
) -> None:
    gold = write(tmp_path / "gold.jsonl", {"id": "a", "entities": [{"name": "BERT"}]})
    with pytest.raises(InputError, match=r"gold\.jsonl, line 1: .*'type'"):
        read_annotations(gold, texts)


@pytest.mark.parametrize("content", [b"not packed", gzip.compress(b"{}" * 1000, mtime=0)[:-9]])
def test_texts_that_are_badly_packed_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "texts.jsonl.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"texts\.jsonl\.gz: cannot be unpacked"):
        list(read_abstracts(tmp_path / "texts.jsonl.gz"))


def test_stand_off_annotations_find_their_texts(tmp_path: Path, texts: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    mention = {"text": "BERT", "abstract": [7]}
    entity = {"name": "BERT", "type": "method", "mentions": [mention, mention]}
    write(folder / "one.jsonl", {"id": "a", "entities": [entity]})
    (annotation,) = read_standoff(folder, [texts])
    assert annotation.entities[0].mentions == ("BERT",)


def test_a_conll_corpus_keeps_its_own_labels(tmp_path: Path) -> None:
    (tmp_path / "train.conll").write_text(
        "We O\ntag B-TASK\nwords I-TASK\nin O\ntime B-Generic\n", encoding="utf8"
    )
    (doc,) = taught_docs(NLP, tmp_path)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("tag words", "TASK"),
        ("time", "Generic"),
    ]


def test_a_corpus_of_sentences_keeps_its_own_labels(tmp_path: Path) -> None:
    row = {"sentence": "We use 2D CNNs .", "ner": [["2D CNNs", "Method"]]}
    write(tmp_path / "train.jsonl", row)
    (doc,) = taught_docs(NLP, tmp_path)
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("2D CNNs", "Method")]


def test_a_folder_without_a_corpus_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no train\.jsonl"):
        taught_docs(NLP, tmp_path)


def test_two_spaces_in_a_sentence_make_no_empty_word(tmp_path: Path) -> None:
    row = {"sentence": "We use  BERT here .", "ner": [["BERT", "Method"]]}
    (tmp_path / "dev.jsonl").write_text(json.dumps(row), encoding="utf8")
    (doc,) = taught_docs(NLP, tmp_path, "dev")
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("BERT", "Method")]
