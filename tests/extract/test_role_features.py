"""What the classifier of roles is told."""

from spacy.tokens import Doc

from kg.extract.found import Found
from kg.extract.outline import outline_of
from kg.extract.pipeline import propose
from kg.extract.role_features import group_features
from kg.extract.text import paper_text
from kg.extract.words import words_of
from kg.records import EntityType, Paper
from kg.training.learning import blank_pipeline

PAPER = Paper(
    "p1",
    "QuokkaNet: leaf counting with ZebraNet",
    "Leaf counting is hard. ZebraNet is slow. In this paper we present QuokkaNet."
    " We compare it with ZebraNet.",
)


def read() -> Doc:
    return propose(blank_pipeline())(paper_text(PAPER))


def found(doc: Doc, name: str, kind: EntityType = "method") -> list[Found]:
    return [
        Found(i, i + 1, kind, 1.0, "model", None, None) for i, t in enumerate(doc) if t.text == name
    ]


def test_a_paper_speaks_of_its_own_work_from_the_first_sentence_that_says_so() -> None:
    doc = read()
    words = words_of(doc)
    place = outline_of(doc)
    zones = [place.zone(mention.start, words) for mention in found(doc, "ZebraNet")]
    assert zones == ["title", "background", "own"]
    assert place.zone(found(doc, "QuokkaNet")[1].start, words) == "announced"


def test_a_title_that_begins_with_a_name_and_a_colon_names_its_paper() -> None:
    assert outline_of(read()).names_itself


def test_a_thing_is_told_by_the_cues_before_all_its_mentions() -> None:
    doc = read()
    told = group_features(doc, found(doc, "ZebraNet"), {})
    assert "method any cue before=compare" in told
    assert "method title before=with" in told
    assert "method zones=background+own+title" in told


def test_the_words_between_the_authors_and_a_thing_are_told() -> None:
    doc = read()
    told = group_features(doc, found(doc, "QuokkaNet"), {})
    assert "method after ours=we present" in told
    assert "method told=we present" in told
