"""Fits the role network, with PyTorch."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from kg.extract.role_inputs import MARKS, RoleInputs
from kg.extract.role_network import (
    LONGEST_STRETCH,
    SHAPES,
    Numbers,
    RoleNetwork,
    word_numbers,
)
from kg.records import ROLES, Role

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Lesson", "RoleExample", "fit_network", "read_as", "vocabulary_of"]

# Sizes of the network. Twice as many states gained nothing.
SHAPE_FEATURES, MARK_FEATURES = 8, 16
STATES, UNITS = 64, 192
MOST_WORDS = 8_000
# Papers of a batch, which differ in length by about this many tokens.
PAPERS, LIKE_LENGTHS = 32, 40
STEEPEST_GRADIENT = 1.0
WEIGHT_DECAY = 0.01
# Share of the steps in which the learning rate rises to its highest; then it falls.
RISING = 0.1
# Share of the probability that is spread over all roles, since readers are not certain either.
SMOOTHING = 0.05


@dataclass(frozen=True, slots=True)
class RoleExample:
    """A paper with the roles of its things.

    Attributes
    ----------
    shares
        For each thing the probability of each of `ROLES`; None if nobody knows.
    """

    inputs: RoleInputs
    shares: Sequence[Numbers | None]


@dataclass(frozen=True, slots=True)
class Lesson:
    """How long and how fast to learn.

    Attributes
    ----------
    learn_rate
        The highest of the steps.
    dropout
        Share of the features and states that a step leaves out.
    """

    epochs: int
    learn_rate: float
    dropout: float


def read_as(role: Role) -> Numbers:
    """Return the probabilities of `ROLES` that a reader's judgement stands for."""
    shares = np.full(len(ROLES), SMOOTHING / len(ROLES), dtype=np.float32)
    shares[ROLES.index(role)] += 1 - SMOOTHING
    return shares


def vocabulary_of(papers: Iterable[RoleInputs]) -> dict[str, int]:
    """Number the most frequent words, lower-cased, from one; the most frequent come first."""
    counts = Counter(word.lower() for paper in papers for word in paper.words)
    # A file of words has one on each line.
    known = (word for word in counts if word.isprintable() and not word.isspace())
    ordered = sorted(known, key=lambda word: (-counts[word], word))
    return {word: row for row, word in enumerate(ordered[:MOST_WORDS], 1)}


def fit_network(
    examples: Sequence[RoleExample],
    vocabulary: Mapping[str, int],
    vectors: Numbers,
    lesson: Lesson,
    seed: int,
) -> RoleNetwork:
    """Fit a network to the roles of things in papers.

    Parameters
    ----------
    vocabulary
        Result of `vocabulary_of`.
    vectors
        For each of its words what is known of it from elsewhere, of shape (words, features).
    """
    import torch
    from torch import nn

    read = [each for each in examples if any(shares is not None for shares in each.shares)]
    # Its matrices are so small that threads would only wait for each other.
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = random.Random(seed)
    layers = _layers(vectors, lesson.dropout)
    weights = list(layers.parameters())
    optimiser = torch.optim.AdamW(weights, lesson.learn_rate, weight_decay=WEIGHT_DECAY)
    steps = lesson.epochs * math.ceil(len(read) / PAPERS)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, lesson.learn_rate, total_steps=max(steps, 1), pct_start=RISING
    )
    layers.train()
    for _ in range(lesson.epochs):
        for group in _alike(read, chance):
            scored = _scores(layers, group, vocabulary)
            known = [shares for each in group for shares in each.shares if shares is not None]
            loss = nn.functional.cross_entropy(scored, torch.from_numpy(np.stack(known)))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(weights, STEEPEST_GRADIENT)
            optimiser.step()
            rate.step()
    return RoleNetwork(vocabulary, _arrays(layers))


def _layers(vectors: Numbers, dropout: float) -> nn.ModuleDict:
    import torch
    from torch import nn

    # The first row is for all words that are not in the vocabulary.
    unknown = np.zeros((1, vectors.shape[1]), dtype=np.float32)
    words = torch.from_numpy(np.vstack([unknown, vectors / vectors.std()]))
    features = vectors.shape[1] + SHAPE_FEATURES + MARK_FEATURES
    return nn.ModuleDict(
        {
            "words": nn.Embedding.from_pretrained(words, freeze=False),  # type: ignore[no-untyped-call]
            "shapes": nn.Embedding(len(SHAPES), SHAPE_FEATURES),
            "marks": nn.Embedding(MARKS, MARK_FEATURES),
            "ahead": nn.LSTM(features, STATES, batch_first=True),
            "back": nn.LSTM(features, STATES, batch_first=True),
            "hidden": nn.Linear(4 * STATES, UNITS),
            "output": nn.Linear(UNITS, len(ROLES)),
            "dropout": nn.Dropout(dropout),
        }
    )


