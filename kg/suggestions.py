"""Suggests what a user may have meant by an unknown name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean"]

# Most names suggested in one message.
MOST_SUGGESTED = 3
# Shorter names are contained in too many others.
LEAST_LETTERS = 3
# Least similarity of two spellings, 0 to 1: one wrong letter in five, two in ten.
LEAST_LIKENESS = 0.8


def did_you_mean(wanted: str, names: Iterable[str]) -> str:
    """Return the end of a message: names that contain the wanted one or are spelled like it.

    Parameters
    ----------
    wanted
        The unknown name.
    names
        The known names.

    Returns
    -------
    str
        Empty if no name is similar.

    Examples
    --------
    >>> did_you_mean("scalelong", ["ScaleLong: Long Videos", "LongScale"])
    "; did you mean 'ScaleLong: Long Videos'?"
    >>> did_you_mean("ImageNt", ["ImageNet", "ImageNet-21k", "CIFAR-10"])
    "; did you mean 'ImageNet'?"
    >>> did_you_mean("GLUE", ["MNIST"])
    ''
    """
    folded = wanted.casefold()
    by_folded = {name.casefold(): name for name in sorted(set(names), reverse=True)}
    holding = [each for each in by_folded if len(folded) >= LEAST_LETTERS and folded in each]
    near = sorted(holding, key=lambda each: (len(each), each)) or get_close_matches(
        folded, by_folded, MOST_SUGGESTED, LEAST_LIKENESS
    )
    suggested = [repr(by_folded[each]) for each in near[:MOST_SUGGESTED]]
    return f"; did you mean {' or '.join(suggested)}?" if suggested else ""
