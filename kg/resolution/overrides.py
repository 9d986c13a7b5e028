"""A user's overrides file: which names are one thing, which are not, and what they are called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from kg.errors import InputError
from kg.naming import fold_name
from kg.records import ENTITY_TYPES, EntityType, Note, RelationKind
from kg.resolution.known import everyday_word, known_by_slug, known_named

__all__ = [
    "NO_OVERRIDES",
    "Override",
    "Overrides",
    "checked_override",
    "parse_overrides",
    "read_overrides",
]

Verb = Literal["same", "different", "name", "type", "drop", "variant", "part"]
_VERBS: tuple[Verb, ...] = get_args(Verb)
_FIELDS: Mapping[Verb, str] = {
    "same": "A B [TYPE]",
    "different": "A B",
    "name": "A NAME",
    "type": "A TYPE",
    "drop": "A",
    "variant": "A B",
    "part": "A B",
}
# Separates a folded name from one exact spelling of it that is kept apart; no folded name
# contains it.
_EXACT = "\x1f"
_WORD = "\x1fword"
_ID = re.compile(rf"({'|'.join(ENTITY_TYPES)})/([a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Override:
    """One line of an overrides file.

    Attributes
    ----------
    names
        What follows the verb: names as users write them, without regard to case, hyphens and
        plural; for ``type``, and at the end of ``same``, a type.
    place
        The file and line that it was read from, for messages; empty if it was read from none.
    """

    verb: Verb
    names: tuple[str, ...]
    place: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return "\t".join((self.verb, *self.names))

    @property
    def subjects(self) -> tuple[str, ...]:
        """The names of what it is about, without types and names to show."""
        return self.names[: 1 if self.verb in ("name", "type") else 2]


def _spaced(name: str) -> str:
    """Reduce white space to single blanks: a mention may run over the end of a line."""
    return " ".join(name.split())


def _is_name_joined_to(unused: Sequence[str]) -> bool:
    """Check whether papers may spell otherwise the one name that they do not use.

    The gazetteer joins their names to its own; once the user has undone that, none is left.
    """
    return len(unused) == 1 and known_named(fold_name(unused[0]), "method") is not None


@lru_cache(maxsize=1 << 16)
def _folded(name: str) -> str:
    return fold_name(name) + (_WORD if everyday_word(name) else "")


@dataclass(frozen=True)
class Overrides:
    """The lines of an overrides file, and their effect on names.

    Examples
    --------
    >>> lines = parse_overrides(["different\\tMATH\\tmath"], "my.tsv")
    >>> lines.key("MATH") == lines.key("math")
    False
    """

    lines: tuple[Override, ...] = ()

    def of(self, verb: Verb) -> tuple[tuple[str, ...], ...]:
        """Return the names of all lines with one verb, in the order of the file."""
        return tuple(line.names for line in self.lines if line.verb == verb)

    @property
    def digest(self) -> str:
        """SHA-256 of the lines without comments and blanks, for reports."""
        return hashlib.sha256("\n".join(map(str, self.lines)).encode()).hexdigest()

    @cached_property
    def _exact(self) -> frozenset[str]:
        pairs = self.of("different")
        return frozenset(_spaced(b) for a, b in pairs if fold_name(a) == fold_name(b))

    def key(self, name: str) -> str:
        """Fold a name to its key; a spelling that is kept apart gets a key of its own.

        These are the spellings that a user keeps apart, and everyday words (math) that are
        spelled like a known acronym (MATH).
        """
        return _folded(name) + self._exact_part(name)

    def key_in_paper(self, name: str, paper: str) -> str:
        """Return the key of the thing of its own to which a paper gives a name.

        It is that of the name with the paper's id, as users write it.
        """
        return self.key(f"{name} {paper}") + self._exact_part(name)

    def _exact_part(self, name: str) -> str:
        if not self._exact:
            return ""
        spaced = _spaced(name)
        return f"{_EXACT}{spaced}" if spaced in self._exact else ""

    @cached_property
    def different(self) -> frozenset[tuple[str, str]]:
        """The pairs of keys that are never one thing, each in both orders."""
        pairs = [(self.key(a), self.key(b)) for a, b in self.of("different")]
        return frozenset([*pairs, *((b, a) for a, b in pairs)])

    @cached_property
    def dropped(self) -> frozenset[str]:
        """The keys of the names that are not entities."""
        return frozenset(self.key(name) for (name,) in self.of("drop"))

    def types(self) -> dict[str, EntityType]:
        """Return the types that the user gave, by key."""
        given = [(names[0], names[1]) for names in self.of("type")]
        given += [(names[0], names[2]) for names in self.of("same") if len(names) == 3]
        return {self.key(name): kind for name, kind in given}  # type: ignore[misc]

    def displayed(self) -> dict[str, str]:
        """Return the names that the user gave to entities, by the key of another of their names."""
        return {self.key(name): shown for name, shown in self.of("name")}

    def relations(self) -> list[tuple[str, RelationKind, str]]:
        """Return the relations that the user stated, between keys."""
        kinds: tuple[tuple[Verb, RelationKind], ...] = (
            ("variant", "variant_of"),
            ("part", "part_of"),
        )
        return [(self.key(a), kind, self.key(b)) for verb, kind in kinds for a, b in self.of(verb)]

    def notes(self, is_used: Callable[[str], bool]) -> tuple[Note, ...]:
        """Return a note on each line with a name that no paper uses.

        Parameters
        ----------
        is_used
            Says whether a key is that of a name in some paper.
        """
        found = []
        for line in self.lines:
            unused = [name for name in line.subjects if not is_used(self.key(name))]
            if unused and not (line.verb == "different" and _is_name_joined_to(unused)):
                file, _, place = line.place.rpartition(", ")
                text = f"no paper names {' or '.join(map(repr, unused))}"
                found.append(Note(file or "overrides", place or repr(str(line)), text))
        return tuple(found)


NO_OVERRIDES = Overrides()


def _wrong(source: str, number: int, problem: str) -> InputError:
    return InputError(problem, source, f"line {number}")


def _name_of(text: str) -> str:
    """Return the name that an entity's id is made of; any other text is a name already.

    Examples
    --------
    >>> _name_of("method/grpo"), _name_of("benchmark/humaneval-plus"), _name_of("CIFAR-10/100")
    ('GRPO', 'HumanEval+', 'CIFAR-10/100')
    """
    found = _ID.fullmatch(text)
    if found is None:
        return text
    return known_by_slug(found[2], cast(EntityType, found[1])) or found[2]


def checked_override(verb: str, names: tuple[str, ...]) -> Override:
    """Make an override of the fields of a line.

    Raises
    ------
    InputError
        If there is no such verb, or it takes other names.
    """
    known_verb = next((known for known in _VERBS if known == verb), None)
    if known_verb is None:
        hint = "" if names else "; fields are separated by tabs"
        raise InputError(f"unknown word {verb!r}: one of {', '.join(_VERBS)}{hint}")
    if problem := _problem(known_verb, names):
        raise InputError(problem)
    return Override(known_verb, names)


def _problem(verb: Verb, names: tuple[str, ...]) -> str | None:
    wanted = _FIELDS[verb].split()
    least = sum(not field.startswith("[") for field in wanted)
    if not least <= len(names) <= len(wanted):
        form = "<tab>".join([verb, *wanted])
        return f"{verb} takes {form}, not {len(names)} fields after it"
    typed = names[1:] if verb == "type" else names[2:]
    for name in typed:
        if name not in ENTITY_TYPES:
            known = ", ".join(ENTITY_TYPES)
            return f"{name!r} is no type of entity; known types are {known}"
    for name in names[: len(names) - len(typed)]:
        if not fold_name(name):
            return f"{name!r} holds no letter and no digit"
    if verb in ("same", "different", "variant", "part") and names[0] == names[1]:
        return f"both names are {names[0]!r}"
    return None


def parse_overrides(lines: Iterable[str], source: str) -> Overrides:
    """Read overrides from lines of tab-separated fields; ``#`` begins a comment line.

    Parameters
    ----------
    source
        Name of the file, for messages.

    Raises
    ------
    InputError
        If a line is malformed, or contradicts an earlier one; the message names them.
    """
    # Each line, and the number of the first that says it.
    found: dict[Override, int] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip("\r\n\ufeff ")
        if not text.strip() or text.startswith("#"):
            continue
        first, *fields = (field.strip() for field in text.rstrip("\t").split("\t"))
        # The second field of `name` is to be shown as it is.
        names = [
            each if first == "name" and place else _name_of(each)
            for place, each in enumerate(fields)
        ]
        try:
            override = checked_override(first, tuple(names))
        except InputError as error:
            raise _wrong(source, number, error.reason) from None
        found.setdefault(replace(override, place=f"{source}, line {number}"), number)
    overrides = Overrides(tuple(found))
    _refuse_contradictions(overrides, list(found.values()), source)
    return overrides


def _refuse_contradictions(overrides: Overrides, numbers: Iterable[int], source: str) -> None:
    # What was said first of each subject, and in which line.
    said: dict[Hashable, tuple[Hashable, int]] = {}
    for number, line in zip(numbers, overrides.lines, strict=True):
        for subject, statement in _statements(overrides, line):
            first, at = said.setdefault(subject, (statement, number))
            if first != statement:
                how = "otherwise than" if line.verb in ("name", "type") else "the opposite of"
                raise _wrong(source, number, f"says {how} line {at}")


def _statements(overrides: Overrides, line: Override) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield what a line says, after the subject of which no other line may say anything else."""
    verb, names = line.verb, line.names
    if verb in ("name", "type"):
        yield (verb, overrides.key(names[0])), names[1]
    if len(names) == 3:
        yield ("type", overrides.key(names[0])), names[2]
    if verb in ("same", "different"):
        yield ("thing", frozenset(map(overrides.key, names[:2]))), verb
    if verb in ("variant", "part"):
        pair = tuple(map(overrides.key, names))
        yield (verb, frozenset(pair)), pair


def read_overrides(path: str | Path) -> Overrides:
    """Read an overrides file.

    Parameters
    ----------
    path
        UTF-8 text, one statement per line, with its fields separated by tabs; A and B are names,
        or ids such as ``method/grpo``:

        ``same A B [TYPE]``
            A and B are one thing (of this type).
        ``different A B``
            A and B are never one thing; this undoes a join.
        ``name A NAME``
            The entity with the name A is displayed as NAME.
        ``type A TYPE``
            A is of this type.
        ``drop A``
            A is not an entity.
        ``variant A B``, ``part A B``
            A is a variant, or a part, of B.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is wrong as for `parse_overrides`.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        number = len(f"{before}?".splitlines())
        raise _wrong(str(path), number, "not UTF-8 text") from error
    return parse_overrides(text.splitlines(), str(path))
