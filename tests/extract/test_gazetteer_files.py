"""What the gazetteer files promise to the code that reads them and to the people who edit them."""

import re
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from kg.extract.gazetteer import GazetteerEntry, read_gazetteer
from kg.extract.word_lists import read_words
from kg.naming import fold_name
from kg.records import ENTITY_TYPES

HEADER = ["name", "aliases", "context", "named", "same_as"]
LEAST_ENTRIES = {"method": 1500, "dataset": 1000, "benchmark": 500, "task": 300, "metric": 100}

# Names that mean two things of two types and are kept in both files, told apart by their case.
DELIBERATE = {"superglue", "lama"}

# Words of plain English that some model, dataset or benchmark has as its name.
EVERYDAY_WORDS = """
adult atomic aurora breakfast bridge campus chameleon church complex cosmos countdown delicious
devin diabetes ditto dream drive eagle eureka flamingo frames genesis genie griffin guru habitat
hydra interaction jobs lean line lion live magpie mass math mind monkey mulberry muse nectar
operator opportunity oryx osprey otter pile prodigy prophet quality quest rainbow ray record
replica research second shelf soap spider spin spring star storm synapse texture thyme titans
traffic twins weather wild woodpecker word
"""

# Words of plain English when only their first letter is large, as where a sentence begins.
EVERYDAY_PHRASES = ["Hide-and-Seek", "Test of Time", "The Well", "What's Up"]

# People, cities, universities and companies that a dataset, simulator or model is called by.
NAMESAKES = """
Django Emilia Gibson HKUST Helen Jericho KAIST Kandinsky Magellan Michelangelo Monash Olympus Porto
Sachs Shakespeare Siena UCSD
"""

# Two things that were one entry: a version, a part or a namesake is an entity of its own.
APART = [
    ("Landsat", "Landsat-8"),
    ("WeatherBench", "WeatherBench 2"),
    ("BridgeData", "BridgeData V2"),
    ("Aya Dataset", "Aya Collection"),
    ("TGIF", "TGIF-QA"),
    ("RAVEN", "Raven's Progressive Matrices"),
    ("EgoLife", "EgoLifeQA"),
    ("CRAG", "Corrective RAG"),
    ("video understanding", "long video understanding"),
    ("cell segmentation", "nuclei segmentation"),
    ("linear temporal logic", "signal temporal logic"),
]

# Two spellings or wordings of one thing.
SAME = [
    ("TensoRF", "TensorRF"),
    ("Xception", "XceptionNet"),
    ("Grounded SAM", "GroundingSAM"),
    ("event camera", "event-based camera"),
    ("ImageNet 256x256", "ImageNet-256"),
    ("ImageNet-1K", "IN-1K"),
    ("image generation", "image synthesis"),
    ("hyperparameter optimization", "hyperparameter tuning"),
    ("model extraction", "model stealing"),
]

WELL_KNOWN = [
    ("method", "BERT"),
    ("method", "GRPO"),
    ("method", "structure from motion"),
    ("method", "force field"),
    ("method", "SMAL"),
    ("method", "PyMARL"),
    ("method", "Qwen2.5"),
    ("method", "Llama 3.1"),
    ("method", "Stable Diffusion 3"),
    ("method", "knowledge distillation"),
    ("method", "CNN"),
    ("dataset", "CIFAR-10"),
    ("dataset", "ImageNet"),
    ("dataset", "SQuAD"),
    ("benchmark", "GSM8K"),
    ("benchmark", "SemEval-2025"),
    ("benchmark", "LIBERO-90"),
    ("benchmark", "MMLU-Pro"),
    ("benchmark", "SWE-bench Verified"),
    ("benchmark", "Meta-World"),
    ("task", "machine translation"),
    ("task", "object detection"),
    ("metric", "FID"),
    ("metric", "BLEU"),
]


def lines(entity_type: str) -> list[list[str]]:
    path = files("kg.extract") / "data" / f"{entity_type}s.tsv"
    return [line.split("\t") for line in path.read_text(encoding="utf8").splitlines()]


def spellings(entry: GazetteerEntry) -> Iterator[str]:
    yield entry.name
    yield from entry.aliases


