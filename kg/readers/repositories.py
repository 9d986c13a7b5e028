"""The code, data and project URLs that an abstract states."""

from __future__ import annotations

import re

from kg.data_files import data_lines
from kg.readers.identifiers import arxiv_id, doi

__all__ = ["companion_kind", "repositories"]

_KINDS = dict(line.split("\t") for line in data_lines("readers/data/companion_hosts.tsv"))

_PATH = r"[^\s<>\"'`{}|\\^\u3000-\u303f\uff00-\uffef]"
_HOSTS = (
    r"(?:(?:github|gitlab|bitbucket|huggingface|zenodo|osf|sourceforge|kaggle)\.(?:com|org|co|io"
    r"|net)|hf\.co|anonymous\.4open\.science)"
)
_URL = re.compile(
    rf"https?://{_PATH}+|(?<![\w./@-])(?:www\.)?{_HOSTS}/{_PATH}+"
    rf"|(?<![\w./@-])[\w-]{{1,63}}\.github\.io(?![\w-])(?:/{_PATH}*)?",
    re.IGNORECASE,
)
# A part of every such URL that is faster to find than its beginning, which could be any word.
_TELLING = re.compile(r"\.(?:(?:com|org|co|io|net|science)/|github\.io)", re.IGNORECASE)
# Where one match holds two URLs: a Markdown link, or a list without spaces.
_NEXT = re.compile(r"\]\(|[,;](?=https?://)")
_TRAILING = ".,;:!?*~’”…(["
_OPENING = {")": "(", "]": "["}


def _trimmed(url: str) -> str:
    """Strip what belongs to the sentence: full stops, and brackets opened before the URL."""
    surplus = {closing: url.count(closing) - url.count(_OPENING[closing]) for closing in _OPENING}
    end = len(url)
    while end:
        last = url[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return url[:end]


def repositories(text: str) -> tuple[str, ...]:
    """Find the URLs in a text, in order, each once.

    Examples
    --------
    >>> repositories("Code (github.com/a/b) and https://example.org/x. See github.com/a/b.")
    ('https://github.com/a/b', 'https://example.org/x')
    """
    if "://" not in text and not _TELLING.search(text):
        return ()
    kept: dict[str, str] = {}
    for match in _URL.finditer(text):
        for part in _NEXT.split(match[0]):
            scheme, separator, rest = _trimmed(part).partition("://")
            address = rest if separator else scheme
            if "." in address.partition("/")[0]:
                url = f"{scheme.lower() if separator else 'https'}://{address}"
                kept.setdefault(address.rstrip("/").casefold(), url)
    return tuple(kept.values())


def companion_kind(url: str) -> str:
    """Return what a URL beside a paper leads to, ``code`` or ``talk``; empty for a paper's page.

    Examples
    --------
    >>> companion_kind("https://www.youtube.com/watch?v=a"), companion_kind("https://a.github.io")
    ('talk', 'code')
    >>> companion_kind("https://huggingface.co/papers/2401.01234")
    ''
    """
    host = url.partition("://")[2].partition("/")[0].casefold()
    while host and host not in _KINDS:
        host = host.partition(".")[2]
    return "" if not host or arxiv_id(url) or doi(url) else _KINDS[host]
