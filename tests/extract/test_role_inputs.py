"""What the role network is told of each word: where it stands, and of which thing it is part."""

from kg.extract import load_pipeline
from kg.extract.found import Found
from kg.extract.role_inputs import MARKS, RoleInputs, role_inputs
from kg.extract.words import words_of
from kg.records import ENTITY_TYPES, EntityType


def described(title: str, abstract: str, *named: tuple[str, EntityType]) -> RoleInputs:
    nlp = load_pipeline()
    doc = nlp(f"{title}\n\n{abstract}")
    texts = words_of(doc).texts
    things = []
    for name, kind in named:
        parts = name.split()
        starts = [i for i in range(len(texts)) if texts[i : i + len(parts)] == parts]
        size = len(parts)
        things.append([Found(i, i + size, kind, 1.0, "model", None, None) for i in starts])
    return role_inputs(doc, things)


def marked(read: RoleInputs) -> dict[str, set[int]]:
    of_words: dict[str, set[int]] = {}
    for word, mark in zip(read.words, read.marks, strict=True):
        of_words.setdefault(word, set()).add(mark)
    return of_words


def test_words_of_no_thing_are_told_apart_by_title_and_abstract() -> None:
    marks = marked(described("Counting herds", "We count zebras."))
    assert marks["Counting"] == {1} and marks["zebras"] == {0}


def test_the_first_word_of_a_mention_is_told_from_those_behind_it() -> None:
    marks = marked(described("Herds", "We train Zebra Net here.", ("Zebra Net", "method")))
    first, second = marks["Zebra"] | marks["Net"] - marks["Zebra"], marks["Net"]
    assert len(first | second) == 2 and 0 not in first | second


def test_mentions_of_different_types_have_different_marks() -> None:
    seen = set()
    for kind in ENTITY_TYPES:
        (mark,) = marked(described("Herds", "We read Quokka.", ("Quokka", kind)))["Quokka"]
        seen.add(mark)
    assert len(seen) == len(ENTITY_TYPES) and all(0 < mark < MARKS for mark in seen)


def test_a_thing_has_the_words_of_all_its_mentions() -> None:
    read = described("Zebra Net", "We train Zebra Net here.", ("Zebra Net", "method"))
    (places,) = read.things
    assert [read.words[place] for place in places] == ["Zebra", "Net", "Zebra", "Net"]