ENTRIES = list(read_gazetteer())


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_a_file_has_the_five_columns_and_only_their_values(entity_type: str) -> None:
    header, *rows = lines(entity_type)
    assert header == HEADER
    assert [row for row in rows if len(row) != 5 or not row[0]] == []
    assert [row for row in rows if row[2] not in {"any", "needed"}] == []
    assert [row for row in rows if row[3] not in {"0", "1"}] == []


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_no_name_has_space_around_it_or_twice_within(entity_type: str) -> None:
    names = [name for row in lines(entity_type) for name in (row[0], *row[1].split("|"))]
    assert [name for name in names if name != " ".join(name.split())] == []


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_a_file_is_sorted_without_regard_to_case(entity_type: str) -> None:
    names = [row[0] for row in lines(entity_type)[1:]]
    assert names == sorted(names, key=lambda name: (name.casefold(), name))


@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_a_file_is_large_enough_to_be_of_use(entity_type: str) -> None:
    assert len(lines(entity_type)) > LEAST_ENTRIES[entity_type]


def test_a_spelling_denotes_one_entity() -> None:
    owners: dict[str, set[tuple[str, str]]] = {}
    for entry in ENTRIES:
        for spelling in spellings(entry):
            owners.setdefault(fold_name(spelling), set()).add((entry.type, entry.name))
    shared_folds = {fold: found for fold, found in owners.items() if len(found) > 1}
    assert {fold: shared_folds[fold] for fold in shared_folds if fold not in DELIBERATE} == {}


def test_the_deliberate_exceptions_are_of_two_types() -> None:
    for fold in DELIBERATE:
        types = {entry.type for entry in ENTRIES if fold_name(entry.name) == fold}
        assert len(types) == 2


def test_every_spelling_folds_to_two_characters_or_more() -> None:
    short = [name for entry in ENTRIES for name in spellings(entry) if len(fold_name(name)) < 2]
    assert short == []


def test_same_as_is_a_wikidata_iri_where_there_is_one() -> None:
    links = [iri for entry in ENTRIES for iri in entry.same_as]
    assert links
    assert len(links) == len(set(links))
    for iri in links:
        parts = urlsplit(iri)
        assert (parts.scheme, parts.netloc) == ("http", "www.wikidata.org")
        folder, item = parts.path.rsplit("/", 1)
        assert (folder, item[0], item[1:].isdecimal()) == ("/entity", "Q", True)


def test_a_spelling_is_one_name_and_no_list() -> None:
    lists = [name for entry in ENTRIES for name in spellings(entry) if "; " in name]
    assert lists == []


def test_no_entry_bears_a_name_that_the_pipeline_never_takes_for_one() -> None:
    dropped = re.compile("|".join(f"(?:{line})" for line in read_words("no_names.txt")))
    assert [entry.name for entry in ENTRIES if dropped.fullmatch(entry.name)] == []


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_things_are_two_entries(one: str, other: str) -> None:
    assert {entry.name for entry in ENTRIES if entry.name in {one, other}} == {one, other}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_a_thing_are_one_entry(one: str, other: str) -> None:
    assert any({one, other} <= set(spellings(entry)) for entry in ENTRIES)


@pytest.mark.parametrize("name", [*EVERYDAY_PHRASES, *NAMESAKES.split()])
def test_a_phrase_or_namesake_is_a_name_only_in_context(name: str) -> None:
    assert [entry.needs_context for entry in ENTRIES if name in spellings(entry)] == [True]


@pytest.mark.parametrize("word", EVERYDAY_WORDS.split())
def test_an_everyday_word_is_a_name_only_in_context(word: str) -> None:
    always = [
        entry.name
        for entry in ENTRIES
        for spelling in spellings(entry)
        if not entry.needs_context and spelling.casefold() in {word, f"{word}s"}
    ]
    assert always == []


@pytest.mark.parametrize(("entity_type", "name"), WELL_KNOWN)
def test_a_well_known_name_is_there_under_its_type(entity_type: str, name: str) -> None:
    assert [entry.type for entry in ENTRIES if entry.name == name] == [entity_type]
