"""Stable paper ids: arXiv id, DOI, the record's own id, else a hash of the title or abstract."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote

from kg.data_files import data_lines
from kg.records import ENTITY_TYPES

__all__ = [
    "arxiv_id",
    "arxiv_month",
    "doi",
    "doi_page",
    "folded_letters",
    "is_arxiv_doi",
    "paper_id",
    "text_hash",
]

_OLD_ARCHIVES = "|".join(data_lines("readers/data/arxiv_archives.txt"))
_ARXIV_NEW = r"\d{4}\.\d{4,5}(?!\d)"
# The archive must be a known one: other ids, such as `users/1234567`, have the same form.
_ARXIV_OLD = rf"(?:{_OLD_ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{7}}(?!\d)"
# Hugging Face's page of a paper has the arXiv id in its URL.
_ARXIV = re.compile(
    r"(?:\barxiv[:.\s]\s*|arxiv\.org/(?:abs|pdf|html)/|(?:huggingface|hf)\.co/papers/)"
    rf"({_ARXIV_NEW}|{_ARXIV_OLD})",
    re.IGNORECASE,
)
_BARE_ARXIV = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?")
_NO_LETTERS = re.compile(r"[\W_]+")
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", re.IGNORECASE)
_ROW_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
# The bound keeps the time linear: no publisher's URL has more before the DOI.
_ADDRESS = r"((?:https?://|\bdoi\.org/)[^\s\"<>]{0,300}?)?"
_DOI_PREFIX = r"\b10\.\d{4,9}(?:\.\d{1,9}){0,3}(?:/|%2F)"
_DOI_CHARACTER = r"[^\s\"<>{}|\\^]"
_DOI = re.compile(rf"{_ADDRESS}({_DOI_PREFIX}{_DOI_CHARACTER}+)", re.IGNORECASE)
# DOIs made from a SICI contain `<693::AID-ASI4>`. In running text these brackets are mark-up, but
# not in a field that holds only the DOI.
_WHOLE_DOI = re.compile(
    rf"\s*(?:doi:?\s*)?{_ADDRESS}"
    rf"({_DOI_PREFIX}(?:{_DOI_CHARACTER}|<(?!/)[^\s\"<>{{}}|\\^:]*:{_DOI_CHARACTER}*>)+)\s*",
    re.IGNORECASE,
)
# A field that holds nothing but one DOI may have any printable character in it.
_LONE_DOI = re.compile(
    rf"\s*(?:doi:?\s*)?()({_DOI_PREFIX}(?:(?!{_DOI_PREFIX})[^\s<>])*[\w)])\s*", re.IGNORECASE
)
_ENCODED_SLASH = re.compile("%2F", re.IGNORECASE)
# Endings that the URLs of publishers and preprint servers have after the DOI.
_ADDRESS_TAIL = re.compile(
    r"(?:/(?:full(?:\.pdf|/html)?|fulltext|abstract|e?pdf)"
    r"|(?:(?<=\d)v\d+)?\.(?:full|abstract)(?:-text)?(?:\.pdf)?(?:\+html)?"
    r"|\.pdf)$",
    re.IGNORECASE,
)
# bioRxiv and medRxiv put the version into the URL of every page.
_RXIV_VERSION = re.compile(r"(10\.(?:1101|64898)/[\d.]+)v\d+", re.IGNORECASE)
# Characters of a DOI that need no escape in a path.
_SAFE_IN_PATH = "/:;()@!$&'*+,=[]"
_ENTITY_IDS = tuple(f"{type}/" for type in ENTITY_TYPES)


def arxiv_id(*texts: str | None) -> str | None:
    """Return the first arXiv id in the texts, without its version.

    Examples
    --------
    >>> arxiv_id("https://arxiv.org/abs/2405.01234v2"), arxiv_id("2405.01234")
    ('2405.01234', '2405.01234')
    """
    for text in filter(None, texts):
        found = _ARXIV.search(text) or _BARE_ARXIV.fullmatch(text.strip())
        if found:
            return _canonical(found[1])
    return None


def _canonical(identifier: str) -> str:
    """Remove the subject class of an old id: `math.GT/0309136` becomes `math/0309136`."""
    archive, slash, number = identifier.partition("/")
    return f"{archive.partition('.')[0].lower()}/{number}" if slash else identifier


def arxiv_month(identifier: str) -> str | None:
    """Return the year and month in which an arXiv id was given, in ISO 8601.

    Examples
    --------
    >>> arxiv_month("2405.01234"), arxiv_month("hep-th/9901001"), arxiv_month("2413.00001")
    ('2024-05', '1999-01', None)
    """
    number = identifier.rpartition("/")[2]
    year, month = number[:2], number[2:4]
    if not (number[:4].isdecimal() and 1 <= int(month) <= 12):
        return None
    # The first papers are of 1991.
    return f"{'19' if int(year) > 90 else '20'}{year}-{month}"


def doi(*texts: str | None) -> str | None:
    """Return the first DOI in the texts, in lower case.

    In a URL, the query and endings such as `/full` and `.pdf` do not belong to the DOI.

    Examples
    --------
    >>> doi("https://doi.org/10.1000/ABC.1.")
    '10.1000/abc.1'
    >>> doi("https://publisher.example/doi/10.1000/abc.1/full?download=true")
    '10.1000/abc.1'
    """
    for text in filter(None, texts):
        found = _WHOLE_DOI.fullmatch(text) or _LONE_DOI.fullmatch(text) or _DOI.search(text)
        if found:
            address, name = found.groups()
            if address:
                name = _addressed(address, name)
            prefix, _, local = _ENCODED_SLASH.sub("/", name).rstrip("/.,;)]").partition("/")
            if local:
                return f"{prefix}/{local}".casefold()
    return None


def _addressed(address: str, name: str) -> str:
    """Return the DOI in a URL without the query, fragment and ending after it."""
    ends = "[&#]" if "?" in address else "[?#]"
    name = unquote(re.split(ends, name, maxsplit=1)[0])
    # Characters that were percent-encoded need not belong to a DOI.
    whole = _WHOLE_DOI.fullmatch(name) or _DOI.match(name)
    name = (whole[2] if whole else name).rstrip("/.,;)]")
    name = _ADDRESS_TAIL.sub("", name)
    version = _RXIV_VERSION.fullmatch(name)
    return version[1] if version else name


def doi_page(doi: str) -> str:
    """Return the URL that resolves a DOI.

    Examples
    --------
    >>> doi_page("10.1000/(sici)12:3<45::aid-x>3.0.co;2-o")
    'https://doi.org/10.1000/(sici)12:3%3C45::aid-x%3E3.0.co;2-o'
    """
    return f"https://doi.org/{quote(doi, _SAFE_IN_PATH, errors='replace')}"


def is_arxiv_doi(doi: str) -> bool:
    """Check whether a DOI is arXiv's own for a preprint, and not a publisher's."""
    return _ARXIV_DOI.fullmatch(doi) is not None


def folded_letters(text: str) -> str:
    """Fold a text to its letters and digits, so that spellings of one title are equal.

    Examples
    --------
    >>> folded_letters("Self-Attention: Ｆast & 2×")
    'selfattentionfast2'
    """
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _NO_LETTERS.sub("", folded.casefold())


def text_hash(text: str) -> str:
    """Hash a text to the id of a paper that has no other."""
    return f"sha:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def paper_id(title: str, abstract: str, own: str | None = None, *links: str | None) -> str:
    """Choose the stable id of a paper.

    A record's own id is ignored if it is a number: such row numbers are the same in two lists for
    different papers.

    Parameters
    ----------
    own
        The id that the source gives to the record.
    links
        URLs, DOIs and other texts that may hold an arXiv id or a DOI.

    Examples
    --------
    >>> paper_id("Some Title", "", None) == paper_id("Some  title.", "other text", "17")
    True
    """
    if found := arxiv_id(own, *links):
        return f"arxiv:{found}"
    if found := doi(own, *links):
        arxiv = _ARXIV_DOI.fullmatch(found)
        return f"arxiv:{_canonical(arxiv[1])}" if arxiv else f"doi:{found}"
    if own and not _ROW_NUMBER.fullmatch(own):
        # A paper and an entity with one id would be one node.
        return f"id:{own}" if own.startswith(_ENTITY_IDS) else own
    # Without any letter or digit, the text itself is hashed.
    return text_hash(folded_letters(title) or folded_letters(abstract) or f"{title}\n{abstract}")
