"""A proof as the checker reads it, what is wrong with it, and when two JSON values are one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

import rfc8785

from msm_rules.frozen import record

Json: TypeAlias = Any
Row: TypeAlias = dict[str, Any]

EXACT_INTEGERS = 2**53
"""Below here every whole number is a 64-bit float."""

_PLAIN = frozenset({str, int, float, bool})

text_of = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode
"""A JSON value as Python writes it: two values of which this is the same are the same."""

_NUMBER = re.compile(r"[:,\[]-?(?:\d{16}|\d[\d.]*(?:\.0[,\]}]|e(?!\+(?:2[1-9]|[3-9]\d|\d{3}))))")
"""What may be a number that Python's writer spells otherwise than RFC 8785."""

_LATE = re.compile("[\ud800-\U0010ffff]")
"""Characters that the two order differently in keys."""


@record
class Problem:
    """One thing that is wrong: at which node or part, what, and what was expected and found."""

    node: str
    message: str
    expected: Json = None
    found: Json = None

    def __str__(self) -> str:
        return f"{self.node}: {self.message}"


UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What may be raised where a part of a proof is not what it should be."""


class IllFormedError(ValueError):
    """A part of a proof from which nothing can be derived, and why."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class Claims:
    """The claims of one proof, and the problems found so far, in order.

    Facts of which a proof does not say what they are:

    - *pending*: not asked for before the verdict was determined (`facts.pending` of the proof);
    - *concealed*: those that a redacted proof does not show;
    - *withheld*: those of the concealed that nobody has shown since, by their salts.

    A node that rests on one is pending, concealed or withheld as well.
    """

    def __init__(
        self,
        proof: Row,
        concealed: frozenset[str] = frozenset(),
        withheld: frozenset[str] = frozenset(),
    ) -> None:
        self.proof, self.concealed, self.withheld = proof, concealed, withheld
        self.problems: list[Problem] = []
        self.open: list[str] = []  # nodes that are shown, but rest on what is withheld

    def wrong(self, node: str, message: str, expected: Json = None, found: Json = None) -> None:
        """Keep a problem."""
        self.problems.append(Problem(node, message, expected, found))

    def same(self, node: str, what: str, expected: Json, found: Json) -> bool:
        """Whether two JSON values are the same to the byte; a problem if not."""
        if same_json(expected, found):
            return True
        self.wrong(node, f"{what} is not what it should be", expected, found)
        return False

    @property
    def graph(self) -> Row:
        """What the policy means, without the nodes."""
        graph: Row = self.proof["policy"]["graph"]
        return graph


def same_json(a: Json, b: Json) -> bool:
    """Whether two JSON values have the same canonical bytes (`1` and `1.0` have)."""
    if a is b or (type(a) is type(b) and type(a) in _PLAIN and a == b):
        return True
    if type(a) is list and type(b) is list:
        return len(a) == len(b) and all(map(same_json, a, b))
    if type(a) is dict and type(b) is dict:
        return a.keys() == b.keys() and all(same_json(a[key], b[key]) for key in a)
    return text_of(a) == text_of(b) or canonical(a) == canonical(b)


def canonical(value: Json) -> bytes:
    """The canonical bytes (RFC 8785). Raises ValueError for what has none.

    Python's writer gives them for most values, and much faster; where it may not, the library does.
    """
    text = text_of(value)
    if not _NUMBER.search(f"[{text}]") and (text.isascii() or not _LATE.search(text)):
        return text.encode()
    try:
        return rfc8785.dumps(_floats(value))
    except rfc8785.CanonicalizationError as problem:
        raise ValueError(str(problem)) from None


def digest(value: Json) -> str:
    """SHA-256 over the canonical bytes."""
    return sha256(canonical(value)).hexdigest()


def demand_text_keys(value: Json) -> None:
    """Raise ValueError where a key is no text; Python's writer would make one of it."""
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise ValueError("a key that is no text")
        for item in value.values():
            if type(item) is dict or type(item) is list:
                demand_text_keys(item)
    elif isinstance(value, list):
        for item in value:
            if type(item) is dict or type(item) is list:
                demand_text_keys(item)


def _floats(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _floats(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_floats(item) for item in value]
    great = isinstance(value, int) and not isinstance(value, bool) and abs(value) >= EXACT_INTEGERS
    if not great:
        return value
    if abs(value) > 2**1023 or int(float(value)) != value:
        raise ValueError("a number that is no 64-bit float")
    return float(value)
