"""The commands that query a built graph: what it holds, and how its nodes are connected."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.failures import note, wrong_usage
from kg.commands.options import (
    AsJson,
    Count,
    Folder,
    OfType,
    entity_type,
    link_role,
    print_as,
)

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.graph import KnowledgeGraph
    from kg.sparql import QueryResult

# In the order in which the help lists them.
__all__ = [  # noqa: RUF022
    "papers",
    "entities",
    "show",
    "related",
    "path",
    "diff",
    "stats",
    "leaderboard",
    "query",
]

# More namesakes of an entity would hide its description.
MOST_NAMESAKES = 3


def papers(
    folder: Folder,
    type: OfType = None,
    entity: Annotated[
        str | None,
        typer.Option(help="Only those that have this entity: id, name or alias.", metavar="NAME"),
    ] = None,
    role: Annotated[
        str | None, typer.Option(help="Only those that have the entity in this role.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Only those of this year.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the papers of a graph, or only those of a year, or with an entity or a type of them."""
    from kg.graph import KnowledgeGraph
    from kg.listing import paper_row, table
    from kg.titles import heading

    kind, wanted_role = entity_type(type), link_role(role)
    if wanted_role and entity is None:
        wrong_usage("--role is that of an entity: give --entity too")
    graph = KnowledgeGraph.load(folder)
    chosen = graph.papers if entity is None else graph.papers_with(entity, wanted_role)
    if entity is not None:
        _mention_namesakes(graph, entity, graph.entity(entity).id)
    if kind is not None:
        ids = {each.id for each in graph.entities(kind)}
        having = {link.paper for link in graph.links if link.entity in ids}
        chosen = tuple(paper for paper in chosen if paper.id in having)
    if year is not None:
        chosen = tuple(paper for paper in chosen if paper.year == year)
    print_as(
        as_json,
        [paper_row(paper) for paper in chosen],
        lambda: table(
            [{**paper_row(paper), "title": heading(paper)} for paper in chosen],
            ("id", "date", "title"),
        ),
    )


