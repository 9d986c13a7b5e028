"""A graph of four papers, made by hand: two that share a method, two that share a benchmark."""

from kg.records import Entity, Link, Mention, Paper, Source


def evidence(paper: str, text: str) -> Mention:
    return Mention(paper, "abstract", 0, len(text), text, "method", "uses", 0.9, "model", 0, 40)


PAPERS = [
    Paper("a", "First", "GRPO on GSM8K.", ("Ada Example",), "Lab", 2024, "2024-02",
          source=Source("list.txt", 1, 3), extra={"venue": "Nowhere"}),
    Paper("b", "Second", "GRPO again.", year=2025),
    Paper("c", "Third", "Nothing shared."),
    Paper("d", "Fourth", "GSM8K only.", year=2025),
]  # fmt: skip
ENTITIES = [
    Entity("method/grpo", "GRPO", "method", ("Group Relative Policy Optimization",), True),
    Entity("benchmark/gsm8k", "GSM8K", "benchmark", (), True),
    Entity("method/dapo-one", "DAPO", "method", (), True),
    Entity("method/dapo-two", "DAPO", "method", (), True),
]
LINKS = [
    Link("a", "method/grpo", "proposes", 0.9, (evidence("a", "GRPO"),)),
    Link("b", "method/grpo", "uses", 0.8, (evidence("b", "GRPO"),)),
    Link("a", "benchmark/gsm8k", "evaluates_on", 0.9),
    Link("d", "benchmark/gsm8k", "evaluates_on", 0.7),
    Link("c", "method/dapo-one", "uses", 0.7),
    Link("b", "method/dapo-two", "uses", 0.7),
]
