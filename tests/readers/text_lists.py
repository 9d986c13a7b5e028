"""Three papers, listed as people write and paste them, and what is read from such a list."""

import textwrap
from pathlib import Path

from kg.readers import read_papers
from kg.records import Paper, Skipped

TITLES = (
    "SparseTune: Adapting Language Models by Few Weights",
    "FlashSteps: Distilling Diffusion Models into Four Steps",
    "Does the Order of Passages Matter? A Study of Retrieval",
)
AUTHORS = (
    ("Anna Berg", "Tom Li", "María Gómez"),
    ("Wei Zhang", "Olu Adeyemi"),
    ("Jane O'Neil", "Peter van der Meer"),
)
NUMBERS = ("2405.01234", "2406.04321", "2407.11111")
ABSTRACTS = (
    "We propose SparseTune, a method that adapts large language models by updating few weights. "
    "It selects rows by their gradient norm in a short first phase. On GSM8K and MMLU it matches "
    "full training with a tenth of the memory.",
    "Diffusion models generate images of high quality but are slow to sample from. This paper "
    "presents FlashSteps, a scheme that needs four steps only. Experiments on ImageNet and COCO "
    "show that it keeps the quality of its teacher.",
    "Retrieval-augmented generation depends on what is retrieved. We study how the order of "
    "passages changes answers, on Natural Questions and TriviaQA. A simple shuffling during "
    "training reduces the bias by half.",
)


def listed(layout: str, between: str = "\n\n") -> str:
    rows = zip(TITLES, AUTHORS, NUMBERS, ABSTRACTS, strict=True)
    return between.join(
        layout.format(
            n=n,
            title=title,
            authors=", ".join(authors),
            arxiv=number,
            abstract=abstract,
            wrapped=textwrap.fill(abstract, 60),
        )
        for n, (title, authors, number, abstract) in enumerate(rows, 1)
    )


def read(folder: Path, text: str, name: str = "list.txt") -> tuple[list[Paper], list[Skipped]]:
    skipped: list[Skipped] = []
    (folder / name).write_text(text, encoding="utf8", newline="")
    return list(read_papers(folder / name, skipped=skipped)), skipped


def texts(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in papers]
