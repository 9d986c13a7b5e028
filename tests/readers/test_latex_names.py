"""Names whose letters LaTeX writes as commands, in every form that bibliographies hold."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kg.readers.bibtex_names import people

# Each form of a command, with its name and letter; those that end in a space take it up.
SIGN_FORMS = (r"\{}{{{}}}", r"{{\{}{{{}}}}}", r"{{\{}{}}}", r"\{}{}")
WORD_FORMS = (r"\{}{{{}}}", r"{{\{}{{{}}}}}", r"{{\{} {}}}", r"\{} {}")
DOTLESS_FORMS = (r"\{}{{\i}}", r"{{\{}\i}}", r"\{}\i ", r"\{}\i{{}}")
LETTER_FORMS = (r"{{\{}}}", r"\{}{{}}", r"\{} ")

SIGNS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", '"': "\u0308", ".": "\u0307"}
WORDS = {"c": "\u0327", "v": "\u030c", "H": "\u030b", "k": "\u0328", "u": "\u0306", "r": "\u030a"}
LETTERS = {"L": "Ł", "l": "ł", "O": "Ø", "o": "ø", "ss": "ß", "AE": "Æ", "ae": "æ", "aa": "å"}


def written_letters() -> list[tuple[str, str]]:
    """Pair every way to write a letter in LaTeX with the letter."""
    pairs = [
        (form.format(command, letter), unicodedata.normalize("NFC", letter + combining))
        for accents, forms in ((SIGNS, SIGN_FORMS), (WORDS, WORD_FORMS))
        for command, combining in accents.items()
        for letter in "aceglnorsuyzACEGLNORSUYZ"
        for form in forms
    ]
    pairs += [
        (form.format(sign), unicodedata.normalize("NFC", "i" + SIGNS[sign]))
        for sign in "'`^~\""
        for form in DOTLESS_FORMS
    ]
    pairs += [
        (form.format(command), letter)
        for command, letter in LETTERS.items()
        for form in LETTER_FORMS
    ]
    return [pair for pair in pairs if len(pair[1]) == 1]


ACCENTED = written_letters()
PLAIN = [(letter, letter) for letter in "bdfhmptwx"]
# Capitals stand at the beginning: `O\'Connor` has an apostrophe.
FIRST = st.sampled_from([*ACCENTED, *((each.upper(), each.upper()) for each, _ in PLAIN)])
FURTHER = st.sampled_from([*PLAIN, *(pair for pair in ACCENTED if not pair[1].isupper())])


@st.composite
def name_parts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a forename or surname as LaTeX writes it and as it is read."""
    # At the end, a command has no letter from which a space could part it.
    pairs = [draw(FIRST), *draw(st.lists(FURTHER, max_size=5)), draw(st.sampled_from(PLAIN))]
    return "".join(written for written, _ in pairs), "".join(read for _, read in pairs)


@st.composite
def people_written(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a person, with the surname first or last."""
    forename, surname = draw(name_parts()), draw(name_parts())
    surname_first = f"{surname[0]}, {forename[0]}"
    written = surname_first if draw(st.booleans()) else f"{forename[0]} {surname[0]}"
    return written, f"{forename[1]} {surname[1]}"


@given(st.lists(people_written(), min_size=1, max_size=4))
def test_names_with_accents_come_back_whole_and_in_order(persons: list[tuple[str, str]]) -> None:
    assert people(" and ".join(written for written, _ in persons)) == [read for _, read in persons]


@given(st.lists(people_written(), min_size=2, max_size=3), st.sampled_from(("first", "last")))
def test_an_institution_among_them_stays_one_name(
    persons: list[tuple[str, str]], place: str
) -> None:
    names = [(f"{{{' and '.join(each[1] for each in persons)}}}", ""), *persons]
    whole = " and ".join(each[1] for each in persons)
    ordered = names if place == "first" else names[::-1]
    expected = [read or whole for _, read in ordered]
    assert people(" and ".join(written for written, _ in ordered)) == expected
