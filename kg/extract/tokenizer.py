"""The tokenizer: spaCy's English one, tuned to the names and notation of research abstracts."""

from __future__ import annotations

import re

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, HYPHENS
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)

__all__ = ["make_tokenizer"]

_LATEX_OPENING = r"\\(?:emph|textbf|textit|texttt|textsc|textsf|text|mathrm|mathbf|mathcal)\{"
# spaCy asks a tokenizer that it has read from disk for `match`, whatever it was made with: these
# end with the end of the text, so that a trained pipeline cuts as it did in training.
_MATH = re.compile(r"\$[^$\s]{1,40}\$\Z")
_URL = re.compile(
    r"(?:(?:https?://|www\.)\S+[^\s.,;:!?)\]}'\"]|(?:github|gitlab|huggingface)\.\w+/\S+)\Z"
)
# Units that English splits off a number; in this field they end a name (3D, 7B, 1K, 16k).
_SPLITTING_UNITS = ("km", "kB", "ha", "Гб", "كم")


def _prefixes(nlp: Language) -> list[str]:
    return [_LATEX_OPENING, *map(str, nlp.Defaults.prefixes or ()), "~"]


def _suffixes(nlp: Language) -> list[str]:
    kept = [
        rule
        for rule in map(str, nlp.Defaults.suffixes or ())
        if not any(unit in rule for unit in _SPLITTING_UNITS)
    ]
    return [*kept, r"(?<=[0-9])\+", r"(?<=\w)\}", rf"(?<=[{ALPHA_UPPER}0-9])\."]


def _infixes() -> list[str]:
    """Split hyphenated words but keep versions and sizes whole.

    ``GRPO-based`` gives three tokens so that GRPO can be found; ``CIFAR-10``, ``GPT-4o`` and
    ``ImageNet-1K`` stay one.
    """
    return [
        r"\.\.+",
        r"…",
        rf"(?<=[{ALPHA_LOWER}])\.(?=[{ALPHA_UPPER}])",
        rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
        rf"(?<=[{ALPHA}])(?:{HYPHENS})(?=[{ALPHA}])",
        rf"(?<=[0-9])(?:{HYPHENS})(?=[{ALPHA_LOWER}][{ALPHA_LOWER}])",
        rf"(?<=[{ALPHA}0-9])[:<>=/](?=[{ALPHA}0-9])",
        r"[()\[\]{}](?=\w)",
        r"(?<=\w)[()\[\]{}]",
        r"--+|—|–(?=\D)",
    ]


@registry.tokenizers("kg.tokenizer.v1")
def make_tokenizer():  # type: ignore[no-untyped-def]
    """Make the factory that a spaCy config names as its tokenizer.

    Returns
    -------
    Callable[[Language], Tokenizer]

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> nlp.tokenizer = make_tokenizer()(nlp)
    >>> [token.text for token in nlp("GRPO-based GPT-4o on CIFAR-10/100 (pass@1)")]
    ['GRPO', '-', 'based', 'GPT-4o', 'on', 'CIFAR-10', '/', '100', '(', 'pass@1', ')']
    """

    def build(nlp: Language) -> Tokenizer:
        return Tokenizer(
            nlp.vocab,
            rules=nlp.Defaults.tokenizer_exceptions,
            prefix_search=compile_prefix_regex(_prefixes(nlp)).search,
            suffix_search=compile_suffix_regex(_suffixes(nlp)).search,
            infix_finditer=compile_infix_regex(_infixes()).finditer,
            token_match=_MATH.match,
            url_match=_URL.match,
        )

    return build
