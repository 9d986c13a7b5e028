"""The folding of names: which spellings count as one name, and what a name looks like."""

from __future__ import annotations

import hashlib
import re
import unicodedata

__all__ = ["fold_name", "is_acronym", "looks_like_a_name", "singular", "slug"]

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
}
_NO_MARKS = str.maketrans("", "", "${}")
_LATEX_COMMAND = re.compile(r"\\([a-zA-Z]+)\s*(?:\{([^{}]*)\})?")
_NO_PLURAL = re.compile(r"(?:ss|us|is|as|os|ics|ous)$")
_ACRONYM = re.compile(r"[A-Z0-9][A-Za-z0-9+&\-]*[A-Z0-9+]s?")


def _plain(text: str) -> str:
    """Take LaTeX and Greek letters out of a name."""
    text = _LATEX_COMMAND.sub(lambda found: found[2] or found[1], text)
    text = unicodedata.normalize("NFKC", text).translate(_NO_MARKS)
    return "".join(_GREEK.get(character, character) for character in text)


def singular(word: str) -> str:
    """Take a plural ending off a word.

    Examples
    --------
    >>> [singular(word) for word in ("models", "policies", "LLMs", "analysis", "processes")]
    ['model', 'policy', 'LLM', 'analysis', 'process']
    """
    if len(word) < 4 or _NO_PLURAL.search(word) or not word.endswith("s"):
        return word[:-1] if re.fullmatch(r"[A-Z0-9]{2,}s", word) else word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def fold_name(text: str) -> str:
    """Fold a surface form to the key under which equal names meet.

    Case, hyphens, spaces, plurals, LaTeX and Greek letters do not count; digits, plus signs and
    a full stop between digits do.

    Examples
    --------
    >>> fold_name("CIFAR 10") == fold_name("cifar-10") != fold_name("CIFAR-100")
    True
    >>> fold_name(r"\\\\emph{Diffusion Models}") == fold_name("diffusion model")
    True
    """
    words = re.findall(r"[^\W_]+(?:\.\d+)*\+*", _plain(text))
    return "".join(singular(word).casefold() for word in words)


def is_acronym(text: str) -> bool:
    """Say whether a surface form is written as an acronym is."""
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
    plain = unicodedata.normalize("NFKD", _plain(text).replace("+", " plus ")).casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    return made or hashlib.sha256(text.encode()).hexdigest()[:12]
