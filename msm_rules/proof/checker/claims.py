"""A proof as the checker reads it, and what it finds wrong with it.

Owns the problem, the strict comparison of JSON, and access to the parts of a proof by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

import rfc8785

from msm_rules.frozen import record

Json: TypeAlias = Any
Row: TypeAlias = dict[str, Any]

EXACT_INTEGERS = 2**53


@record
class Problem:
    """One thing that is wrong: at which node or part, what, and what was expected and found."""

    node: str
    message: str
    expected: Json = None
    found: Json = None

    def __str__(self) -> str:
        return f"{self.node}: {self.message}"


class Claims:
    """The claims of one proof, and the problems found so far, in order."""

    def __init__(self, proof: Row) -> None:
        self.proof = proof
        self.problems: list[Problem] = []
        self.rows: dict[str, Row] = {}
        self.values: dict[str, Any] = {}  # of the nodes, as sets of possible values
        self.static: set[str] = set()  # nodes that rest on no fact
        self.resting: set[str] = set()  # nodes that rest on a fact not asked for

    def wrong(self, node: str, message: str, expected: Json = None, found: Json = None) -> None:
        """Keep a problem."""
        self.problems.append(Problem(node, message, expected, found))

    def same(self, node: str, what: str, expected: Json, found: Json) -> bool:
        """Whether two JSON values are the same to the byte; a problem if not."""
        if canonical(expected) == canonical(found):
            return True
        self.wrong(node, f"{what} is not what it should be", expected, found)
        return False

    @property
    def graph(self) -> Row:
        """What the policy means, without the nodes."""
        graph: Row = self.proof["policy"]["graph"]
        return graph


def names(text: str) -> list[str]:
    """The words of a table."""
    return text.split()


def canonical(value: Json) -> bytes:
    """The canonical bytes (RFC 8785). Raises ValueError for what has none."""
    try:
        return rfc8785.dumps(_floats(value))
    except rfc8785.CanonicalizationError as problem:
        raise ValueError(str(problem)) from None


def digest(value: Json) -> str:
    """SHA-256 over the canonical bytes."""
    return sha256(canonical(value)).hexdigest()


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
