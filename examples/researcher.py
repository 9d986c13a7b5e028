"""A researcher with a reading list: who uses this, which share a benchmark, what to read next.

Run it with a list of your own: python examples/researcher.py LIST [TITLE] [ENTITY]. Without the
last two it asks about the first paper and the entity that holds the list together.
"""

import sys
from pathlib import Path

import kg

HERE = Path(__file__).parent


def heading(paper: kg.Paper) -> str:
    return paper.title or f"{paper.abstract[:80]}..."


def main(path: Path, title: str | None = None, name: str | None = None) -> None:
    graph = kg.build_graph(kg.read_papers(path))
    print(graph)
    start = graph.paper(title) if title else graph.papers[0]
    entity = graph.entity(name) if name else graph.central(k=1)[0][0]

    print(f"\nWho has {entity.name}?")
    for link in graph.links_of(entity.id):
        paper = graph.paper(link.paper)
        print(f"  {paper.year or '    '}  {link.role:13}  {heading(paper)}")

    print("\nWhich benchmarks do papers share?")
    for benchmark in graph.entities("benchmark"):
        papers = graph.papers_with(benchmark.id, role="evaluates_on")
        if len(papers) > 1:
            print(f"  {benchmark.name}: {len(papers)} papers")

    print(f"\nWhat to read after {heading(start)}, and why?")
    for near in graph.related(start.id, k=3):
        print(f"  {heading(near.paper)}")
        for reason in near.reasons[:2]:
            print(f"    {reason}")


if __name__ == "__main__":
    path, *asked = sys.argv[1:4] or [HERE / "abstracts.txt", "Mixtral of Experts", "GSM8K"]
    main(Path(path), *asked)
