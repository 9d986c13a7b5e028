"""Components read batches, and find in a batch what they find in a document alone."""

from __future__ import annotations

from kg.extract import load_pipeline

TEXTS = [
    "ZebraNet: Faster Herds\n\nWe propose ZebraNet and evaluate it on ImageNet and GSM8K.",
    "We compare BERT with large language models (LLMs) on the SQuAD dataset.",
    "",
    "Nothing is named here.",
]


def told(doc):
    return doc.text, doc._.found, doc._.roles, doc._.names


def test_a_batch_gives_what_each_document_gives_alone():
    nlp = load_pipeline()

    alone = [told(nlp(text)) for text in TEXTS]

    for size in (1, 3, 8):
        assert [told(doc) for doc in nlp.pipe(TEXTS, batch_size=size)] == alone
    assert any(found for _, found, _, _ in alone)
