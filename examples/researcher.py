"""A researcher with a reading list: who uses this, which share a benchmark, what to read next.

Run it with a list of your own: python examples/researcher.py LIST [TITLE] [ENTITY]
"""

import sys
from pathlib import Path

import kg

HERE = Path(__file__).parent


def main(path: Path, title: str, name: str) -> None:
    graph = kg.build_graph(kg.read_papers(path))
    print(graph)

    print(f"\nWho has {name}?")
    entity = graph.entity(name)
    for link in graph.links_of(entity.id):
        paper = graph.paper(link.paper)
        print(f"  {paper.year or '    '}  {link.role:13}  {paper.title}")

    print("\nWhich benchmarks do papers share?")
    for benchmark in graph.entities("benchmark"):
        papers = graph.papers_with(benchmark.id, role="evaluates_on")
        if len(papers) > 1:
            print(f"  {benchmark.name}: {len(papers)} papers")

    print(f"\nWhat to read after {title}, and why?")
    for near in graph.related(graph.paper(title).id, k=3):
        print(f"  {near.paper.title}")
        for reason in near.reasons[:2]:
            print(f"    {reason}")


if __name__ == "__main__":
    given = sys.argv[1:4]
    usual = [str(HERE / "abstracts.txt"), "Mixtral of Experts", "GSM8K"]
    path, title, name = given + usual[len(given) :]
    main(Path(path), title, name)
