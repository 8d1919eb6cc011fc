"""The value of a fact as somebody types it: as a policy writes it, or as a facts document does.

Owns the forms of what is uncertain (`6B .. 8B`, `one of {...}`, `at least {...} at most {...}`).
Single values are read as settings of params are.
"""

from __future__ import annotations

import re

from msm_rules.cli.refusal import Refusal
from msm_rules.cli.settings import example, literal, members
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import FactSpec
from msm_rules.sources.broken import BadRecord
from msm_rules.sources.notation import read_json
from msm_rules.values.types import BYTES, NUMBER, SetOf, Type, is_ordered, spoken

_ONE_OF = re.compile(r"one of\s+(\{.*\})", re.DOTALL)
_AT_LEAST = re.compile(r"at least\s+(\{.*?\})(?:\s+at most\s+(\{.*\}))?", re.DOTALL)


def typed_value(spec: FactSpec, text: str, where: str) -> object:
    """The JSON form of a value. Raises Refusal where it is not one of the fact's type."""
    found = _form(text.strip(), spec.value_type) if text.strip() else None
    if found is None:
        raise Refusal(
            f"`{where}`: `{visible(spec.path)}` is {spoken(spec.value_type)}, and "
            f"`{visible(text)}` is none",
            example(spec.value_type),
        )
    return found


def _form(text: str, type_: Type) -> object | None:
    if text.startswith('{"') and (document := _json(text)) is not None:
        return document
    if is_ordered(type_):
        return _range(text, type_)
    if isinstance(type_, SetOf):
        return _set(text)
    if found := _ONE_OF.fullmatch(text):
        words = members(found[1])
        return {"one_of": words} if words else None
    return literal(text, type_)


def _json(text: str) -> object | None:
    """What a facts document would have: a mapping such as `{"at_least": ["en"]}`."""
    try:
        found: object = read_json(text)
    except BadRecord:
        return None
    return found if isinstance(found, dict) else None


def _range(text: str, type_: Type) -> object | None:
    lo, dots, hi = (part.strip() for part in text.partition(".."))
    if not dots:
        return _ordered(text, type_)
    ends = [_ordered(end, type_) if end else None for end in (lo, hi)]
    if any(given and end is None for given, end in zip((lo, hi), ends, strict=True)):
        return None
    return {"between": ends}


def _ordered(text: str, type_: Type) -> object | None:
    """One value; bytes may be a bare number, as facts documents have them."""
    found = literal(text, type_)
    found = literal(text, NUMBER) if found is None and type_ == BYTES else found
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _set(text: str) -> object | None:
    found = _AT_LEAST.fullmatch(text)
    if found is None:
        return members(text)
    lower, upper = members(found[1]), members(found[2]) if found[2] else None
    if lower is None or (found[2] and upper is None):
        return None
    return {"at_least": lower} if upper is None else {"at_least": lower, "at_most": upper}
