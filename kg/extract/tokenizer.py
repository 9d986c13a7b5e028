"""The tokenizer: spaCy's English one, tuned to the names and notation of research abstracts."""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, HYPHENS
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import (
    compile_infix_regex,
    compile_prefix_regex,
    compile_suffix_regex,
    registry,
)

__all__ = ["make_tokenizer"]

_LATEX_OPENING = r"\\(?:emph|textbf|textit|texttt|textsc|textsf|text|mathrm|mathbf|mathcal)\{"
# A tokenizer that spaCy has read from disk uses `match`, whatever it was made with. These patterns
# are anchored at the end, so that a trained pipeline tokenizes as it did in training.
_MATH = re.compile(r"\$[^$\s]{1,40}\$\Z")
_URL = re.compile(
    r"(?:(?:https?://|www\.)\S+[^\s.,;:!?)\]}'\"]|(?:github|gitlab|huggingface)\.\w+/\S+)\Z"
)
# Units in spaCy's English rules that split a number from its unit; in this field they would
# split names (3D, 7B, 1K, 16k).
_SPLITTING_UNITS = ("km", "kB", "ha", "Гб", "كم")
# In characters. spaCy strips a word's affixes one by one and copies the rest each time: sixty
# thousand brackets in a row would take minutes. No word, formula or URL is as long.
_LONGEST_WORD = 500
_TOO_LONG = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")
# Characters at the end of a word that are searched for a suffix. The longest suffix, apart from a
# row of full stops, has three characters and looks at two before it.
_LONGEST_SUFFIX = 64


class _Ending:
    """A pattern that is searched for only at the end of a word, however long the word is."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        # spaCy reads it when it saves the tokenizer.
        self.pattern = pattern.pattern
        self._search = pattern.search

    def search(self, word: str) -> re.Match[str] | None:
        return self._search(word, max(0, len(word) - _LONGEST_SUFFIX))


class _LinearTokenizer(Tokenizer):  # type: ignore[misc]
    """A tokenizer that takes time linear in the length of any text."""

    def __call__(self, string: str) -> Doc:
        """Tokenize a text, after cutting what is too long for a word into parts."""
        cuts = [0, *(found.end() for found in _TOO_LONG.finditer(string)), len(string)]
        parts = [super(_LinearTokenizer, self).__call__(string[a:b]) for a, b in pairwise(cuts)]
        return parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)


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
        return _LinearTokenizer(
            nlp.vocab,
            rules=nlp.Defaults.tokenizer_exceptions,
            # All begin with `^`, which `search` would look for all along the word.
            prefix_search=compile_prefix_regex(_prefixes(nlp)).match,
            suffix_search=_Ending(compile_suffix_regex(_suffixes(nlp))).search,
            infix_finditer=compile_infix_regex(_infixes()).finditer,
            token_match=_MATH.match,
            url_match=_URL.match,
        )

    return build
