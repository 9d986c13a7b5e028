"""The words around methods and numbers that tell whose a number is, as patterns by name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from kg.data_files import data_rows

__all__ = ["cue_pattern"]

# Words between a method and its verb ("GPT-4 with self-consistency on MATH reaches").
VERB_REACH = 6
# Words between a preposition or a word of comparison and the method that it governs.
PHRASE_REACH = 3


@cache
def _cues() -> dict[str, str]:
    """Read the phrases of each cue as alternatives of a pattern, longer ones first."""
    rows = data_rows("results/data/result_cues.tsv")
    return {row["cue"]: _alternatives(row["phrases"].split("|")) for row in rows}


def _alternatives(phrases: Sequence[str]) -> str:
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered) + ")"


@cache
def cue_pattern(name: str) -> re.Pattern[str]:
    """Compile one of the patterns that are built from the cues of `data/result_cues.tsv`."""
    cue = _cues()
    return re.compile((_around_claimants(cue) | _around_numbers(cue))[name], re.IGNORECASE)


def _around_claimants(cue: Mapping[str, str]) -> dict[str, str]:
    """Return the patterns for the words of a claimant and the text around it."""
    words = rf"(?:\s+(?!{cue['clause']}\b)[^\s,;:()]+)"
    return {
        "ours": rf"\b{cue['ours']}\b",
        "own": r"\b(?:our|ours|the proposed|the resulting|these|this)\s+"
        rf"(?:(?!{cue['rival']}\b)[\w\-]+\s+){{0,3}}$",
        "other": rf"(?<![\w\-])(?:{cue['other']})(?![\w\-])(?:[ -]level)?"
        rf"(?:\s+{cue['measure']}\b)?",
        # The number is in the method's own bracket, or it is the method's: "GPT-4 (45.2%)".
        "direct": r"^(?:\s*\((?:[^()]*[\s,=:])?|\s+(?!baselines)[a-z\-]+\s\(|['’]s?\s.*|"
        r"\s+(?:at|:)\s+(?:only\s+)?)$",
        # "a baseline that reaches": the clause is the method's wherever the method stands.
        "relative": rf"^(?:\s+[a-z\-]+)?,?\s+(?:that|which|who)\s+(?:\w+\s+)?{cue['reaches']}\b"
        rf"|^\s+(?:baseline|model|teacher)\s+{cue['reaches']}\b",
        "subject": rf"^(?:-[\w\-]+)?(?:\s*\([^()]*\))?(?:,[^,;]*,|,(?=\s+(?:which|who)\b))?"
        rf"(?:\s+(?:which|who|that))?{words}{{0,{VERB_REACH}}}?\s+{cue['reaches']}\b",
        "participle": rf"^(?:\s+only)?\s+{cue['reaching']}\b",
        "absolute": r"(?:^|,\s*)(?:with|and)\s+(?:even\s+)?(?:the\s+)?(?:[\w\-]+\s+)?$",
        "connector": rf"\b(?:with|to|{cue['reaching']}|(?:and|by)\s+(?:\w+\s+)?"
        rf"(?:{cue['reaches']}|{cue['reaching']})|from)\b[^;]*$",
        "listed": r"\w[^;]*,\s*(?:and\s+)?$",
    }


def _around_numbers(cue: Mapping[str, str]) -> dict[str, str]:
    """Return the patterns for the text before a claimant and around a number."""
    near = rf"\s+(?:[\w\-]+\s+){{0,{PHRASE_REACH}}}\(?"
    return {
        # "a win rate against GPT-4 of 33%".
        "opposed": rf"\b{cue['measure']}\s+(?:against|over|versus|vs\.?)\s+(?:the\s+)?$",
        "any rival": rf"\b{cue['rival']}\b",
        "rival": rf"\b{cue['rival']}(?:{near}|\s+(?:[\w\-]+\s+){{0,4}}(?:like|such as|including)\s+"
        r"(?:[^,;()]+,?\s+and\s+|[^;()]+,\s+(?:and\s+)?)?)$",
        "modifier": rf"\b(?!{cue['introductory']}\b){cue['modifier']}{near}$",
        "object": r"\b\w{3,}ing\s+$",
        "measured": rf"\b{cue['measure']}\s+(?:of|for)\s+(?:the\s+)?(?:[\w\-]+\s+)?$",
        "compared": r"\b(?:than|versus|vs\.?|against|compared\s+(?:to|with))\s+"
        rf"(?:(?:the|only|a|an|about|around|its|previous|up\s+to|over|roughly|approximately)\s+)*"
        rf"(?:\d(?:(?![;)]|\b(?:{cue['reaches']}|{cue['reaching']}|while|whereas|but)\b).)*)?$",
        # "the baseline 6.78", unless a name stands before it.
        "baseline": r"\b(?:(?:the|a|an|its|their|base|original)\s+baselines?\s+(?:of\s+|\(\s*)?|"
        r"(?:random|majority|chance|guessing)\s*\(\s*)$",
        "of baseline": r"^\s+(?:for|by|of|from|with)\s+(?:the|an?)\s+(?:[\w\-]+\s+){0,5}"
        r"baselines?\b",
        # "the previous result of 3.6", "than the old framework (0.2": said of a rival.
        "beaten": rf"\b{cue['rival']}\s+(?:(?!(?:{cue['reaching']}|with|by)\b)[^,;:()]){{0,80}}"
        r"(?:(?:results?|scores?|accuracy|performance|baselines?|record|best)\s+(?:of|at)|"
        r"\((?:[^()]*[\s=])?)\s*$"
        rf"|\b{cue['rival']}\s+(?-i:[A-Z])[^,;:()]{{0,40}}\(\s*$",
        "named": rf"\((?!{cue['part']}\b|{cue['reaching']}\b)[A-Za-z][\w\-]*[a-z]\s$",
        "by": rf"^\)?(?:\s+[\w@\-]+)?\s+(?:(?:{cue['reaches']}|reported|set|held)\s+)?"
        r"by\s+(?:the\s+)?(?:[\w\-]+\s+)?$",
        "against": r"^\s+(?:vs\.?|versus)\s",
        "by other": r"^\s+(?:by\s+(?:the\s+)?[A-Z]|"
        rf"{cue['reaches']}\s+by\s+(?!us\b|our\b|the\s+proposed\b))",
        "joined": r"^\s*,?\s*and\s+(?:[\w\-]+,?\s+){0,4}$",
        "elsewhere": r",\s*(?:\w+ing|which|with)\b",
        "share": rf"^\s+(?:of\s+)?(?:(?:the|its|all|their|total|full|original|available)\s+)*"
        rf"(?:[\w\-]+\s+)?{cue['share']}\b",
        "of": r"^\s+of\s+(?:the\s+)?$",
        "solves": rf"\b{cue['solves']}\W+(?:\w+\W+){{0,3}}$",
    }
