"""Cleans text from sources: entities, mark-up, LaTeX accents, line breaks."""

from __future__ import annotations

import html
import re
import unicodedata

from kg.readers.latex_letters import letters_in_prose
from kg.readers.latex_markup import without_markup
from kg.surrogates import without_surrogates

__all__ = ["clean"]

# An entity needs its semicolon: the `&copy=2` of a URL is not one.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Some publishers escape an abstract twice: `&amp;lt;`.
_MOST_ESCAPES = 2
_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}'))*\s*/?>"
# Crossref's abstracts are JATS, with the word `Abstract` as their heading.
_JATS_HEADING = re.compile(r"<jats:title>\s*abstract\s*</jats:title>", re.IGNORECASE)
# Publishers give a formula both in LaTeX and in MathML. One that is never closed ends where the
# next begins, so that no text is gone through twice.
_MATHML = re.compile(r"<mml:math\b[^<]*+(?:<(?!/?mml:math\b)[^<]*+)*+</mml:math\s*+>")
_BLOCK = re.compile(
    rf"</?(?:p|br|div|h[1-6]|[ou]l|li|jats:(?:p|sec|title)){_ATTRIBUTES}", re.IGNORECASE
)
_INLINE = re.compile(
    rf"</?(?:a|b|i|u|em|strong|sub|sup|span|title|italic|bold|sc|tex-math|alternatives"
    rf"|(?:inline|disp)-formula|jats:[\w-]+){_ATTRIBUTES}",
    re.IGNORECASE,
)
_MATH = re.compile(r"((?<!\\)\$(?=\S)[^$]{1,400}(?<=\S)\$(?!\d))")
# Commands whose braces a page has removed: `\emphGaussian process`.
_UNBRACED = re.compile(
    r"\\(?:emph(?!asi)(?=[A-Za-z0-9(])|text(?:bf|it|sc|sf|tt)(?=[A-Z0-9(])|url(?=https?:))"
)

# TeX's tie, a space, is a `~` with a word, number or formula on either side; in `~5`, `5~10` and
# `1M~4M` it is literal, and in the formulas and URLs that are passed over. `Llama-2~13B` is no
# range.
_TIE = re.compile(
    rf"{_MATH.pattern}|https?://[^\s{{}}]++"
    r"|(?:(?<=[A-Za-z\u00c0-\u024f.,)}\]$])~(?=[^\W\d_]|[(\[{\\$])"
    r"|(?<=[A-Za-z\u00c0-\u024f.,)}\]$])(?<!\d[A-Za-z])(?<!\d[A-Za-z]{2})~(?=\d)"
    r"|(?<=\d)~(?=[A-Za-z(\\])|(?<=[A-Za-z]\d)~(?=\d)|(?<=[A-Za-z]-\d)~(?=\d))"
)
# A space after an abbreviation or a command, and the thin one before a unit.
_SPACE = re.compile(r"(?<!\\)\\(?:,|(?=\s))")

_NAMED = {
    "backslash": "\\", "asciitilde": "~", "asciicircum": "^", "underscore": "_", "bar": "|",
    "less": "<", "endash": "–", "emdash": "—", "quoteleft": "‘", "quoteright": "’",
    "quotedblleft": "“", "quotedblright": "”", "bullet": "•", "ellipsis": "…", "greater": ">",
    "quotedbl": '"', "quotesingle": "'", "braceleft": "{", "braceright": "}", "dollar": "$",
    "copyright": "©", "registered": "®", "trademark": "™", "degree": "°", "times": "×",
    "pm": "±", "mu": "µ", "onesuperior": "¹", "twosuperior": "²", "threesuperior": "³",
}  # fmt: skip
_LONGEST_FIRST = "|".join(sorted(_NAMED, key=len, reverse=True))
_NAME = re.compile(
    rf"\{{\\text({_LONGEST_FIRST})\}}"
    rf"|\\text({_LONGEST_FIRST})(?:\{{\}}|\s(?=\w)|(?![A-Za-z{{]))"
)

# The look behind keeps the time linear: a long run of letters is tried from its first letter only.
_HYPHENATED = re.compile(r"(-?)(?<![A-Za-z])([A-Za-z]++)-[ \t]*+\n[ \t]*+(?=[a-z]++(-?))")
# PDF files store `fi` and the like as one character.
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# After these prefixes, a hyphen at the end of a line belongs to the word.
_PREFIXES = frozenset(
    ("cross", "fine", "high", "long", "low", "multi", "non", "self", "semi", "state", "zero")
)
# So it does after these in a compound: `state-of-the-` goes on with `art`, `low-dimen-` does not.
_JOINING = frozenset(("a", "and", "as", "at", "by", "for", "in", "of", "on", "the", "to", "with"))
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def _plain_latex(text: str) -> str:
    text = letters_in_prose(text)
    text = re.sub(r"\\([%&_#$\"'])(?!\{)", r"\1", _SPACE.sub(" ", text))
    return _NAME.sub(lambda found: _NAMED[found[1] or found[2]], text)


def _without_commands(text: str) -> str:
    if "~" in text:
        text = _TIE.sub(lambda found: " " if found[0] == "~" else found[0], text)
    text = _UNBRACED.sub("", without_markup(text))
    parts = _MATH.split(text)
    parts[::2] = map(_plain_latex, parts[::2])
    return "".join(parts)


def _joined(found: re.Match[str]) -> str:
    before, first, after = found.groups()
    own_hyphen = after or first.lower() in _PREFIXES or (before and first.lower() in _JOINING)
    return f"{before}{first}-" if own_hyphen else f"{before}{first}"


def clean(text: str) -> str:
    r"""Return a title, abstract or name as plain text; math between dollar signs stays.

    Examples
    --------
    >>> clean(r"Sch\"olkopf &amp; \emph{kernel machines}, in $a \cdot b$ steps")
    'Schölkopf & kernel machines, in $a \\cdot b$ steps'
    >>> clean("Preference Optimization~(DPO), ~5 times, https://a.edu/~name, $a~b$")
    'Preference Optimization (DPO), ~5 times, https://a.edu/~name, $a~b$'
    >>> clean(r"We build on \emphGaussian processes.")
    'We build on Gaussian processes.'
    >>> clean("opti-\nmised lines <b>here</b>, state-\nof-the-\nart, eﬃ-\ncient")
    'optimised lines here, state-of-the-art, efficient'
    """
    for _ in range(_MOST_ESCAPES):
        if "&" in text:
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text:
        text = _MATHML.sub(" ", text) if "<mml:" in text else text
        text = _INLINE.sub("", _BLOCK.sub(" ", _JATS_HEADING.sub("", text)))
    if "\\" in text or "~" in text:
        text = _without_commands(text)
    # Surrogates and removed characters are not printable; of white space only the blank is.
    is_printed = text.isprintable()
    if not is_printed:
        text = without_surrogates(_REMOVED.sub("", text))
    if not text.isascii():
        text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if "-" in text and "\n" in text:
        text = _HYPHENATED.sub(_joined, text)
    if is_printed and "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())
