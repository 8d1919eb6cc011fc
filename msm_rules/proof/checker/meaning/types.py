"""Types, as names and tuples, and the type of each fact (facts.md).

`"number"`, `("string", "folded")`, `("choice", members)`, `("set", type)`, `("map", type)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from msm_rules.proof.check_proof import FOLDED, LICENCES

Type: TypeAlias = Any

_FACTS: tuple[tuple[Type, str], ...] = (
    (FOLDED, "id author"),
    ("string", "revision developer developer_country architecture dtype quantisation"),
    ("string", "license_declared relation"),
    ("date", "created modified released end_of_life knowledge_cutoff"),
    ("bool", "gated custom_code signed synthetic_data"),
    ("number", "parameters active_parameters context_length training_compute training_tokens"),
    ("number", "documentation price.input price.output downloads downloads_all_time likes"),
    ("number", "benchmarks prototypes"),
    ("bytes", "memory.fp32 memory.fp16 memory.int8 memory.int4 memory.stored memory.kv_per_token"),
    ("licence", "license"),
    ("access", "access"),
    ("openness", "openness"),
    (LICENCES, "license_chain"),
    (("set", FOLDED), "base_models ancestors distilled_from datasets"),
    (("set", "string"), "hosting_countries contaminated"),
    (("set", "task"), "tasks"),
    (("set", "modality"), "inputs outputs"),
    (("set", "capability"), "capabilities"),
    (("set", "flag"), "content_flags"),
    (("set", "format"), "formats"),
    (("set", "domain"), "domains"),
    (("set", "language"), "languages"),
    (("set", "library"), "libraries"),
    (("set", "runtime"), "runtimes"),
)
FACTS: Mapping[str, Type] = {path: type_ for type_, paths in _FACTS for path in paths.split()}
"""The type of one value of each fact of the vocabulary."""

MAPS = frozenset({"benchmarks", "prototypes"})
"""The facts that have entries by name."""


def frozen(value: Any) -> Any:
    """A JSON value as tuples, to be compared and hashed."""
    if isinstance(value, dict):
        return "{}", *((key, frozen(value[key])) for key in sorted(value))
    return ("[]", *map(frozen, value)) if isinstance(value, list) else value


def from_json(form: Any) -> Type:
    """The type of its JSON form. Raises ValueError where it is none."""
    match form:
        case str():
            return form
        case ["string", "folded"]:
            return FOLDED
        case ["choice", [*members]]:
            return "choice", tuple(members)
        case {"set": element} if len(form) == 1:
            return "set", from_json(element)
    raise ValueError("no type")


def to_json(type_: Type) -> Any:
    """The JSON form of a type."""
    if not isinstance(type_, tuple):
        return type_
    if type_[0] == "set":
        return {"set": to_json(type_[1])}
    return [type_[0], list(type_[1])] if type_[0] == "choice" else list(type_)


_AMOUNTS = ("number", "bytes", "duration")
_SAME = {(x, x): x for x in _AMOUNTS}
_ARITHMETIC: Mapping[str, Mapping[tuple[Type, Type], Type]] = {
    "add": {**_SAME, ("date", "duration"): "date", ("duration", "date"): "date"},
    "subtract": {**_SAME, ("date", "date"): "duration", ("date", "duration"): "date"},
    "multiply": {pair: x for x in _AMOUNTS for pair in (("number", x), (x, "number"))},
    "divide": {(x, x): "number" for x in _AMOUNTS} | {(x, "number"): x for x in _AMOUNTS},
}


def arithmetic(op: str, left: Type, right: Type) -> Type:
    """The type of `left op right` (language.md, Types). Raises ValueError where there is none."""
    found = _ARITHMETIC[op].get((left, right))
    if found is None:
        raise ValueError(f"{op} does not work with {left} and {right}")
    return found
