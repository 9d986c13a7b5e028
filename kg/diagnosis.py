"""Measures what each layer of the pipeline adds, and whether its scores are calibrated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.evaluate import Figures, Judged, fold_form, gold_papers, score
from kg.records import EntityType, Mention, Paper

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "Bin",
    "LayerFigures",
    "format_layers",
    "format_reliability",
    "layers",
    "reliability",
    "scored_links",
]

# The recogniser gives no probability of its own.
RECOGNISER_SCORE = 1.0
# The layers that propose names; the steps that decide between them cannot be left out.
PROPOSING = (
    "ner",
    "kg_abbreviations",
    "kg_gazetteer",
    "kg_lexicon",
)
SCORE_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """The figures of a pipeline that lacks one of its parts.

    Attributes
    ----------
    lacking
        ``all but the ner``, ``nothing``, ``resolution``, or the component that was left out.
    """

    lacking: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Bin:
    """The links with scores in one range.

    Attributes
    ----------
    least, most
        Bounds of the score, `most` exclusive.
    links
        Number of links.
    mean
        Mean score of the links.
    right
        Share of the links that a reader found too, whatever the type, 0 to 1.
    """

    least: float
    most: float
    links: int
    mean: float
    right: float


def _judged(mentions: Iterable[Mention]) -> dict[str, list[Judged]]:
    from kg.resolve import resolve

    resolution = resolve(mentions)
    entity_of = {entity.id: entity for entity in resolution.entities}
    papers: dict[str, list[Judged]] = defaultdict(list)
    for link in resolution.links:
        entity = entity_of[link.entity]
        forms = {fold_form(text) for text in (entity.name, *(m.text for m in link.mentions))}
        judged = Judged(entity.name, entity.type, link.role, entity.named, frozenset(forms - {""}))
        papers[link.paper].append(judged)
    return papers


def _lower_cased(mentions: Iterable[Mention]) -> dict[str, list[Judged]]:
    """Group mentions without resolution: by paper, type and lower-cased text."""
    alike: dict[tuple[str, str, EntityType], list[Mention]] = defaultdict(list)
    for mention in mentions:
        alike[mention.paper, mention.text.lower(), mention.type].append(mention)
    papers: dict[str, list[Judged]] = defaultdict(list)
    for (paper, name, kind), found in alike.items():
        named = any(mention.named for mention in found)
        judged = Judged(name, kind, found[0].role, named, frozenset({fold_form(name)} - {""}))
        papers[paper].append(judged)
    return papers


def _mentions(nlp: Language, papers: Sequence[Paper]) -> list[Mention]:
    from kg.extract.pipeline import extract_with

    return [mention for _, found in extract_with(nlp, papers) for mention in found]


def _recogniser_mentions(nlp: Language, papers: Sequence[Paper]) -> list[Mention]:
    from kg.extract.found import Found
    from kg.extract.pipeline import mentions_of
    from kg.extract.text import paper_text

    mentions: list[Mention] = []
    with nlp.select_pipes(enable=["ner", "kg_sentences"]):
        for paper in papers:
            doc = nlp(paper_text(paper))
            spans = [span for span in doc.ents if not any(token.is_space for token in span)]
            doc._.found = tuple(
                Found(s.start, s.end, s.label_, RECOGNISER_SCORE, "model", None, None)  # type: ignore[arg-type]
                for s in spans
            )
            doc._.roles = ("mentions",) * len(spans)
            doc._.names = (None,) * len(spans)
            mentions += mentions_of(paper, doc)
    return mentions


def layers(
    gold: Path, abstracts: Path | None = None, *, model: str | Path | None = None
) -> list[LayerFigures]:
    """Measure the recogniser alone, the whole pipeline, and the pipeline without each of its parts.

    A part adds the difference between the whole pipeline and the one without it.

    Parameters
    ----------
    gold, abstracts
        As for `kg.evaluate.evaluate`.
    """
    from kg.extract import load_pipeline

    truth, papers = gold_papers(gold, abstracts)
    nlp = load_pipeline(model)
    rows = [
        LayerFigures("all but the ner", score(truth, _judged(_recogniser_mentions(nlp, papers))))
    ]
    for layer in (None, *PROPOSING):
        with nlp.select_pipes(disable=[layer]) if layer else nullcontext():
            found = _mentions(nlp, papers)
        rows.append(LayerFigures(layer or "nothing", score(truth, _judged(found))))
        if layer is None:
            rows.append(LayerFigures("resolution", score(truth, _lower_cased(found))))
    return rows


def scored_links(gold: Path, abstracts: Path | None, nlp: Language) -> list[tuple[float, bool]]:
    """Return the score of each link and whether a reader found the same.

    Parameters
    ----------
    gold, abstracts
        As for `kg.evaluate.evaluate`.
    nlp
        The whole pipeline.
    """
    from kg.resolve import resolve

    truth, papers = gold_papers(gold, abstracts)
    resolution = resolve(_mentions(nlp, papers))
    names = {entity.id: entity.name for entity in resolution.entities}
    rows = []
    for link in resolution.links:
        forms = {fold_form(text) for text in (names[link.entity], *(m.text for m in link.mentions))}
        rows.append((link.score, any(forms & entity.forms for entity in truth[link.paper])))
    return rows


def reliability(
    gold: Path, abstracts: Path | None = None, *, model: str | Path | None = None
) -> list[Bin]:
    """Compare the scores of links with the rate at which a reader found the same.

    A reliability table (Niculescu-Mizil and Caruana, "Predicting good probabilities with
    supervised learning", ICML 2005).

    Parameters
    ----------
    gold, abstracts
        As for `kg.evaluate.evaluate`.
    """
    from kg.extract import load_pipeline

    held: dict[tuple[float, float], list[tuple[float, bool]]] = defaultdict(list)
    for value, right in scored_links(gold, abstracts, load_pipeline(model)):
        steps = zip((0.0, *SCORE_STEPS), SCORE_STEPS, strict=False)
        bounds = next((low, high) for low, high in steps if low <= value < high)
        held[bounds].append((value, right))
    return [
        Bin(
            low,
            high,
            len(rows),
            sum(value for value, _ in rows) / len(rows),
            sum(right for _, right in rows) / len(rows),
        )
        for (low, high), rows in sorted(held.items())
    ]


def format_reliability(bins: Sequence[Bin]) -> str:
    """Format a reliability table as text."""
    lines = ["score        links  mean  found by the reader"]
    for row in bins:
        bounds = f"{row.least:.2f}-{min(row.most, 1.0):.2f}"
        lines.append(f"{bounds:12} {row.links:5}  {row.mean:.2f}  {row.right:.2f}")
    return "\n".join(lines)


def format_layers(rows: Sequence[LayerFigures]) -> str:
    """Format the figures of the layers as a table: F1 and role accuracy, in percent."""
    names = ("core-named", "core", "resource", "task", "metric", "links")
    lines = [f"{'without':18}" + "".join(f"{name:>11}" for name in (*names, "role"))]
    for row in rows:
        scores: Mapping[str, float] = {n: row.figures.scores[n].f1 for n in names}
        values = "".join(f"{scores[name]:11.1f}" for name in names)
        lines.append(f"{row.lacking:18}{values}{row.figures.role:11.1f}")
    return "\n".join(lines)
