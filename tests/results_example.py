"""Abstracts whose names are known, and what is read from them, for the tests of results."""

from kg.records import Entity, EntityType, Link, Mention, Paper, Role
from kg.results.sentences import stated_results

KNOWN: dict[str, tuple[str, EntityType, Role]] = {
    "DoRA": ("method/dora", "method", "proposes"),
    "Mamba": ("method/mamba", "method", "proposes"),
    "D7B": ("method/dora-7b", "method", "uses"),
    "LoRA": ("method/lora", "method", "compares_with"),
    "GSM8K": ("benchmark/gsm8k", "benchmark", "evaluates_on"),
    "MATH": ("benchmark/math", "benchmark", "evaluates_on"),
    "ImageNet": ("dataset/imagenet", "dataset", "evaluates_on"),
    "GPT-4": ("method/gpt-4", "method", "uses"),
    "LLaMA": ("method/llama", "method", "compares_with"),
    "GRPO": ("method/grpo", "method", "uses"),
    "HumanEval": ("benchmark/humaneval", "benchmark", "evaluates_on"),
    "MMLU": ("benchmark/mmlu", "benchmark", "evaluates_on"),
    "C4": ("dataset/c4", "dataset", "uses"),
    "AlpacaEval": ("benchmark/alpacaeval", "benchmark", "evaluates_on"),
    "joint hit": ("metric/joint-hit", "metric", "measures"),
    # A metric that was taken for a method.
    "QEPA": ("method/qepa", "method", "measures"),
    "QCR": ("method/qcr", "method", "uses"),
}
ENTITIES = {id: Entity(id, name, type, named=True) for name, (id, type, _) in KNOWN.items()}


def links_in(abstract: str, paper: str = "p") -> list[Link]:
    links = []
    for name, (id, type, role) in KNOWN.items():
        mentions = []
        start = abstract.find(name)
        while start >= 0:
            sentence = abstract.rfind(". ", 0, start) + 2 if ". " in abstract[:start] else 0
            stop = abstract.find(". ", start)
            mentions.append(
                Mention(
                    paper,
                    "abstract",
                    start,
                    start + len(name),
                    name,
                    type,
                    role,
                    1.0,
                    "model",
                    sentence,
                    len(abstract) if stop < 0 else stop + 1,
                )
            )
            start = abstract.find(name, start + 1)
        if mentions:
            links.append(Link(paper, id, role, 1.0, tuple(mentions)))
    return links


def stated(abstract: str) -> list[tuple[str, str, str, str, str | None]]:
    paper = Paper("p", abstract=abstract)
    rows = stated_results(paper, links_in(abstract), ENTITIES)
    return [
        (ENTITIES[r.method].name, ENTITIES[r.dataset].name, r.metric, r.value, r.baseline)
        for r in rows
    ]


def credited(sentence: str) -> list[tuple[str, str]]:
    """Tell which method gets which number in the abstract of a paper that proposes DoRA."""
    return [(row[0], row[3]) for row in stated(f"We propose DoRA for reasoning. {sentence}")]
