"""The senses of an acronym: which of its long forms are wordings of one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.resolution.name_counts import Defined
from kg.resolution.variants import read_rows

__all__ = ["BARE_FOR_EACH_COINAGE", "Senses", "alike", "senses_of"]

# "adaptation" and "adapter", "visual" and "vision": they share at least half of the longer word.
LEAST_COMMON_BEGINNING = 3
LEAST_SHARE_OF_WORD = 0.5
# A paper that does not define an acronym means the sense that at least this many papers define,
# and at least this share of all that define one; below that, the sense is unknown.
CLEAR_PAPERS = 3
CLEAR_SHARE = 0.75
# If fewer papers define the only sense, other papers are taken to mean it where at most this many
# write the acronym undefined for each that defines it: of 6,500 abstracts, one calls its method
# PHYSICS, NASA or IEEE, and many write these words. A coined sense may be taken up by more papers.
BARE_FOR_EACH_DEFINITION = 2
BARE_FOR_EACH_COINAGE = 5
# A long form is compared with this many senses of its acronym, the most frequent: the time stays
# linear where thousands of papers define one acronym anew. In 84,000 abstracts none has so many.
MOST_COMPARED = 100


@cache
def _words(name: str) -> frozenset[str]:
    text = (files("kg.resolution") / "data" / name).read_text(encoding="utf8")
    return frozenset(line for line in text.split("\n") if line and not line.startswith("#"))


@cache
def _unlike() -> frozenset[frozenset[str]]:
    return frozenset(
        frozenset((row["first"], row["second"])) for row in read_rows("unlike_words.tsv")
    )


def _common_beginning(first: str, second: str) -> int:
    pairs = zip(first, second, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _akin(first: str, second: str) -> bool:
    if first == second:
        return True
    if any(c.isdigit() for c in first + second):
        return False
    common = _common_beginning(first, second)
    shortest, longest = sorted((len(first), len(second)))
    # A word and its prefix are akin: net and network.
    least = shortest if common == shortest else LEAST_SHARE_OF_WORD * longest
    return common >= max(LEAST_COMMON_BEGINNING, least) and {first, second} not in _unlike()


def _stands_for(word: str, words: Sequence[str]) -> bool:
    """Check whether a word joins other words (reweighted), or is their acronym (MDP, GAN)."""
    return word in ("".join(words), "".join(other[0] for other in words))


def _aligned(first: Sequence[str], second: Sequence[str]) -> bool:
    """Check whether words are akin in their order, one by one or one for several."""
    if not first or not second:
        return not first and not second
    if _akin(first[0], second[0]) and _aligned(first[1:], second[1:]):
        return True
    return any(
        _stands_for(one[0], several[:size]) and _aligned(one[1:], several[size:])
        for one, several in ((first, second), (second, first))
        for size in range(2, len(several) + 1)
    )


def _without_heads(short: str, words: Sequence[str]) -> Sequence[str]:
    """Drop head nouns from the end until one begins with one of the acronym's last two letters."""
    size = len(words)
    while size > 1 and words[size - 1] in _words("head_nouns.txt"):
        if words[size - 1][0] in short[-2:]:
            break
        size -= 1
    return words[:size]


def alike(short: str, first: Sequence[str], second: Sequence[str]) -> bool:
    """Check whether two long forms of one acronym are wordings of one sense.

    Their content words are akin in their order, where one word may be the acronym of several; or
    one form is truncated, as authors and programs truncate definitions: it is the beginning of the
    longer form, or its end without the word for the acronym's first letter ("speech recognition",
    ASR).

    Parameters
    ----------
    short
        The acronym, folded.
    first, second
        Folded words.

    Examples
    --------
    >>> words = "reinforcement learning from human feedback".split()
    >>> alike("rlhf", words, "reinforcement learning with human feedback".split())
    True
    >>> alike("dpo", "direct preference optimization".split(), "direct policy optimization".split())
    False
    >>> alike("sgd", ["stochastic", "gradient", "method"], ["stochastic", "gradient", "descent"])
    False
    >>> alike("wgan", ["wasserstein", "gan"], "wasserstein generative adversarial net".split())
    True
    """
    a = [word for word in first if word not in _words("function_words.txt")]
    b = [word for word in second if word not in _words("function_words.txt")]
    if _aligned(a, b) or _aligned(_without_heads(short, a), _without_heads(short, b)):
        return True
    shorter, longer = sorted((a, b), key=len)
    size = len(shorter)
    if size < 2 or size == len(longer):
        return False
    return shorter == longer[:size] or (
        shorter == longer[-size:] and not shorter[0].startswith(short[:1])
    )


@dataclass(frozen=True)
class Senses:
    """The senses of one acronym.

    Attributes
    ----------
    of
        The sense of each long form: the long form that stands for it.
    papers
        How many papers define each sense.
    known
        The sense that the gazetteer gives, if any.
    coined
        The senses that some paper proposes.
    bare
        How many papers write the acronym and do not define it.
    """

    of: Mapping[str, str]
    papers: Mapping[str, int]
    known: str | None
    coined: frozenset[str]
    bare: int

    @property
    def clear(self) -> str | None:
        """The sense of the acronym in papers that do not define it, or None if it is unknown."""
        if self.known is not None:
            return self.known
        top = max(sorted(self.papers), key=self.papers.__getitem__)
        count = self.papers[top]
        if count >= CLEAR_PAPERS:
            return top if count >= CLEAR_SHARE * sum(self.papers.values()) else None
        each = BARE_FOR_EACH_COINAGE if top in self.coined else BARE_FOR_EACH_DEFINITION
        return top if len(self.papers) == 1 and self.bare <= each * count else None


def _grouped(
    short: str, longs: Counter[str], known: str | None, words: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Group long forms under the most frequent ones; compare with these alone, not in chains."""
    of: dict[str, str] = {} if known is None else {known: known}
    heads = list(of)
    for long in sorted(longs, key=lambda form: (-longs[form], form)):
        if long in of:
            continue
        frequent = heads[:MOST_COMPARED]
        head = next((head for head in frequent if alike(short, words[head], words[long])), None)
        if head is None:
            heads.append(head := long)
        of[long] = head
    return of


def senses_of(
    defined: Mapping[tuple[str, str], Defined],
    known: Mapping[str, str],
    words: Mapping[str, Sequence[str]],
    bare: Mapping[str, int],
) -> dict[str, Senses]:
    """Return the senses of each acronym.

    Parameters
    ----------
    defined
        The papers that define a short form by a long form, by the keys of both.
    known
        The long form that the gazetteer gives to a short one, as keys.
    words
        The words of each long form.
    bare
        How many papers write each acronym and do not define it.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    coined: dict[str, set[str]] = defaultdict(set)
    for (short, long), made in defined.items():
        counts[short][long] = made.papers
        if made.coined:
            coined[short].add(long)
    found = {}
    for short, longs in sorted(counts.items()):
        of = _grouped(short, longs, known.get(short), words)
        papers: Counter[str] = Counter()
        for long, count in longs.items():
            papers[of[long]] += count
        own = frozenset(of[long] for long in coined[short])
        found[short] = Senses(of, papers, known.get(short), own, bare.get(short, 0))
    return found