def _arrays(layers: nn.ModuleDict) -> dict[str, Numbers]:
    held = {name: tensor.detach().numpy() for name, tensor in layers.state_dict().items()}

    def gates(name: str) -> Numbers:
        """Stack the weights of both directions, the gates in the order of our network."""
        enters, stays, candidate, leaves = np.split(
            np.stack([held[f"{way}.{name}_l0"] for way in ("ahead", "back")]), 4, axis=1
        )
        return np.concatenate([enters, stays, leaves, candidate], axis=1)

    return {
        **{name: held[f"{name}.weight"] for name in ("words", "shapes", "marks")},
        "inputs": gates("weight_ih").swapaxes(1, 2),
        "input_bias": gates("bias_ih") + gates("bias_hh"),
        "recurrent": gates("weight_hh").swapaxes(1, 2),
        "hidden": held["hidden.weight"].T,
        "hidden_bias": held["hidden.bias"],
        "output": held["output.weight"].T,
        "output_bias": held["output.bias"],
    }


def _alike(examples: Sequence[RoleExample], chance: random.Random) -> Iterator[list[RoleExample]]:
    """Put papers of about the same length together, in another order each time."""
    lengths = [len(each.inputs.words) // LIKE_LENGTHS + chance.random() for each in examples]
    order = sorted(range(len(examples)), key=lengths.__getitem__)
    groups = [order[start : start + PAPERS] for start in range(0, len(order), PAPERS)]
    chance.shuffle(groups)
    for group in groups:
        yield [examples[index] for index in group]


def _scores(
    layers: nn.ModuleDict, group: Sequence[RoleExample], vocabulary: Mapping[str, int]
) -> Tensor:
    """Score the roles of the things whose roles are known, as `RoleNetwork.scores` does.

    Returns
    -------
    Tensor of shape (things, roles)
    """
    import torch

    longest = min(LONGEST_STRETCH, max(len(each.inputs.words) for each in group))
    numbers = np.zeros((3, len(group), longest), dtype=np.int64)
    members: list[list[int]] = []
    for row, each in enumerate(group):
        words = each.inputs.words[:longest]
        described = (*word_numbers(words, vocabulary), each.inputs.marks[:longest])
        numbers[:, row, : len(words)] = described
        for tokens, shares in zip(each.inputs.things, each.shares, strict=True):
            if shares is not None:
                # What lies behind the part of a long paper that is read counts as its end.
                members.append([row * longest + min(token, longest - 1) for token in tokens])
    named = zip(("words", "shapes", "marks"), torch.from_numpy(numbers), strict=True)
    features = torch.cat([layers[name](each) for name, each in named], dim=-1)
    features = layers["dropout"](features)
    # Both directions begin at an end of the paper, and with the padding behind the other end:
    # PyTorch reads packed sequences of different lengths many times slower.
    lengths = torch.tensor([min(longest, len(each.inputs.words)) for each in group])[:, None]
    places = torch.arange(longest)
    backwards = torch.where(places < lengths, lengths - 1 - places, places)[..., None]
    ahead, _ = layers["ahead"](features)
    back, _ = layers["back"](features.take_along_dim(backwards, dim=1))
    states = torch.cat([ahead, back.take_along_dim(backwards, dim=1)], dim=-1)
    pooled = layers["dropout"](_pooled(states.reshape(-1, 2 * STATES), members))
    hidden: Tensor = layers["dropout"](layers["hidden"](pooled).relu())
    scored: Tensor = layers["output"](hidden)
    return scored


def _pooled(states: Tensor, members: Sequence[Sequence[int]]) -> Tensor:
    """Return the mean and the greatest of the states at the tokens of each thing."""
    import torch

    sizes = torch.tensor([len(tokens) for tokens in members])
    held = states[torch.tensor(list(chain.from_iterable(members)))]
    mean, greatest = (torch.segment_reduce(held, how, lengths=sizes) for how in ("mean", "max"))
    return torch.cat([mean, greatest], dim=1)
