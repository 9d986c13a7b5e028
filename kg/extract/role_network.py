"""A bidirectional LSTM that reads a paper's words and says what the paper does with each thing.

Hochreiter and Schmidhuber, "Long short-term memory", Neural Computation 9, 1997; Graves and
Schmidhuber, "Framewise phoneme classification with bidirectional LSTM and other neural network
architectures", Neural Networks 18, 2005.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable
from io import BytesIO
from itertools import accumulate, chain
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from kg.extract.orthography import Shape, shape
from kg.extract.role_inputs import RoleInputs

__all__ = [
    "ARRAYS",
    "NETWORK_FILES",
    "SHAPES",
    "Numbers",
    "RoleNetwork",
    "read_network",
    "word_numbers",
    "write_network",
]

Numbers = NDArray[np.float32]
Rows = NDArray[np.intp]

SHAPES: Mapping[str, int] = {name: row for row, name in enumerate(get_args(Shape))}
# The arrays of a network, with their axes. Gates are in the order input, forget, output, cell.
ARRAYS: Mapping[str, tuple[str, ...]] = {
    "words": ("word", "feature"),
    "shapes": ("shape", "feature"),
    "marks": ("mark", "feature"),
    "inputs": ("direction", "feature", "gate"),
    "input_bias": ("direction", "gate"),
    "recurrent": ("direction", "state", "gate"),
    "hidden": ("pooled state", "unit"),
    "hidden_bias": ("unit",),
    "output": ("unit", "role"),
    "output_bias": ("role",),
}
# Names of the files of its weights and of its vocabulary.
NETWORK_FILES = ("roles.npz", "role_words.txt")
# In tokens. A longer text is read in stretches of this size, some of them side by side, so that
# neither memory nor the number of steps grows with a single text.
LONGEST_STRETCH = 400
MOST_STRETCHES = 32


def word_numbers(
    words: Sequence[str], vocabulary: Mapping[str, int]
) -> tuple[list[int], list[int]]:
    """Return the number of each word in a vocabulary, 0 if unknown, and of each word's shape."""
    return [vocabulary.get(word.lower(), 0) for word in words], [SHAPES[shape(w)] for w in words]


class RoleNetwork:
    """Scores what papers do with their things.

    Parameters
    ----------
    vocabulary
        Row of each lower-cased word in the array ``words``, whose first row is for all others.
    arrays
        The weights, by the names in `ARRAYS`.
    """

    def __init__(self, vocabulary: Mapping[str, int], arrays: Mapping[str, Numbers]) -> None:
        self.vocabulary = vocabulary
        self.arrays = arrays
        self._size = arrays["recurrent"].shape[1]
        # A sigmoid is half a hyperbolic tangent of half its argument, and a half: one function for
        # all gates.
        halves = np.repeat(np.array([0.5, 0.5, 0.5, 1], dtype=np.float32), self._size)
        self._scale, self._shift = halves, 1 - halves
        self._recurrent = arrays["recurrent"] * halves
        self._by_word, self._by_place = _tables(arrays, halves)

    def scores(self, papers: Sequence[RoleInputs]) -> list[Numbers]:
        """Score each role for each thing of each paper.

        Returns
        -------
        list of arrays of shape (things, roles)
            For each paper.
        """
        sizes = [len(paper.words) for paper in papers]
        starts = [0, *accumulate(sizes)]
        states = self._states(papers, sizes)
        members = [
            [start + place for place in tokens]
            for start, paper in zip(starts, papers, strict=False)
            for tokens in paper.things
        ]
        if not members:
            return [np.zeros((0, self.arrays["output"].shape[1]), np.float32) for _ in papers]
        pooled = _pooled(states, members)
        hidden = np.maximum(pooled @ self.arrays["hidden"] + self.arrays["hidden_bias"], 0)
        scored = hidden @ self.arrays["output"] + self.arrays["output_bias"]
        return np.split(scored, list(accumulate(len(paper.things) for paper in papers))[:-1])

    def _states(self, papers: Sequence[RoleInputs], sizes: Sequence[int]) -> Numbers:
        """Return the states of both directions at each token of all papers, side by side."""
        words, places = self._rows(papers)
        states = np.empty((len(words), 2 * self._size), dtype=np.float32)
        stretches = sorted(_stretches(sizes), key=lambda stretch: -stretch[1])
        for first in range(0, len(stretches), MOST_STRETCHES):
            firsts, lengths = np.array(stretches[first : first + MOST_STRETCHES]).T
            # The tokens that are read at each step, forwards and backwards, step by step.
            step, stretch = (np.arange(lengths[0])[:, None] < lengths).nonzero()
            ahead = firsts[stretch] + step
            back = firsts[stretch] + lengths[stretch] - 1 - step
            gates = np.empty((2, len(step), len(self._scale)), dtype=np.float32)
            for way, order in enumerate((ahead, back)):
                # With this mode, `take` writes into the array without a copy.
                self._by_word[way].take(words[order], axis=0, out=gates[way], mode="clip")
                gates[way] += self._by_place[way].take(places[order], axis=0)
            read = self._read(gates, np.bincount(step).tolist())
            states[ahead, : self._size], states[back, self._size :] = read
        return states

    def _rows(self, papers: Sequence[RoleInputs]) -> tuple[Rows, Rows]:
        """Return the rows of all tokens in the two tables."""
        texts = list(chain.from_iterable(paper.words for paper in papers))
        words, shapes = word_numbers(texts, self.vocabulary)
        marks = np.array(list(chain.from_iterable(paper.marks for paper in papers)), np.intp)
        places = np.array(shapes, np.intp) * len(self.arrays["marks"]) + marks
        return np.array(words, np.intp), places

    def _read(self, gates: Numbers, active: Sequence[int]) -> Numbers:
        """Return the states of both directions after each token.

        Parameters
        ----------
        gates
            What the tokens of all stretches add to the gates step by step, of shape (2, tokens,
            gates).
        active
            How many stretches have a token at each step; the longest stand first.
        """
        states = np.empty((*gates.shape[:2], self._size), dtype=np.float32)
        state = np.zeros((2, active[0], self._size), dtype=np.float32)
        cell = state.copy()
        enters, stays, leaves, candidate = (
            slice(start, start + self._size) for start in range(0, 4 * self._size, self._size)
        )
        start = 0
        for size in active:
            gate = state[:, :size] @ self._recurrent
            gate += gates[:, start : start + size]
            np.tanh(gate, out=gate)
            gate *= self._scale
            gate += self._shift
            cell = cell[:, :size] * gate[..., stays]
            cell += gate[..., enters] * gate[..., candidate]
            state = np.tanh(cell)
            state *= gate[..., leaves]
            states[:, start : start + size] = state
            start += size
        return states


