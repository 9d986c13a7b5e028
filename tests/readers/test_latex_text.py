"""LaTeX in titles and abstracts: what a reader would see of it."""

import json
import time
from pathlib import Path

import pytest
from reading import read_text

from kg.readers.cleaning import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (
            r"Llama~2, GPT~4 and Llama-2~13B on CIFAR~10 (Figure~1, Table~2~(left)), 3~\%, 5~ms",
            "Llama 2, GPT 4 and Llama-2 13B on CIFAR 10 (Figure 1, Table 2 (left)), 3 %, 5 ms",
        ),
        (r"i.e.\ V-JEPA\,2 needs 5\,ms, $a\,b$", r"i.e. V-JEPA 2 needs 5 ms, $a\,b$"),
        (
            r"of~$x~y$~or M\"uller~et al.,~2020 (1)~\emph{so}~it",
            r"of $x~y$ or Müller et al., 2020 (1) so it",
        ),
        (r"\textbf{ours {FooNet} wins} {\it on {CIFAR}}", "ours {FooNet} wins on {CIFAR}"),
        (r"\emph{nested \textbf{bold {deep}}}, \emph{open", r"nested bold {deep}, \emph{open"),
        (r"as in~\cite[p.~3]{lee20} (\citep{a}), Sec.~\ref{s}\label{t} 2.", "as in, Sec. 2."),
        (r"X\footnote{By \emph{far}.} and \footnote{see Z} Y", "X (By far.) and (see Z) Y"),
        (r"for \texorpdfstring{$\alpha$}{alpha} \textcolor{red}{nets}", "for alpha nets"),
        (r"at \href{https://a.org/b}{this https URL}.", "at https://a.org/b."),
        (r"at \href{https://a.org/b_c}{\texttt{a.org/b\_c}}.", "at https://a.org/b_c."),
        (r"our \href{https://a.org/b}{\emph{B}} code", "our B (https://a.org/b) code"),
        (r"\href{mailto:a@b.org}{Mail} us", "Mail us"),
        (r"{\href{https://a.org/b}{The Title}}", "{The Title}"),
    ],
)
def test_ties_and_commands_become_what_they_print(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_tilde_that_is_no_tie_stays() -> None:
    text = "about ~5 times, 5~10 nodes, 1M~4M tokens, 10GB~20GB, $~3$, https://a.edu/~b/c~d"
    assert clean(text) == text


def test_a_repository_is_found_behind_a_link_and_in_a_footnote(tmp_path: Path) -> None:
    text = r"See \href{https://github.com/foo/bar}{code}.\footnote{\url{https://osf.io/x1}}"
    for name, list_ in (
        ("a.bib", f"@misc{{a, title={{A}}, abstract={{{text}}}}}"),
        ("a.jsonl", json.dumps({"title": "A", "abstract": text}) + "\n"),
    ):
        (paper,), _ = read_text(tmp_path, list_, name)
        assert paper.repositories == ("https://github.com/foo/bar", "https://osf.io/x1")


@pytest.mark.parametrize(
    "text",
    [
        r"\href{https://a.org}{" * 20_000 + "}" * 20_000,
        r"\href{https://a.org}{b} " * 20_000,
        r"\textbf{" * 50_000 + "}" * 50_000,
        r"\cite[" * 80_000,
        r"\footnote{" * 50_000,
    ],
    ids=["nested", "many", "deep", "options", "open"],
)
def test_commands_beyond_number_are_cleaned_in_linear_time(text: str) -> None:
    begun = time.perf_counter()
    clean(text)
    assert time.perf_counter() - begun < 5
