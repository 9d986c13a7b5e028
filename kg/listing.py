"""Records as rows for JSON and as text for a terminal, as the commands print them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from kg.analysis.difference import Difference
from kg.analysis.relatedness import Related
from kg.graph import KnowledgeGraph
from kg.records import Entity, Link, Mention, Merge, Paper, Result
from kg.terminal import column_widths, in_columns, plain
from kg.titles import heading

__all__ = [
    "difference_rows",
    "difference_text",
    "entity_row",
    "merge_row",
    "merges_text",
    "node_details",
    "node_label",
    "node_row",
    "node_text",
    "paper_row",
    "related_row",
    "related_text",
    "result_row",
    "stats_text",
    "table",
]

WIDEST_COLUMN = 90
# Of what is not in the lists of papers and entities added and removed.
MOST_CHANGES = 20


def _one_line(value: Any) -> str:
    """Show a value on one line, shortened and without terminal control characters."""
    text = plain("" if value is None else str(value))
    return text if len(text) <= WIDEST_COLUMN else f"{text[: WIDEST_COLUMN - 1]}…"


def _excerpt(sentence: str, name: str) -> str:
    """Shorten a sentence to one line around a name."""
    text = plain(sentence)
    at = max(text.find(plain(name)), 0)
    if at + len(name) < WIDEST_COLUMN:
        return _one_line(text)
    begin = min(at - (WIDEST_COLUMN - len(name)) // 2, len(text) - WIDEST_COLUMN + 1)
    return _one_line(f"…{text[max(begin, 0) :]}")


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Align rows in columns under their names.

    Examples
    --------
    >>> print(table([{"id": "a", "papers": 2}], ["id", "papers"]))
    id  papers
    a   2
    """
    cells = [list(columns), *([_one_line(row.get(name)) for name in columns] for row in rows)]
    widths = column_widths(cells)
    return "\n".join(in_columns(line, widths) for line in cells)


def paper_row(paper: Paper) -> dict[str, Any]:
    """Describe a paper."""
    return {
        "id": paper.id,
        "title": paper.title or None,
        "date": paper.date,
        "year": paper.year,
        "authors": list(paper.authors),
        "organisation": paper.organisation,
        "url": paper.url,
        "repositories": list(paper.repositories),
    }


def entity_row(graph: KnowledgeGraph, entity: Entity) -> dict[str, Any]:
    """Describe an entity, with its number of papers."""
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "named": entity.named,
        "aliases": list(entity.aliases),
        "papers": graph.paper_count(entity),
    }


def merge_row(merge: Merge) -> dict[str, Any]:
    """Describe a name that was joined to an entity, with the line that would undo the join."""
    names = (" ".join(name.split()) for name in (merge.other, merge.name))
    return {**asdict(merge), "undo": "\t".join(("different", *names))}


