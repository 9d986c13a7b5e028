"""A Python user in a notebook: each `# %%` is a cell, in editors that know such files."""

# %% Read and build. Nothing is sent anywhere, and no model is downloaded.
import tempfile
from pathlib import Path

import networkx as nx

import kg

graph = kg.build_graph(kg.read_papers(Path(__file__).parent / "abstracts.txt"))
graph.stats()

# %% Which papers use a method, and which text says so?
for link in graph.links_of(graph.entity("Transformer").id):
    evidence = link.mentions[0]
    print(link.role, "|", graph.paper(link.paper).title, "|", evidence.text, "|", evidence.field)

# %% When was it written about?
print(graph.timeline("Transformer"))

# %% NetworkX underneath: the entities that most papers lead to.
network = graph.to_networkx()
# Other edges lead from a variant to what it is a variant of.
links = [edge for edge in network.edges(keys=True) if network.edges[edge]["kind"] == "link"]
degrees = [(degree, node) for node, degree in network.edge_subgraph(links).in_degree() if degree]
for degree, node in sorted(degrees, reverse=True)[:5]:
    print(degree, network.nodes[node]["label"])
print(nx.number_weakly_connected_components(network), "components")

# %% A smaller graph: one paper, what it names, and the papers that are nearest.
paper = graph.paper("Denoising Diffusion Probabilistic Models")
near = [item.paper.id for item in graph.related(paper.id, k=3)]
part = graph.subgraph([paper.id, *near, *(link.entity for link in graph.links_of(paper.id))])
print(part)

# %% Keep it, and get the same graph back; write its page.
with tempfile.TemporaryDirectory() as folder:
    part.save(folder)
    assert kg.KnowledgeGraph.load(folder).links == part.links
    part.to_html(Path(folder) / "part.html")

# %% What would go if two papers were taken away?
gone = kg.diff(graph, graph.without([paper.id, *near[:1]]))
print(len(gone.papers_removed), "papers and", len(gone.entities_removed), "entities fewer")
