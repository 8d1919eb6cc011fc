"""The rules of a mapping: what may be said of one fact, checked against the fact itself.

Owns the words of a rule, and which have a meaning for which kind of fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from decimal import Decimal
from typing import Any

from msm_rules.facts import FactSpec, Vocabulary, own_fact
from msm_rules.facts.keys import split_key
from msm_rules.facts.problems import IllFormed, found, name_of, suggestion
from msm_rules.facts.vocabulary import METHODS
from msm_rules.sources.normalise.claims import Json
from msm_rules.sources.tables.dates import form
from msm_rules.sources.tables.mapping import WHOLE, Place, Rule, Written
from msm_rules.sources.tables.members import key_of
from msm_rules.sources.tables.numbers import units
from msm_rules.values.types import (
    BOOL,
    DATE,
    NUMBER,
    STRING,
    MapOf,
    SetOf,
    Type,
    is_ordered,
)

PLACE = ("column", "columns", "with", "value")
_NUMBERS = ("unit", "times", "exact")
_SETS = ("split", "list")
OWN_TYPES: Table[str, Type] = {
    "number": NUMBER,
    "text": STRING,
    "yes or no": BOOL,
    "date": DATE,
    "set of text": SetOf(STRING),
}
"""What a fact of one's own may hold: facts that a policy declares."""


# --- where a value stands ------------------------------------------------------------------------


def place_of(raw: object, more: tuple[str, ...]) -> Place:
    """A column by its name, or a mapping that says more; `more` are the other words it may have."""
    if isinstance(raw, str) and raw:
        return Place((raw,))
    if not isinstance(raw, Table):
        raise IllFormed(f"expected a column's name, or a mapping with `column`, found {found(raw)}")
    for name in raw:
        if name not in (*PLACE, *more):
            near = suggestion(name, (*PLACE, *more)) if isinstance(name, str) else ""
            raise IllFormed(f"{name_of(name)} has no meaning here{near}")
    given = [name for name in ("column", "columns", "value") if raw.get(name) is not None]
    if len(given) != 1:
        raise IllFormed("expected one of `column`, `columns` or `value`")
    if given == ["value"]:
        return Place(constant=raw["value"])
    columns = raw["columns"] if given == ["columns"] else [raw["column"]]
    if not isinstance(columns, list) or not columns or not all(map(_is_name, columns)):
        raise IllFormed(f"expected the names of columns, found {found(columns)}", f".{given[0]}")
    between = raw.get("with", "")
    if not isinstance(between, str):
        raise IllFormed(f"expected a text, found {found(between)}", ".with")
    return Place(tuple(columns), between)


def _is_name(raw: object) -> bool:
    return isinstance(raw, str) and bool(raw)


# --- facts ---------------------------------------------------------------------------------------


def fact_rule(name: str, raw: object, at: str, vocabulary: Vocabulary) -> Rule:
    """A rule for one fact.  Raises IllFormed where there is no such fact, or where a word of the
    rule has no meaning for it."""
    said: Table[str, Any] = raw if isinstance(raw, Table) else {}
    spec = _spec(name, said, vocabulary)
    place = place_of(raw, _allowed(spec))
    own = split_key(name)[0] not in vocabulary.facts
    return Rule(name, spec, at, place, _written(said, spec), method_of(said), own)


def _spec(name: str, said: Table[str, Any], vocabulary: Vocabulary) -> FactSpec:
    path, entry = split_key(name)
    spec = vocabulary.facts.get(path)
    if spec is not None and isinstance(spec.type, MapOf) != (entry is None) and path != "id":
        return spec
    if spec is not None:
        hint = "stands at the top" if path == "id" else f"has a table of its own, `{path}`"
        raise IllFormed(f"`{path}` {hint}")
    if "type" not in said:
        near = suggestion(path, vocabulary.facts)
        hint = "" if near else "; a fact that a policy declares needs its `type`"
        raise IllFormed(f"is no fact{near}{hint}")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name in vocabulary.groups():
        raise IllFormed("is no name for a fact: letters, digits and `_`")
    if said["type"] not in OWN_TYPES:
        raise IllFormed(
            f"expected one of {', '.join(OWN_TYPES)}, found {found(said['type'])}", ".type"
        )
    return own_fact(name, OWN_TYPES[said["type"]], name)


def _allowed(spec: FactSpec) -> tuple[str, ...]:
    """The words that have a meaning for a fact, besides where it stands."""
    type_ = spec.value_type
    if isinstance(type_, SetOf):
        return ("method", "words", "type", *_SETS)
    if type_ == DATE:
        return ("method", "words", "type", "format")
    return ("method", "words", "type", *(_NUMBERS if is_ordered(type_) else ()))


def method_of(said: Table[str, Any]) -> str | None:
    raw = said.get("method")
    if raw is not None and raw not in METHODS[1:]:
        near = suggestion(raw, METHODS) if isinstance(raw, str) else ""
        wrong = f"expected one of {', '.join(METHODS[1:])}, found {found(raw)}{near}"
        raise IllFormed(wrong, ".method")
    return raw


def _written(said: Table[str, Any], spec: FactSpec) -> Written:
    return Written(
        factor=_factor(said, spec),
        split=_split(said.get("split")),
        whole=_whole(said.get("list"), spec),
        words=words_of(said.get("words")),
        form=_form(said.get("format")),
        exact=_exact(said.get("exact", False)),
    )


def _factor(said: Table[str, Any], spec: FactSpec) -> Decimal:
    unit, times = said.get("unit"), said.get("times", 1)
    if isinstance(times, bool) or not isinstance(times, int | float) or not 1e-12 <= times <= 1e12:
        raise IllFormed(f"expected a number above 0, found {found(times)}", ".times")
    known = units(spec)
    if unit is not None and (not isinstance(unit, str) or unit.lower() not in known):
        near = suggestion(unit, known) if isinstance(unit, str) else ""
        raise IllFormed(f"expected one of {', '.join(known)}, found {found(unit)}{near}", ".unit")
    return Decimal(str(times)) * (known[unit.lower()] if unit else 1)


def _split(raw: object) -> str | None:
    if raw is not None and (not isinstance(raw, str) or not raw):
        raise IllFormed(f"expected what stands between members, found {found(raw)}", ".split")
    return raw if isinstance(raw, str) else None


_LISTS = {"exact": True, "at least": False}


def _whole(raw: object, spec: FactSpec) -> bool:
    if raw is None:
        return spec.path in WHOLE
    if not isinstance(raw, str) or raw not in _LISTS:
        raise IllFormed(f"expected `exact` or `at least`, found {found(raw)}", ".list")
    return _LISTS[raw]


def words_of(raw: object) -> Table[str, Json]:
    if raw is None:
        return {}
    if not isinstance(raw, Table) or not raw:
        raise IllFormed(f"expected words and what each stands for, found {found(raw)}", ".words")
    return {key_of(word): value for word, value in raw.items()}


def _form(raw: object) -> Any:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise IllFormed(f"expected a form such as `DD.MM.YYYY`, found {found(raw)}", ".format")
    try:
        return form(raw)
    except IllFormed as ill:
        raise IllFormed(str(ill), ".format") from None


def _exact(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise IllFormed(f"expected true or false, found {found(raw)}", ".exact")
    return raw
