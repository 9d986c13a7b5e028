"""Makes a paper from the fields of a record, whatever its source calls them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from kg.data_files import data_lines
from kg.readers.cleaning import clean
from kg.readers.copyright_lines import without_copyright
from kg.readers.dates import partial_date
from kg.readers.field_names import SYNONYMS, fold_field, value_at
from kg.readers.field_use import FieldUse
from kg.readers.identifiers import arxiv_id, doi, folded_letters, is_arxiv_doi, paper_id
from kg.readers.json_values import page
from kg.readers.limits import LONGEST_ABSTRACT, LONGEST_EXTRA, LONGEST_MARKED_UP
from kg.readers.people import forename_first, split_names
from kg.readers.repositories import companion_kind, repositories
from kg.records import Paper, Source

__all__ = ["NO_TEXT", "paper_from_fields"]

NO_TEXT = "has neither a title nor an abstract"

# Keys for the parts of a person's name, in the order in which they are said: Zotero, S2ORC, CSL.
_NAME_PARTS = (
    ("firstName", "lastName", "suffix"),
    ("first_name", "last_name", "suffix"),
    ("given_name", "family_name", "suffix"),
    ("first", "middle", "last", "suffix"),
    ("given", "dropping-particle", "non-dropping-particle", "family", "suffix"),
    ("givenName", "familyName", "suffix"),
)
# Keys under which a source gives a whole name.
_WHOLE_NAMES = ("fullname", "full_name", "fullName", "display_name", "creator", "author")
# CSL's key for a name whose parts must not be told apart.
_LITERAL = "literal"
# `Lee, Ann (57200000000)`
_SCOPUS_NUMBER = re.compile(r" ?\(\d{6,}+\)")
# Keys under which an object holds the value of a field.
_WRAPPED = ("value", "name", "text", "url", "title", "description")
# Keys of the English text where there is one for each language.
_ENGLISH = re.compile(r"en(?:g|glish)?(?:[-_]\w+)*", re.IGNORECASE)
# Items other than papers that a Zotero library holds and exports.
_NO_PAPERS = frozenset(("attachment", "note", "annotation"))
_NO_ABSTRACT = frozenset(map(folded_letters, data_lines("readers/data/no_abstract.txt")))
_LONGEST_NO_ABSTRACT = 60
_OPENALEX = "https://openalex.org/"
# The first letters of its ids of authors, institutions, sources and the like.
_NO_WORKS = frozenset("ACFIPST")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def _missing(value: Any) -> bool:
    """Check for a missing value; tables use NaN, which is not equal to itself."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value in ([], {}) or (isinstance(value, float) and value != value)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or _missing(value):
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return next((_text(value[key]) for key in _WRAPPED if key in value), "")
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(item) for item in value)))
    return ""


def _person(value: Any) -> str:
    """Return the name of a person; some sources give its parts."""
    if not isinstance(value, Mapping):
        return _text(value)
    for parts in _NAME_PARTS:
        if value.get(parts[-2]):
            said = (_text(value.get(part)).replace(", ", " ") for part in parts)
            return " ".join(filter(None, said))
    names = (_text(value.get(key)) for key in _WHOLE_NAMES)
    return next(filter(None, names), "") or _text(value)


def _listed(text: str) -> list[Any]:
    """Parse a list: pandas writes `['Ann Lee', 'Bob Roe']` into a cell."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return []
    return value if isinstance(value, list) else []


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]":
        value = _listed(value) or value
    if isinstance(value, str):
        value = split_names(_SCOPUS_NUMBER.sub("", " ".join(value.split())))
    if isinstance(value, Mapping):
        # IEEE and Europe PMC wrap the list once more: `{"authors": [...]}`.
        value = next((each for each in value.values() if isinstance(each, list)), [value])
    if isinstance(value, list):
        return tuple(filter(None, map(_name, _writers(value))))
    return ()


def _name(person: Any) -> str:
    """Return the name of a person, forename first, or a name that is to be kept whole."""
    if isinstance(person, Mapping) and (whole := clean(_text(person.get(_LITERAL)))):
        return whole
    return forename_first(clean(_person(person)))


def _writers(people: list[Any]) -> list[Any]:
    """Return the authors among Zotero's creators of an item, or all creators if none is one."""
    writers = [each for each in people if isinstance(each, Mapping) and _is_writer(each)]
    return writers or people


