"""What the whole pipeline finds in a paper, and that it does not depend on how it is run."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import cast

import pytest
import spacy
import srsly
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from steps_taken import steps

from kg.errors import InputError
from kg.extract import extract_mentions, load_pipeline
from kg.extract.pipeline import mentions_of
from kg.extract.span_groups import entities_of_spans
from kg.extract.text import paper_text
from kg.records import Mention, Paper

PAPER = Paper(
    "p",
    "PruneFit: Sparse Training of Transformers",
    "We propose PruneFit, a sparse training method for large language models (LLMs). "
    "PruneFit outperforms LoRA on the GLUE benchmark and is trained on the C4 dataset \U0001f600. "
    "LLMs keep their accuracy.",
)


def found(nlp: Language, paper: Paper) -> dict[str, Mention]:
    return {m.text: m for m in mentions_of(paper, nlp(paper_text(paper)))}


def test_names_are_found_with_their_types(nlp: Language) -> None:
    types = {text: mention.type for text, mention in found(nlp, PAPER).items()}
    assert types["PruneFit"] == "method"
    assert types["GLUE"] == "benchmark"
    assert types["C4"] == "dataset"


def test_offsets_cut_the_mention_out_of_its_field(nlp: Language) -> None:
    mentions = list(mentions_of(PAPER, nlp(paper_text(PAPER))))
    assert {mention.field for mention in mentions} == {"title", "abstract"}
    for mention in mentions:
        text = PAPER.title if mention.field == "title" else PAPER.abstract
        assert text[mention.start : mention.end] == mention.text
        assert mention.sentence_start <= mention.start < mention.end <= mention.sentence_end


def test_the_sentence_of_a_title_ends_with_the_title(nlp: Language) -> None:
    titled = Paper("t", "Pruning BERT on ImageNet", "We prune.")
    mentions = mentions_of(titled, nlp(paper_text(titled)))
    assert {m.sentence_end for m in mentions if m.field == "title"} == {len(titled.title)}


def test_an_acronym_carries_the_long_form_that_the_paper_defines(nlp: Language) -> None:
    mentions = mentions_of(PAPER, nlp(paper_text(PAPER)))
    assert "large language models" in {m.expansion for m in mentions if m.text == "LLMs"}


def test_what_the_text_calls_a_thing_decides_between_dataset_and_benchmark(
    nlp: Language,
) -> None:
    called = Paper("q", "", "We evaluate our parser on the ImageNet benchmark.")
    other = Paper("r", "", "We evaluate our parser on the ImageNet dataset.")
    assert found(nlp, called)["ImageNet"].type == "benchmark"
    assert found(nlp, other)["ImageNet"].type == "dataset"


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        (
            "We propose PruneFit for search. It shows higher queries per second (QPS) than HNSW.",
            "QPS",
        ),
        (
            "The mean Rate of Correct Answers (RoCA) tells more. PruneFit has a RoCA of 88.4%.",
            "RoCA",
        ),
    ],
)
def test_a_new_name_that_a_paper_measures_is_a_metric(
    nlp: Language, abstract: str, name: str
) -> None:
    mention = found(nlp, Paper("p", "", abstract))[name]
    assert (mention.type, mention.role) == ("metric", "measures")


def test_one_thing_has_one_role_in_a_paper(nlp: Language) -> None:
    roles = {m.role for m in mentions_of(PAPER, nlp(paper_text(PAPER))) if m.text == "PruneFit"}
    assert roles == {"proposes"}


def test_an_empty_paper_has_no_mentions(nlp: Language) -> None:
    assert found(nlp, Paper("e")) == {}


def test_workers_do_not_change_the_result() -> None:
    papers = [PAPER, Paper("q", "Another", "We test BERT on SQuAD.")]
    assert list(extract_mentions(papers, workers=2)) == list(extract_mentions(papers))


def test_a_short_form_is_a_name_where_the_paper_proposes_it(nlp: Language) -> None:
    used = Paper("p", "", "Parts are printed by fused deposition modelling (FDM). FDM is cheap.")
    new = Paper("q", "", "We propose fast dolphin modelling (FDM). FDM outperforms BERT.")
    assert not found(nlp, used)["FDM"].named
    assert found(nlp, new)["FDM"].named


def test_a_missing_model_is_named() -> None:
    with pytest.raises(InputError, match="no spaCy pipeline"):
        load_pipeline("nowhere/at/all")


@pytest.mark.parametrize("component", ["entity_ruler", "span_ruler"])
def test_another_pipeline_may_find_entities_or_spans(component: str, tmp_path: Path) -> None:
    other = spacy.blank("en")
    pattern = {"label": "TOOL", "pattern": "gated wombat pooling"}
    other.add_pipe(component).add_patterns([pattern])  # type: ignore[attr-defined]
    other.to_disk(tmp_path / "other")
    paper = Paper("p", "", "We propose to classify leaves by gated wombat pooling, a new method.")
    assert found(load_pipeline(tmp_path / "other"), paper)["gated wombat pooling"].by == "model"


def test_of_spans_that_overlap_the_longest_is_proposed() -> None:
    doc = spacy.blank("en")("a dense wombat network")
    doc.spans["found"] = [doc[2:4], doc[1:4]]
    assert [each.text for each in entities_of_spans(doc).ents] == ["dense wombat network"]


def test_a_pipeline_that_finds_nothing_is_refused(tmp_path: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path / "other")
    with pytest.raises(InputError, match=r"no component .* assigns doc.ents or doc.spans"):
        load_pipeline(tmp_path / "other")


def test_a_package_that_is_no_pipeline_is_named() -> None:
    with pytest.raises(InputError, match="numpy: the spaCy pipeline cannot be loaded: TypeError"):
        load_pipeline("numpy")


def test_a_pipeline_whose_components_are_not_installed_is_told_of_them(tmp_path: Path) -> None:
    with as_file(files("kg.extract") / "model" / "ner") as path:
        shutil.copytree(path, tmp_path / "model")
    config = tmp_path / "model" / "config.cfg"
    config.write_text(config.read_text().replace('factory = "ner"', 'factory = "transformer"'))
    with pytest.raises(InputError, match=r"model: the spaCy pipeline cannot be loaded: .*'transf"):
        load_pipeline(tmp_path / "model")


def test_a_sentence_of_nothing_but_names_takes_steps_as_it_has_words(nlp: Language) -> None:
    def steps_for(times: int) -> int:
        text = paper_text(Paper("p", "", "BERT, " * times))
        return steps(lambda: nlp(text))

    assert steps_for(800) < 9 * steps_for(100)


@pytest.mark.parametrize(
    ("sentence", "name", "type"),
    [
        ("We run all models with llama.cpp on a laptop.", "llama.cpp", "method"),
        ("Our agents are evaluated on tau-bench and on the web.", "tau-bench", "benchmark"),
        ("Bits per character on enwik8 fall as well.", "enwik8", "dataset"),
        ("Quantised so, the quokka reaches a WikiText-2 PPL of 12.", "WikiText-2", "dataset"),
        ("Zero-shot NanoBEIR retrieval drops by eight points.", "NanoBEIR", "benchmark"),
    ],
)
def test_a_known_name_that_is_spelled_like_no_word_is_found(
    nlp: Language, sentence: str, name: str, type: str
) -> None:
    paper = Paper("p", "", sentence)
    found = {mention.text: mention.type for mention in mentions_of(paper, nlp(paper_text(paper)))}
    assert found[name] == type


def test_the_tokenizer_of_the_model_that_ships_is_the_one_of_the_code(nlp: Language) -> None:
    with as_file(files("kg.extract") / "model" / "ner") as path:
        stored = spacy.load(path).tokenizer
    tokenizers = [stored, nlp.tokenizer]
    cuts = [cast("Tokenizer", each).to_bytes(exclude=["vocab"]) for each in tokenizers]
    assert srsly.msgpack_loads(cuts[0]) == srsly.msgpack_loads(cuts[1])


def test_a_known_data_set_with_a_year_behind_it_is_found_whole(nlp: Language) -> None:
    text = "Our quokka detector is tested on KITTI 2012 and, without training, COCO 2014."
    assert "COCO 2014" in [mention.text for mention in mentions_of(Paper("p"), nlp(text))]


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        (
            "mQuokkaSum: A Multimodal Abstractive Summarization Dataset of Zebra Threads",
            "Zebra threads are long. We present a dataset, mQuokkaSum, with photographs.",
        ),
        (
            "R4-QGQA: Retrieval-based Vision Language Models for Herd Image Quality Assessment",
            "Pictures of herds are hard to judge. We describe how keepers judge them.",
        ),
        ("ML-Burrow: Burrows in the Wild", "Burrows are hard to check."),
    ],
)
def test_the_name_before_the_colon_of_a_title_is_found(
    nlp: Language, title: str, abstract: str
) -> None:
    doc = nlp(paper_text(Paper(id="p", title=title, abstract=abstract)))
    name = title.partition(":")[0]
    found = [doc[each.start : each.end].text for each in doc._.found]
    assert found.count(name) == f"{title} {abstract}".count(name)
