"""Reads only the part of a saved graph around one paper, which is enough for related papers."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kg.analysis.lookups import begun_so, registered_id
from kg.analysis.relatedness import HUB_LIMIT
from kg.errors import GraphError
from kg.graph import KnowledgeGraph
from kg.records import Link
from kg.storage.build_folder import read_whole
from kg.store import entity_records, graph_errors, paper_records, read_table
from kg.suggestions import did_you_mean
from kg.titles import titled_so

__all__ = ["load_around"]


def _paper_id(papers: pa.Table, wanted: str) -> str:
    """Find a paper as `KnowledgeGraph.paper` does."""
    if pc.any(pc.equal(papers["id"], wanted)).as_py():
        return wanted
    ids, titles = papers["id"].to_pylist(), papers["title"].to_pylist()
    pairs = list(zip(ids, titles, strict=True))
    found = titled_so(wanted, pairs) or _addressed(papers, wanted) or begun_so(wanted, pairs)
    if found is None:
        raise GraphError(f"no paper has the id or title {wanted!r}{did_you_mean(wanted, titles)}")
    return found


def _addressed(papers: pa.Table, wanted: str) -> str | None:
    of_page = papers.filter(pc.equal(papers["url"], wanted))
    if of_page.num_rows != 1:
        of_page = papers.filter(pc.equal(papers["id"], registered_id(wanted) or ""))
    return of_page["id"][0].as_py() if of_page.num_rows else None


def _links_around(links: pa.Table, paper: str) -> pa.Table:
    """Keep the links of a paper and its entities; of hubs, which no walk passes, only its own."""
    own = pc.equal(links["paper"], paper)
    near = links.filter(pc.is_in(links["entity"], links.filter(own)["entity"].combine_chunks()))
    counts = near.group_by("entity").aggregate([("paper", "count")])
    hubs = counts.filter(pc.greater(counts["paper_count"], HUB_LIMIT))["entity"].combine_chunks()
    is_kept = pc.or_(pc.invert(pc.is_in(near["entity"], hubs)), pc.equal(near["paper"], paper))
    return near.filter(is_kept)


def load_around(folder: str | Path, paper: str) -> KnowledgeGraph:
    """Read a paper, its entities, and the papers that share one of them.

    Parameters
    ----------
    folder
        Folder that ``kg build`` or `KnowledgeGraph.save` wrote.
    paper
        Id or title, or what else `KnowledgeGraph.paper` finds it by.

    Returns
    -------
    KnowledgeGraph
        `KnowledgeGraph.related` returns the same for the paper as on the whole graph. Links have
        no mentions.

    Raises
    ------
    GraphError
        If the folder holds no graph, a broken one, or no such paper.
    """
    folder = Path(folder)
    return read_whole(folder, lambda: _around(folder, paper))


def _around(folder: Path, paper: str) -> KnowledgeGraph:
    papers = read_table(folder, "papers", ["id", "title", "url"])
    columns = ["paper", "entity", "role", "score"]
    origin = _paper_id(papers, paper)
    links = _links_around(read_table(folder, "links", columns), origin)
    is_near = pc.field("id").isin(pc.unique(links["paper"]).to_pylist() or [origin])
    is_held = pc.field("id").isin(pc.unique(links["entity"]))
    near = paper_records(folder, is_near)
    entities = entity_records(read_table(folder, "entities", rows=is_held))
    rows = zip(*(links[name].to_pylist() for name in columns), strict=True)
    with graph_errors(folder):
        return KnowledgeGraph(near, entities, (Link(*row) for row in rows), of_papers=len(papers))