def merges_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Format joins as text, each with the line of an overrides file that would undo it."""
    if not rows:
        return "no two names were joined"
    lines = ["# A line that begins with `different` undoes its join: copy it to a file for"]
    lines.append("# `kg build --aliases FILE`.")
    entity = None
    for row in rows:
        if row["entity"] != entity:
            entity = row["entity"]
            lines.append(f"# {entity}")
        lines.append(f"#   {plain(row['name'])} = {plain(row['other'])}: {plain(row['reason'])}")
        lines.append("\t".join(map(plain, row["undo"].split("\t"))))
    return "\n".join(lines)


def result_row(graph: KnowledgeGraph, result: Result) -> dict[str, Any]:
    """Describe one stated result with its sentence."""
    paper = graph.paper(result.paper)
    return {
        "method": graph.entity(result.method).name,
        "dataset": graph.entity(result.dataset).name,
        "metric": result.metric or None,
        "value": result.value,
        "baseline": result.baseline,
        "paper": result.paper,
        "title": paper.title or None,
        "sentence": paper.abstract[result.sentence_start : result.sentence_end].strip(),
    }


def node_row(node: Paper | Entity) -> dict[str, Any]:
    """Describe a node of a path."""
    if isinstance(node, Paper):
        return {"id": node.id, "kind": "paper", "label": heading(node)}
    return {"id": node.id, "kind": node.type, "label": node.name}


def node_label(node: Paper | Entity) -> str:
    """Label a node on one line."""
    row = node_row(node)
    return f"{_one_line(row['label'])}  ({row['id']})"


def _evidence(graph: KnowledgeGraph, link: Link, mention: Mention) -> dict[str, Any]:
    paper = graph.paper(link.paper)
    text = paper.title if mention.field == "title" else paper.abstract
    return {
        "text": mention.text,
        "field": mention.field,
        "start": mention.start,
        "end": mention.end,
        "sentence": text[mention.sentence_start : mention.sentence_end].strip(),
    }


def node_details(graph: KnowledgeGraph, name: str) -> dict[str, Any]:
    """Describe a paper or an entity with all its links and their evidence.

    Raises
    ------
    GraphError
        If there is no such node.
    """
    node = graph.node(name)
    links = []
    for link in graph.links_of(node.id):
        other = graph.entity(link.entity) if isinstance(node, Paper) else graph.paper(link.paper)
        links.append(
            {
                "role": link.role,
                "score": link.score,
                **node_row(other),
                "evidence": [_evidence(graph, link, mention) for mention in link.mentions],
            }
        )
    if isinstance(node, Paper):
        return {"kind": "paper", **paper_row(node), "abstract": node.abstract, "links": links}
    relations = _relation_rows(graph, node)
    return {"kind": "entity", **entity_row(graph, node), "relations": relations, "links": links}


def _relation_rows(graph: KnowledgeGraph, entity: Entity) -> list[dict[str, Any]]:
    """Describe the relations of an entity, as source and as target."""
    inverse = {"variant_of": "has_variant", "part_of": "has_part"}
    rows = []
    for each in graph.relations:
        if entity.id in (each.source, each.target):
            outwards = entity.id == each.source
            other = graph.entity(each.target if outwards else each.source)
            kind = each.kind if outwards else inverse[each.kind]
            rows.append({"relation": kind, **node_row(other), "reason": each.reason})
    return sorted(rows, key=lambda row: (row["relation"], row["id"]))


def _wrapped(field: str, text: str) -> list[str]:
    """Show a long text on as many lines as it takes."""
    return textwrap.wrap(
        plain(text), WIDEST_COLUMN, initial_indent=f"  {field:13} ", subsequent_indent=" " * 16
    )


def node_text(details: Mapping[str, Any]) -> str:
    """Format the details of a node as text."""
    head = details["name"] if "name" in details else details["title"] or details["abstract"]
    lines = [_one_line(head), f"  id            {details['id']}"]
    shown = ("type", "date", "organisation", "url", "aliases", "authors", "repositories")
    for field in shown:
        value = details.get(field)
        if value:
            text = ", ".join(value) if isinstance(value, list) else value
            lines.append(f"  {field:13} {_one_line(text)}")
    lines += _wrapped("abstract", details.get("abstract", ""))
    for row in details.get("relations", ()):
        lines.append(f"  {row['relation']:13} {_one_line(row['label'])}  ({row['id']})")
    for link in details["links"]:
        lines.append(f"  {link['role']:13} {_one_line(link['label'])}  ({link['id']})")
        if link["evidence"]:
            # The title is shown already, as the heading or as the label of the link.
            first = min(link["evidence"], key=lambda evidence: evidence["field"] == "title")
            lines.append(f"                “{_excerpt(first['sentence'], first['text'])}”")
    return "\n".join(lines)


def related_row(near: Related) -> dict[str, Any]:
    """Describe a related paper, with the reasons."""
    return {
        "id": near.paper.id,
        "title": near.paper.title or None,
        "score": near.score,
        "reasons": [
            {
                "entity": reason.entity.id,
                "name": reason.entity.name,
                "role": reason.role,
                "other_role": reason.other_role,
                "weight": reason.weight,
                "text": str(reason),
            }
            for reason in near.reasons
        ],
    }


def related_text(found: Sequence[Related]) -> str:
    """Format related papers as text, each with its three weightiest reasons."""
    if not found:
        return "no paper shares anything with this one"
    lines = []
    for near in found:
        lines.append(f"{near.score:.2f}  {node_label(near.paper)}")
        lines += [f"        {_one_line(reason)}" for reason in near.reasons[:3]]
    return "\n".join(lines)


def difference_rows(later: KnowledgeGraph, difference: Difference) -> dict[str, Any]:
    """Describe the difference between two graphs, given the later one.

    ``entities_changed`` holds entities with the row of the earlier graph under ``was``.
    """
    nodes: dict[str, Sequence[Paper | Entity]] = {
        "papers_added": difference.papers_added,
        "papers_removed": difference.papers_removed,
        "entities_added": difference.entities_added,
        "entities_removed": difference.entities_removed,
    }
    return {
        **{name: [node_row(node) for node in found] for name, found in nodes.items()},
        "entities_changed": [
            {**node_row(each.new), "was": node_row(each.old)}
            for each in difference.entities_changed
        ],
        "entities_gained": [
            {**node_row(each.entity), "papers": each.papers} for each in difference.entities_gained
        ],
        "results_added": [result_row(later, each) for each in difference.results_added],
    }


def difference_text(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Format the difference between two graphs as text."""
    lines = []
    for name in ("papers_added", "papers_removed", "entities_added", "entities_removed"):
        lines.append(f"{name.replace('_', ' ')}: {len(rows[name])}")
        lines += [f"  {_one_line(node['label'])}  ({node['id']})" for node in rows[name]]
    lines += _first_lines("entities retyped or renamed", rows["entities_changed"], _change_text)
    lines += _first_lines("known entities in added papers", rows["entities_gained"], _gain_text)
    lines += _first_lines("results of added papers", rows["results_added"], _result_text)
    return "\n".join(lines)


def _first_lines(
    title: str, rows: Sequence[Mapping[str, Any]], text: Callable[[Mapping[str, Any]], str]
) -> list[str]:
    lines = [f"{title}: {len(rows)}", *(f"  {text(row)}" for row in rows[:MOST_CHANGES])]
    if len(rows) > MOST_CHANGES:
        lines.append(f"  and {len(rows) - MOST_CHANGES} more, which --json lists")
    return lines


def _change_text(row: Mapping[str, Any]) -> str:
    return f"{_one_line(row['was']['label'])}  ({row['was']['id']} is now {row['id']})"


def _gain_text(row: Mapping[str, Any]) -> str:
    papers = "paper" if row["papers"] == 1 else "papers"
    return f"{_one_line(row['label'])}: +{row['papers']} {papers}  ({row['id']})"


def _result_text(row: Mapping[str, Any]) -> str:
    metric = f" {row['metric']}" if row["metric"] else ""
    stated = f"{row['method']} on {row['dataset']}:{metric} {row['value']}"
    return f"{_one_line(stated)}  ({row['paper']})"


def stats_text(counts: Mapping[str, Any]) -> str:
    """Format the counts of a graph as text."""
    lines = []
    for name, value in counts.items():
        if isinstance(value, Mapping):
            lines.append(name.replace("_", " "))
            lines += [f"  {part:14} {count}" for part, count in value.items()]
        else:
            lines.append(f"{name.replace('_', ' '):27} {value}")
    return "\n".join(lines)
