"""Words for what is wrong: which node it is, and what was expected there.

Nothing is checked here, and no proof is refused or accepted by it: whoever reads the checker for
what it shows may leave this file out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.proof.check_proof import write
from msm_rules.proof.checker.claims import Row, same_json
from msm_rules.proof.checker.text.terms import Table

TOLD, NOWHERE = -1, -2
"""In the place of a number: a node that is told to be wrong already, and one that is not there."""


def expected_at(
    table: Table, ids: Mapping[int, str], row: Row, number: int | None
) -> list[Any] | None:
    """What the text says in the place of a node: operator, arguments, constant."""
    if number is None:
        number = _at(table, row.get("span"), row["op"])
    if number is None:
        return None
    term = table.terms[number]
    args = [ids.get(a, "a step that is not there") for a in term.args]
    constant = table.constants.get(number)
    return [term.op, args, None if constant is None else write(term.type, constant)]


def _at(table: Table, span: Any, op: str) -> int | None:
    """The term with an operator that the text says at a place."""
    if not isinstance(span, dict):
        return None
    place = span.get("file"), span.get("start")
    for number, spans in enumerate(table.places):
        starts = [(s.file, s.start) for s in spans if s is not None]
        if place in starts and table.terms[number].op == op:
            return number
    return None


def differences(
    at: str, one: Any, other: Any, wanted: Any, held: Any
) -> Iterator[tuple[str, Any, Any]]:
    """Where the numbers of two graphs differ, told in ids: the smallest parts."""
    told = held == TOLD and isinstance(other, str)  # other numbers in a graph may be -1 as well
    if told or same_json(wanted, held):
        return
    if isinstance(wanted, dict) and isinstance(held, dict) and wanted.keys() == held.keys():
        for name in wanted:
            yield from differences(f"{at}.{name}", one[name], other[name], wanted[name], held[name])
    elif isinstance(wanted, list) and isinstance(held, list) and len(wanted) == len(held):
        for n, (a, b) in enumerate(zip(wanted, held, strict=True)):
            name = a["name"] if isinstance(a, dict) else n
            yield from differences(f"{at}.{name}", one[n], other[n], a, b)
    else:
        yield at, one, other
