"""Letters that LaTeX writes as commands: accents, and letters beyond ASCII."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["letters_in_name", "letters_in_prose"]

# `\"u` within a word is an accent; before a word and without braces it is an escaped quote.
_SYMBOL_ACCENT = re.compile(
    r"\{\\([`'^\"~=.])(?:\{\\?([^\W\d_])\}|\\?([^\W\d_]))\}|\\([`'^\"~=.])\{\\?([^\W\d_])\}"
    r"|(?<=[A-Za-z])\\([`'^\"~=.])(?:\\([ij])(?![A-Za-z])\s?|\\?([^\W\d_]))"
)
# A letter may have two accents, as in `Nguy{\~{\^e}}n`.
_MOST_ACCENTS = 2
# Accents written as letters need braces or a space: `\cdot`, `\vec` and `\chi` begin with one too.
_LETTER_ACCENT = re.compile(
    r"\{\\([bcdvHkur])(?:\s?\{\\?([^\W\d_])\}|\s\\?([^\W\d_]))\}|\\([bcdvHkur])\s?\{\\?([^\W\d_])\}"
    r"|\\([cvHkur])\s([A-Za-z])"
)
# An apostrophe before another letter is an English contraction (don\'t, it\'s).
_ACCENTED = {"'": "aeiouycnAEIOUYCN", '"': "aeiouyAEIOUY"}
_COMBINING = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "c": "\u0327",
    "v": "\u030c",
    "H": "\u030b",
    "k": "\u0328",
    "u": "\u0306",
    "r": "\u030a",
    "b": "\u0331",
    "d": "\u0323",
}
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "aa": "å", "AA": "Å",
    "oe": "œ", "OE": "Œ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "i": "ı", "j": "ȷ",
}  # fmt: skip
# In a name these need no space before the next word, and stand for an accent even before a word.
# A dotless letter is a command, so it takes up the space behind it.
_BASE = r"(?:\\([ij])(?![A-Za-z])\s?|([^\W\d_]))"
_MARK = rf"\\(?:([`'^\"~=.])\s?(?:\{{\s?{_BASE}\s?\}}|{_BASE})"
_MARK += rf"|([bcdvHkur])(?:\s?\{{\s?{_BASE}\s?\}}|\s{_BASE}))"
_NAME_ACCENT = re.compile(rf"\{{\s?{_MARK}\s?\}}|{_MARK}")
# `O\'Connor`, but not `GARC\'IA`.
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\\'(?=[A-Z][a-z])")
_TWO_LETTERS = "|".join(name for name in _LETTERS if len(name) == 2)
# Without braces `\i` is not replaced, since it occurs in formulas too.
_LETTER = re.compile(
    rf"\{{\\({_TWO_LETTERS}|[oOlLi])\}}|\\({_TWO_LETTERS}|[oOlL])(?:\{{\}}|\s(?=\w)|(?![A-Za-z{{]))"
)

_NAME_LETTER = re.compile(
    rf"\{{\\({_TWO_LETTERS}|[oOlLij])\s?\}}"
    rf"|\\({_TWO_LETTERS}|[oOlLij])(?:\{{\}}|\s|(?![A-Za-z]))"
)


def _accented(found: re.Match[str]) -> str:
    accent, letter = (part for part in found.groups() if part is not None)
    if not found[0].endswith("}") and letter not in _ACCENTED.get(accent, letter):
        return found[0]
    return _composed(accent, letter) or found[0]


def _composed(accent: str, letter: str) -> str:
    composed = unicodedata.normalize("NFC", letter + _COMBINING[accent])
    return composed if len(composed) == 1 else ""


def _accented_in_name(found: re.Match[str]) -> str:
    accent, letter = (part for part in found.groups() if part is not None)
    return _composed(accent, letter) or found[0]


def letters_in_prose(text: str) -> str:
    r"""Replace the letters that LaTeX writes as commands.

    Examples
    --------
    >>> letters_in_prose(r"Fran{\c c}ois said \"Hello\"")
    'François said \\"Hello\\"'
    """
    for _ in range(_MOST_ACCENTS):
        text = _LETTER_ACCENT.sub(_accented, _SYMBOL_ACCENT.sub(_accented, text))
    return _LETTER.sub(lambda found: _LETTERS[found[1] or found[2]], text)


def letters_in_name(name: str) -> str:
    r"""Replace the letters that LaTeX writes as commands in the name of a person.

    What stands before a quoted word in prose is an accent here.

    Examples
    --------
    >>> letters_in_name(r"\"Ozg\"ur {\v S}imek"), letters_in_name(r"\L{}ukasz Mart\'\i nez O\'Dea")
    ('Özgür Šimek', "Łukasz Martínez O'Dea")
    """
    if "\\" not in name:
        return name
    name = _APOSTROPHE.sub("'", name)
    for _ in range(_MOST_ACCENTS):
        name = _NAME_ACCENT.sub(_accented_in_name, name)
    return _NAME_LETTER.sub(lambda found: _LETTERS[found[1] or found[2]], name)