def _tables(arrays: Mapping[str, Numbers], scale: Numbers) -> tuple[Numbers, Numbers]:
    """Return what tokens add to the gates: by their word, and by their shape and mark.

    Reckoned once, because every token with the same features adds the same.

    Returns
    -------
    arrays of shape (2, row, gate)
        The first has a row for each of ``words``; the second has one for each of ``marks`` for
        the first of ``shapes``, then for the second...
    """
    words, shapes, marks = (arrays[name] for name in ("words", "shapes", "marks"))
    bounds = [words.shape[1], words.shape[1] + shapes.shape[1]]
    of_word, of_shape, of_mark = np.split(arrays["inputs"] * scale, bounds, axis=1)
    by_place = (shapes @ of_shape)[:, :, None] + (marks @ of_mark)[:, None]
    by_place += (arrays["input_bias"] * scale)[:, None, None]
    return words @ of_word, by_place.reshape(2, -1, len(scale))


def _stretches(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut texts that stand one behind the other into stretches: first token, number of tokens."""
    start = 0
    for size in sizes:
        for first in range(0, size, LONGEST_STRETCH):
            yield start + first, min(LONGEST_STRETCH, size - first)
        start += size


def _pooled(states: Numbers, members: Sequence[Sequence[int]]) -> Numbers:
    """Return the mean and the greatest of the states at the tokens of each thing."""
    sizes = list(map(len, members))
    starts = [0, *accumulate(sizes)][:-1]
    held = states.take(list(chain.from_iterable(members)), axis=0)
    mean = np.add.reduceat(held, starts) / np.array(sizes, dtype=np.float32)[:, None]
    return np.hstack([mean, np.maximum.reduceat(held, starts)])


def read_network(weights: Traversable, words: Traversable) -> RoleNetwork:
    """Read a network from a file of arrays and a file of its vocabulary, a word a line."""
    with np.load(BytesIO(weights.read_bytes()), allow_pickle=False) as held:
        arrays = {name: held[name].astype(np.float32) for name in ARRAYS}
    vocabulary = {
        word: row for row, word in enumerate(words.read_text(encoding="utf8").split("\n"), 1)
    }
    return RoleNetwork(vocabulary, arrays)


def write_network(network: RoleNetwork, weights: Path, words: Path) -> None:
    """Write a network, its weights in half precision, the words of its vocabulary in order."""
    half = {name: network.arrays[name].astype(np.float16) for name in ARRAYS}
    np.savez_compressed(weights, **half)  # type: ignore[arg-type]
    words.write_text("\n".join(network.vocabulary), encoding="utf8")
