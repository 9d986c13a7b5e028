"""What users of spaCy do with the documents of the pipeline, and with the pipeline itself."""

import pickle
import subprocess
import sys
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin

from kg.extract.pipeline import mentions_of
from kg.extract.text import paper_text
from kg.readers import read_papers
from kg.records import Paper

EXAMPLE = Path(__file__).parents[2] / "examples" / "abstracts.txt"
PAPER = Paper(
    "p",
    "ZebraNet: Faster Herds",
    "We propose ZebraNet, built on large language models (LLMs), for object-level editing of NeRFs."
    " We evaluate it on GSM8K and on the ICL-NUIM dataset.",
)
TEXT = paper_text(PAPER)


def told(doc: Doc) -> tuple[object, ...]:
    ents = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
    return doc.text, ents, list(doc._.found), list(doc._.roles), list(doc._.names)


def test_the_entities_of_a_document_are_what_the_pipeline_decided(nlp: Language) -> None:
    # Where the recogniser alone takes some names for others than the pipeline.
    for paper in read_papers(EXAMPLE):
        doc = nlp(paper_text(paper))
        ents = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        assert ents == [(each.start, each.end, each.type) for each in doc._.found]


def test_a_document_comes_back_from_bytes_with_its_mentions(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc._.definitions
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert told(again) == told(doc)
    assert mentions_of(PAPER, again) == mentions_of(PAPER, doc)


def test_a_box_of_documents_keeps_their_mentions(nlp: Language) -> None:
    doc = nlp(TEXT)
    packed = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (again,) = DocBin().from_bytes(packed).get_docs(nlp.vocab)
    assert told(again) == told(doc)


def test_a_document_can_be_pickled(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert told(pickle.loads(pickle.dumps(doc))) == told(doc)


def test_spacy_runs_the_pipeline_in_several_processes(nlp: Language) -> None:
    alone = [told(doc) for doc in nlp.pipe([TEXT] * 3)]
    assert [told(doc) for doc in nlp.pipe([TEXT] * 3, n_process=2, batch_size=1)] == alone


def test_a_saved_pipeline_loads_where_nobody_has_imported_us(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    code = f"import spacy; print(len(spacy.load({str(tmp_path)!r})({TEXT!r}).ents))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.split() == [str(len(nlp(TEXT).ents))], ran.stderr