def _is_writer(person: Mapping[str, Any]) -> bool:
    return person.get("creatorType") == "author"


_KNOWN = frozenset(name for names in SYNONYMS.values() for name in names)
_UNDATED = _KNOWN.difference(SYNONYMS["date"], SYNONYMS["year"])


def _extra(
    record: Mapping[str, Any], columns: Mapping[str, str], dated: bool, use: FieldUse | None
) -> dict[str, str]:
    """Return the values without a field of ours, including a date that cannot be parsed."""
    known = _KNOWN if dated else _UNDATED
    # The object that holds a mapped key is no value of its own.
    mapped = {name if name in record else name.partition(".")[0] for name in columns.values()}
    extra = {}
    for name, value in record.items():
        if name in mapped or fold_field(str(name)) in known:
            continue
        text = _text(value)
        if len(text) <= LONGEST_EXTRA:
            text = clean(text)
            if text:
                extra[clean(str(name))] = text
        elif use:
            use.left_out(str(name))
    return extra


# The records of a file have the same keys, in one order or a few.
@lru_cache(maxsize=64)
def _names_of_fields(
    names: tuple[str, ...], columns: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Map each of our fields to the keys of a record that may hold it, the likeliest first."""
    by_synonym: dict[str, list[str]] = {}
    for name in names:
        by_synonym.setdefault(fold_field(str(name)), []).append(name)
    found = {
        field: tuple(name for synonym in synonyms for name in by_synonym.get(synonym, ()))
        for field, synonyms in SYNONYMS.items()
    }
    for field, name in columns:
        found[field] = (name,)
    return tuple((field, held) for field, held in found.items() if held)


def _looked_up(
    record: Mapping[str, Any], columns: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the value of each of our fields, and the key that supplied it."""
    values: dict[str, Any] = {}
    taken: dict[str, str] = {}
    for field, names in _names_of_fields(tuple(record), tuple(columns.items())):
        for name in names:
            value = record.get(name)
            if value is None and "." in name:
                value = value_at(record, name)
            if isinstance(value, bytes):
                # So some programs write the texts of Parquet tables.
                value = value.decode("utf8", "replace")
            if not _missing(value):
                values[field], taken[field] = value, name
                break
        if field == "url" and companion_kind(_text(values.get(field))):
            _put_page_first(record, names, values, taken)
    return values, taken


def _put_page_first(
    record: Mapping[str, Any], names: Iterable[str], values: dict[str, Any], taken: dict[str, str]
) -> None:
    """Replace an address of code or a talk by the paper's page, if the record has that too."""
    for name in names:
        address = _text(record.get(name))
        if _WEB.fullmatch(address) and not companion_kind(address):
            values["link"], values["url"], taken["url"] = values["url"], address, name
            return


def paper_from_fields(
    record: Mapping[str, Any],
    source: Source,
    columns: Mapping[str, str] | None = None,
    use: FieldUse | None = None,
) -> Paper:
    """Make a paper from a record's fields.

    Parameters
    ----------
    record
        Values by field name; synonyms of our fields are known, other fields go to `Paper.extra`.
    columns
        Maps our fields to the names that the user gives for them.
    use
        Collects which name was used for which field.

    Raises
    ------
    ValueError
        If the record has neither a title nor an abstract, is not a paper, or its text is too long.
    """
    columns = columns or {}
    values, taken = _looked_up(record, columns)
    kind = record.get("Item Type") or record.get("itemType")
    if isinstance(kind, str) and kind in _NO_PAPERS:
        raise ValueError(f"is not a paper: {kind}")
    title, abstract = _title_and_abstract(values)
    date = partial_date(_text(values.get("date"))) or partial_date(_text(values.get("year")))
    extra = _extra(record, columns, date is not None, use)
    for field in _not_understood(values, abstract, date):
        name = taken.pop(field)
        if use:
            use.unread(name, values[field])
    if venue := clean(_text(values.get("venue"))):
        extra["venue"] = venue
    id = _identified(title, abstract, values, extra)
    authors = _names(values.get("authors"))
    if not authors:
        # People that cannot be named count as missing.
        taken.pop("authors", None)
    if use:
        use.add(taken)
    url, code = _addresses(id, values, extra)
    return Paper(
        id=id,
        title=title,
        abstract=abstract,
        authors=authors,
        organisation=clean(_text(values.get("organisation"))) or None,
        year=int(date[:4]) if date else None,
        date=date,
        url=url,
        repositories=_union(abstract, values.get("repositories"), code),
        source=source,
        extra=extra,
    )


def _not_understood(values: Mapping[str, Any], abstract: str, date: str | None) -> Iterator[str]:
    """Yield the fields whose values say nothing that a paper can hold."""
    stated = values.get("abstract")
    if not abstract and isinstance(stated, Mapping | list) and not _text(stated):
        yield "abstract"
    if date is None:
        yield from (field for field in ("date", "year") if field in values)


def _in_english(value: Any) -> Any:
    """Return the English text of an object with a text for each language, or its only text."""
    if not isinstance(value, Mapping) or any(key in value for key in _WRAPPED):
        return value
    found = [each for key, each in value.items() if len(value) == 1 or _ENGLISH.fullmatch(str(key))]
    return found[0] if found and isinstance(found[0], str) else value


def _title_and_abstract(values: Mapping[str, Any]) -> tuple[str, str]:
    """Clean a title and an abstract, or its sentences; refuse them if there is too much of them."""
    stated = _in_english(values.get("abstract"))
    sentences = filter(_is_abstract, stated) if isinstance(stated, list) else [stated]
    title = values.get("title")
    if isinstance(title, list) and isinstance(title[0], Mapping):
        # DataCite's further titles are translations and the like.
        title = title[0]
    texts = _text(_in_english(title)), " ".join(map(_text, sentences))
    _check_length(texts, LONGEST_MARKED_UP)
    title, abstract = clean(texts[0]), without_copyright(clean(texts[1]))
    if len(abstract) < _LONGEST_NO_ABSTRACT and folded_letters(abstract) in _NO_ABSTRACT:
        abstract = ""
    if not title and not abstract:
        raise ValueError(NO_TEXT)
    _check_length((title, abstract), LONGEST_ABSTRACT)
    return title, abstract


def _is_abstract(part: Any) -> bool:
    """Check a description of DataCite, which may be about the series, and anything else."""
    return not isinstance(part, Mapping) or part.get("descriptionType", "Abstract") == "Abstract"


def _check_length(texts: tuple[str, str], longest: int) -> None:
    if (length := sum(map(len, texts))) > longest:
        raise ValueError(f"a text of {length:,} characters is too long")


def _identified(title: str, abstract: str, values: Mapping[str, Any], extra: dict[str, str]) -> str:
    """Choose the paper's id, and keep the other ids of the record in `extra`."""
    own = clean(_text(values.get("id")))
    if own.startswith(_OPENALEX):
        if own[len(_OPENALEX) :][:1] in _NO_WORKS:
            raise ValueError(f"is not a paper: {own}")
        own = f"openalex:{own.removeprefix(_OPENALEX)}"
    links = (_text(values.get("url")), _text(values.get("doi")), _text(values.get("arxiv")))
    chosen = paper_id(title, abstract, own or None, *links)
    if own and chosen != own and not arxiv_id(own) and not doi(own):
        scheme, colon, local = own.partition(":")
        # Two sources of one paper each have an id of their own for it.
        is_named = colon and scheme.isalnum() and not local.startswith("//")
        extra.setdefault(*((scheme, local) if is_named else ("id", own)))
    stated = doi(links[1])
    if stated and chosen.startswith("arxiv:") and not is_arxiv_doi(stated):
        extra["doi"] = stated
    return chosen


def _addresses(id: str, values: Mapping[str, Any], extra: dict[str, str]) -> tuple[str | None, str]:
    """Return the paper's page and the address of its code; any other goes to `extra`."""
    scheme, _, local = id.partition(":")
    stated, beside = _text(values.get("url")), _text(values.get("link"))
    if not _WEB.fullmatch(stated):
        stated = ""
    url = stated or None
    if scheme in ("arxiv", "doi"):
        url = page(local, None) if scheme == "arxiv" else page(None, local)
        if stated and not (arxiv_id(stated) or doi(stated)):
            beside = beside or stated
    if companion_kind(beside) == "code":
        return url, beside
    if beside:
        extra["link"] = beside
    return url, ""


def _union(abstract: str, *stated: Any) -> tuple[str, ...]:
    """Return the URLs in the abstract and in the fields for them, each once."""
    found = repositories(abstract)
    return repositories(" ".join((*found, *map(_text, stated)))) if any(stated) else found
