"""Words of fixed lists, licences and ids as people write them in tables.

Owns how the members of a list are found in a cell, and what a word that no list has means: it is
said, and the list that held it is not whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msm_rules.facts import FactSpec
from msm_rules.facts.problems import IllFormed, found, quoted, suggestion
from msm_rules.frozen import record
from msm_rules.sources.normalise import licences, tags
from msm_rules.sources.normalise.claims import Json
from msm_rules.sources.normalise.claims import members as as_set
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.normalise.languages import NO_LANGUAGES, languages, primary_tag
from msm_rules.sources.tables.mapping import Written
from msm_rules.values.types import HUB_ID, LICENCE, Enum, SetOf, plural

_SPLIT = re.compile(r"[,;\n]")
SYNONYMS: Mapping[str, Mapping[str, str]] = {
    "domain": tags.DOMAINS,
    "flag": tags.FLAGS,
    "format": tags.FORMATS,
}
"""Other words for members of lists, in lower case."""


@record
class Members:
    """A set as a facts document writes it, and what of the cell is no member."""

    value: Json
    odd: tuple[str, ...] = ()
    note: str | None = None


def key_of(raw: object) -> str:
    """A cell as `words` of a mapping name it: in lower case, without blanks around it; of what is
    no single value, nothing."""
    return "" if isinstance(raw, list | dict) else str(raw).strip().casefold()


def word(raw: object, enum: Enum) -> str:
    """The member of a list that a word stands for; raises IllFormed with the nearest one."""
    text = raw.strip() if isinstance(raw, str) else ""
    lowered = re.sub(r"[\s_]+", "-", text.casefold())
    known = SYNONYMS.get(enum.name, {})
    for candidate in (text, lowered, known.get(lowered), known.get(text.casefold())):
        if candidate in enum.members:
            return str(candidate)
    noun = "a word of its list" if enum.name == "choice" else f"one of the {plural(enum.name)}"
    near = suggestion(lowered, enum.members)
    raise IllFormed(f"expected {noun}, found {found(raw)}{near}")


def parts(raw: object, written: Written) -> list[object]:
    """The members in a cell: of a list, or of a text that separates them."""
    if isinstance(raw, list | tuple):
        return [part for part in raw if part is not None]
    if not isinstance(raw, str):
        return [raw]
    split = raw.split(written.split) if written.split else _SPLIT.split(raw)
    return [part.strip() for part in split if part.strip()]


def read_set(raw: object, spec: FactSpec, written: Written) -> Members:
    """The set in a cell; with a word that no list has it is open, and the word is said."""
    type_ = spec.value_type
    assert isinstance(type_, SetOf)
    given = list(_replaced(parts(raw, written), written))
    if isinstance(type_.element, Enum) and type_.element.name == "language":
        return _languages(given, written)
    found_: list[str] = []
    odd: list[str] = []
    for part in given:
        try:
            found_.append(_member(part, type_.element))
        except IllFormed as ill:
            odd.append(str(ill))
    if not found_:
        return Members(None, tuple(odd))
    return Members(as_set(found_, None if odd or not written.whole else found_), tuple(odd))


def _replaced(given: list[object], written: Written) -> Iterator[object]:
    """What the mapping's words stand for in place of them; `null` is nothing."""
    for part in given:
        value = written.words.get(key_of(part), part)
        yield from value if isinstance(value, list) else () if value is None else (value,)


def _member(part: object, element: object) -> str:
    if isinstance(element, Enum):
        return word(part, element)
    if not isinstance(part, str):
        raise IllFormed(f"expected a text, found {found(part)}")
    if element == LICENCE:
        possible = licences.from_names((part,)).possible
        if len(possible) != 1:
            raise IllFormed(f"no licence is known by the name {quoted(part)}")
        return possible[0]
    return (hub_id(part) or part) if element == HUB_ID else part


def _languages(given: list[object], written: Written) -> Members:
    read = languages(given)
    if read is None or not read.tags:
        return Members(None, tuple(_strange(given)))
    whole = read.tags if read.complete and written.whole else None
    return Members(as_set(read.tags, whole), tuple(_strange(given)), read.note)


def _strange(given: list[object]) -> Iterator[str]:
    """What is said of each word that is no language."""
    for part in given:
        if key_of(part) not in NO_LANGUAGES and primary_tag(str(part)) is None:
            yield f"{quoted(str(part))} is no language that is known"