def entities(
    folder: Folder,
    type: OfType = None,
    merged: Annotated[
        bool,
        typer.Option("--merged", help="Show which names were taken for the same entity, and why."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the entities of a graph, those found in the most papers first."""
    from kg.analysis.counts import in_most_papers
    from kg.graph import KnowledgeGraph
    from kg.listing import entity_row, merge_row, merges_text, table

    kind = entity_type(type)
    graph = KnowledgeGraph.load(folder)
    if merged:
        of_kind = {entity.id for entity in graph.entities(kind)}
        joined = [merge_row(merge) for merge in graph.merges if merge.entity in of_kind]
        print_as(as_json, joined, lambda: merges_text(joined))
        return
    rows = [entity_row(graph, entity) for entity in in_most_papers(graph, kind)]
    print_as(as_json, rows, lambda: table(rows, ("id", "type", "name", "papers")))


def show(
    folder: Folder,
    id: Annotated[
        str,
        typer.Argument(
            help="A paper's id, URL or title, or an entity's id, name or alias.", metavar="ID"
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Show one paper or entity with its links and their evidence."""
    from kg.graph import KnowledgeGraph
    from kg.listing import node_details, node_text

    graph = KnowledgeGraph.load(folder)
    details = node_details(graph, id)
    _mention_namesakes(graph, id, details["id"])
    print_as(as_json, details, lambda: node_text(details))


def _mention_namesakes(graph: KnowledgeGraph, name: str, chosen: str) -> None:
    """Say which other entities have a name that was taken for that of one."""
    if name == chosen or not graph.has_entity(chosen):
        return
    held = {e.id: graph.paper_count(e) for e in graph.entities_called(name) if e.id != chosen}
    others = [f"{id} ({count} paper{'s' * (count != 1)})" for id, count in held.items()]
    if others:
        more = f" and {len(others) - MOST_NAMESAKES} more" if len(others) > MOST_NAMESAKES else ""
        named = ", ".join(others[:MOST_NAMESAKES])
        note(f"kg: {name!r} was taken for {chosen}; it is also a name of {named}{more}")


def related(
    folder: Folder,
    paper: Annotated[str, typer.Argument(help="Id, URL or title of a paper.", metavar="PAPER")],
    k: Count = 10,
    as_json: AsJson = False,
) -> None:
    """List the papers that have most in common with one, and what they share with it."""
    from kg.analysis.neighbourhood import load_around
    from kg.listing import related_row, related_text

    found = load_around(folder, paper).related(paper, k)
    print_as(as_json, [related_row(near) for near in found], lambda: related_text(found))


def path(
    folder: Folder,
    a: Annotated[str, typer.Argument(help="Paper or entity.", metavar="A")],
    b: Annotated[str, typer.Argument(help="Paper or entity.", metavar="B")],
    as_json: AsJson = False,
) -> None:
    """Show the shortest path between two papers or entities."""
    from kg.graph import KnowledgeGraph
    from kg.listing import node_label, node_row

    graph = KnowledgeGraph.load(folder)
    nodes = graph.path(a, b)
    _mention_namesakes(graph, a, nodes[0].id)
    _mention_namesakes(graph, b, nodes[-1].id)
    print_as(
        as_json,
        [node_row(node) for node in nodes],
        lambda: "\n".join(f"{'  ' * depth}{node_label(node)}" for depth, node in enumerate(nodes)),
    )


def diff(
    old: Annotated[Path, typer.Argument(help="Folder of the earlier graph.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="Folder of the later graph.", metavar="NEW")],
    as_json: AsJson = False,
) -> None:
    """Show what was added, removed or renamed between two graphs, and which results are new."""
    from kg.analysis.difference import diff as difference_of
    from kg.graph import KnowledgeGraph
    from kg.listing import difference_rows, difference_text

    later = KnowledgeGraph.load(new)
    rows = difference_rows(later, difference_of(KnowledgeGraph.load(old), later))
    print_as(as_json, rows, lambda: difference_text(rows))


def leaderboard(
    folder: Folder,
    entity: Annotated[
        str | None,
        typer.Argument(
            help="Dataset or benchmark: id, name or alias; without it, lists those with results.",
            metavar="BENCHMARK",
        ),
    ] = None,
    metric: Annotated[
        str | None, typer.Option(help="Only results measured in this metric.", metavar="NAME")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the results that abstracts report on a dataset or benchmark, the best first."""
    from kg.graph import KnowledgeGraph
    from kg.listing import result_row, table
    from kg.titles import heading

    graph = KnowledgeGraph.load(folder)
    if entity is None:
        _list_boards(graph, metric, as_json)
        return
    rows = [result_row(graph, result) for result in graph.leaderboard(entity, metric)]
    _mention_namesakes(graph, entity, graph.entity(entity).id)
    columns = ("metric", "value", "method", "paper", "title")
    named = [{**row, "title": heading(graph.paper(row["paper"]))} for row in rows]
    print_as(
        as_json,
        rows,
        lambda: table(named, columns) if rows else _no_results(graph, entity),
    )


def _list_boards(graph: KnowledgeGraph, metric: str | None, as_json: bool) -> None:
    from kg.analysis.leaderboard import boards
    from kg.listing import table

    rows = [
        {"id": board.id, "type": board.type, "name": board.name, "results": count}
        for board, count in boards(graph, metric)
    ]
    in_metric = "" if metric is None else " in this metric"
    print_as(
        as_json,
        rows,
        lambda: (
            table(rows, ("id", "type", "name", "results"))
            if rows
            else f"no result{in_metric} was found in the abstracts"
        ),
    )


def _no_results(graph: KnowledgeGraph, entity: str) -> str:
    """Say that no result was found, and in which other metrics there are some."""
    if others := dict.fromkeys(row.metric for row in graph.leaderboard(entity) if row.metric):
        return f"no result in this metric was found; there are results in {', '.join(others)}"
    return "no result on it was found in the abstracts"


def stats(folder: Folder, as_json: AsJson = False) -> None:
    """Count papers, entities by type, and links by role."""
    from kg.graph import KnowledgeGraph
    from kg.listing import stats_text

    counts = KnowledgeGraph.load(folder).stats()
    print_as(as_json, counts, lambda: stats_text(counts))


def query(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder that `kg build` wrote.", metavar="DIR")
    ] = None,
    sparql: Annotated[str | None, typer.Argument(help="A SPARQL query.", metavar="SPARQL")] = None,
    file: Annotated[
        Path | None,
        typer.Option(help="File that holds the query; - for standard input.", metavar="F"),
    ] = None,
    named: Annotated[
        str | None, typer.Option(help="One of the queries that `--list` shows.", metavar="NAME")
    ] = None,
    param: Annotated[
        list[str] | None,
        typer.Option(help="Value of a parameter of the named query.", metavar="NAME=VALUE"),
    ] = None,
    format: Annotated[
        str, typer.Option(help="Of the answer: table, json, csv, tsv, xml; ttl for CONSTRUCT.")
    ] = "table",
    timeout: Annotated[
        float,
        typer.Option(
            min=0.1, max=3600, help="Longest time that the query may take.", metavar="SECONDS"
        ),
    ] = 60.0,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the named queries and their parameters.")
    ] = False,
) -> None:
    """Query the graph in SPARQL: give the query, a file that holds it, or a named query."""
    from kg.commands.limits import answer_within
    from kg.sparql import RESULT_FORMATS, format_result, named_queries, run_named, run_query

    if list_queries:
        for known in named_queries().values():
            names = " ".join(f"{p.name}={p.default or '...'}" for p in known.parameters)
            print(f"{known.name:32} {known.title}{f'  [{names}]' if names else ''}")
        return
    if folder is None:
        wrong_usage("give the folder of a graph")
    if format not in RESULT_FORMATS:
        wrong_usage(f"--format {format}: known formats are {', '.join(RESULT_FORMATS)}")
    if sum(given is not None for given in (sparql, file, named)) != 1:
        wrong_usage("give one, and only one, of a SPARQL query, --file and --named")
    if param and named is None:
        wrong_usage("--param sets a parameter of a named query: give --named too")
    ask: Callable[[ox.Store], QueryResult]
    if named is not None:
        pairs = [pair.partition("=") for pair in param or []]
        if not all(name and equals for name, equals, _ in pairs):
            wrong_usage("--param: expected NAME=VALUE")
        ask = partial(run_named, name=named, values={name: value for name, _, value in pairs})
    else:
        sparql = sparql if sparql is not None else _read_query(file)
        ask = partial(run_query, sparql=sparql)

    def written(store: ox.Store) -> tuple[str, bool]:
        answer = ask(store)
        return format_result(answer, format), bool(answer)

    with _ended_by_ctrl_c():
        text, is_found = answer_within(timeout, folder, written)
    print(text.removesuffix("\n"))
    if sparql is not None and not is_found:
        _tell_of_unknown_terms(sparql)


def _tell_of_unknown_terms(sparql: str) -> None:
    """Say which terms of a query without an answer the ontology does not define."""
    from kg.querying.check import unknown_terms
    from kg.suggestions import did_you_mean
    from kg.triples.vocabulary import KG

    for name in unknown_terms(sparql):
        near = did_you_mean(f"kg:{name}", (f"kg:{known}" for known in KG))
        note(f"kg: the ontology defines no kg:{name}{near}")


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the process at once: while the store computes, Python handles no signal."""
    before = signal.getsignal(signal.SIGINT)
    # A shell has commands in the background ignore it, and that stays so.
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _read_query(file: Path | None) -> str:
    from kg.errors import InputError

    assert file is not None
    try:
        if str(file) == "-":
            return typer.get_binary_stream("stdin").read().decode("utf8")
        return file.read_text(encoding="utf8")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: cannot be read: {error}") from error
