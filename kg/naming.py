"""Folds names: which spellings count as one name, and what a name looks like."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache, lru_cache

from kg.data_files import data_lines

__all__ = [
    "fold_name",
    "is_acronym",
    "looks_like_a_name",
    "name_words",
    "numbers",
    "plain_name",
    "singular",
    "slug",
    "without_latex",
]

_SMALL_GREEK = {
    chr(code): unicodedata.name(chr(code)).split()[-1].lower()
    for code in range(0x3B1, 0x3CA)
    if code != 0x3C2
} | {"λ": "lambda", "ϵ": "epsilon", "ϕ": "phi", "ς": "sigma"}
_GREEK = _SMALL_GREEK | {letter.upper(): name for letter, name in _SMALL_GREEK.items()}
# Signs and letters that would be lost, or keep a name apart from its plain spelling: ∞Bench, 8×7B.
_SIGNS = {
    "×": "x", "∗": "*", "⋆": "*", "∞": "infty", "∇": "nabla", "∂": "partial",
    "∆": "delta", "∑": "sigma", "∏": "pi",
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE",
}  # fmt: skip
_SPELLED = _GREEK | _SIGNS
_SYMBOLS = {
    "ell": "l", "times": "x", "star": "*", "ast": "*", "sim": "~", "circ": "°", "pm": "±",
    "cdot": "·", "rightarrow": "→", "to": "→", "leftrightarrow": "↔",
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "circledR": "", "textregistered": "", "texttrademark": "", "operatorname": "",
} | {
    f"var{name}": name for name in ("epsilon", "kappa", "phi", "pi", "rho", "sigma", "theta")
}  # fmt: skip
_FONTS = frozenset(
    ("bf", "it", "em", "rm", "sc", "tt", "sf", "bfseries", "itshape", "scshape", "ttfamily")
)
_MARKED = re.compile(r"[\\${}^_]")
_NO_MARKS = str.maketrans("", "", "${}^_\\")
# A letter names an accent only if no other letter follows: \chi and \vec are other commands.
_ACCENT = re.compile(r"\\(?:['\"`^~=.]|[cuvH](?=[\s{]))\s*+\{?\s*+([A-Za-z])\}?")
_LATEX_GROUP = re.compile(r"\\([a-zA-Z]+)\*?\s*\{([^{}\\]*)\}")
_LATEX = re.compile(r"[$\\]")
_WORD_BELOW = re.compile(r"_(?=\{?(?:\\[a-z]+\{?)?[A-Za-z]{2})")
_LATEX_COMMAND = re.compile(r"\\([a-zA-Z]+)")
_LATIN_MARKS = re.compile(r"(?<=[A-Za-z])[\u0300-\u036f]+")
# Plural in form alone, or the same in both numbers.
_INVARIANT = frozenset(("series", "species", "means", "lens", "news", "chess", "always"))
_NO_PLURAL = re.compile(r"(?:ss|us|is|as|os|ics|ous)$")
_ACRONYM = re.compile(r"[A-Z0-9][A-Za-z0-9+&\-]*[A-Z0-9+]s?")
_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*[+*#]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_UNCOUNTED = re.compile(r"^(?:20(?=\d\d$))?0*(?=\d)|(?:\.0+)+$")


def plain_name(text: str) -> str:
    r"""Remove LaTeX, accents and invisible characters from a name; spell out Greek letters.

    Examples
    --------
    >>> [plain_name(text) for text in (r"$\beta$-VAE", r"\textbf{\emph{B\'ezier}}", "ℓ₂")]
    ['beta-VAE', 'Bezier', 'l2']
    """
    if text.isascii() and not _MARKED.search(text):
        return text
    text = _ACCENT.sub(r"\1", text)
    while (shorter := _LATEX_GROUP.sub(r"\2", text)) != text:
        text = shorter
    text = _LATEX_COMMAND.sub(
        lambda found: "" if found[1] in _FONTS else _SYMBOLS.get(found[1], found[1]), text
    )
    text = unicodedata.normalize("NFKC", _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text)))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return "".join(_SPELLED.get(character, character) for character in text).translate(_NO_MARKS)


def without_latex(name: str) -> str:
    r"""Return a name as it is read where it is typeset; one without LaTeX stays as it is.

    Examples
    --------
    >>> [without_latex(name) for name in (r"S$^2$Teacher", r"Foo$_\text{mini}$", "π0 Fóo_1")]
    ['S2Teacher', 'Foo_mini', 'π0 Fóo_1']
    """
    if not _LATEX.search(name):
        return name
    return "_".join(plain_name(part) for part in _WORD_BELOW.split(name)).strip(" _") or name


def singular(word: str) -> str:
    """Remove a plural ending from a word.

    Examples
    --------
    >>> [singular(word) for word in ("models", "policies", "LLMs", "analysis", "time series")]
    ['model', 'policy', 'LLM', 'analysis', 'time series']
    """
    if not word.endswith("s"):
        return word
    if len(word) < 4 or _NO_PLURAL.search(word):
        return word[:-1] if re.fullmatch(r"[A-Z0-9]{2,}s", word) else word
    if re.split(r"[\s-]", word)[-1].casefold() in _INVARIANT:
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes", "biases")):
        return word[:-2]
    if word.endswith(("theses", "alyses")):
        return f"{word[:-2]}is"
    return word[:-1]


def name_words(text: str) -> tuple[str, ...]:
    """Split a name into its words, each folded.

    Examples
    --------
    >>> name_words("Mixture-of-Experts")
    ('mixture', 'of', 'expert')
    >>> name_words("robotic behaviour modelling") == name_words("robot behavior modeling")
    True
    """
    return tuple(map(_folded_word, _WORD.findall(_POSSESSIVE.sub("", plain_name(text)))))


@lru_cache(maxsize=1 << 15)
def _folded_word(word: str) -> str:
    """Fold a word, and map two accepted spellings of it to one of them."""
    folded = singular(word).casefold()
    spellings, any_of_them = _spellings()
    # Most words have one spelling, which one search for all patterns tells.
    if any_of_them.search(folded):
        for pattern, replacement in spellings:
            folded = pattern.sub(replacement, folded)
    return folded


@cache
def _spellings() -> tuple[tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str]]:
    lines = (line.split("\t") for line in data_lines("data/spellings.tsv"))
    rows = [(pattern, replacement) for pattern, replacement, _ in lines]
    any_of_them = re.compile("|".join(f"(?:{pattern})" for pattern, _ in rows))
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rows), any_of_them


@lru_cache(maxsize=1 << 16)
def fold_name(text: str) -> str:
    r"""Fold a surface form to the key that equal names share.

    Case, hyphens, spaces, plurals, British or American spelling, accents, LaTeX and Greek letters
    do not count; digits, plus signs, stars and a full stop between digits do.

    Examples
    --------
    >>> fold_name("CIFAR 10") == fold_name("cifar-10") != fold_name("CIFAR-100")
    True
    >>> fold_name(r"\emph{Diffusion Models}") == fold_name("diffusion model")
    True
    """
    return "".join(name_words(text))


def numbers(text: str) -> str:
    """Return the numbers in a name, which tell its versions and sizes apart.

    A year from 2000 to 2099 counts by its last two digits; leading zeros and a final ``.0`` do
    not count.

    Examples
    --------
    >>> numbers("Llama-2-7B"), numbers("ACE 2005"), numbers("ACE05"), numbers("VQA v2.0")
    ('2 7', '5', '5', '2')
    """
    found = _NUMBER.findall(plain_name(text))
    return " ".join(_UNCOUNTED.sub("", number) for number in found)


def is_acronym(text: str) -> bool:
    """Say whether a surface form is spelled like an acronym."""
    return " " not in text and _ACRONYM.fullmatch(text) is not None


def looks_like_a_name(text: str) -> bool:
    """Say whether a form has a capital after its first letter, or a digit."""
    return re.search(r"[A-Z].*[A-Z0-9]|[a-z][A-Z]|\d", text) is not None


def slug(text: str) -> str:
    """Make the readable, percent-safe part of an identifier.

    Examples
    --------
    >>> slug("C++ Naïve Bayes"), slug("CIFAR-10")
    ('c-plus-plus-naive-bayes', 'cifar-10')
    """
    spelled = plain_name(text.replace("_", " ")).replace("+", " plus ")
    plain = spelled if spelled.isascii() else unicodedata.normalize("NFKD", spelled).casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower().encode("ascii", "ignore").decode()).strip("-")
    return made or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
