"""Every node of a proof: that the text says it, that its value follows, and what it says besides.

A node says what the text says if its term was made from the text (`terms`); its value follows if it
is what was computed for that term (`values`). The first node of which either is not so is where a
proof goes wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.proof.check_proof import read, write
from msm_rules.proof.checker.claims import UNREADABLE, Claims, Row
from msm_rules.proof.checker.meaning.sets import within
from msm_rules.proof.checker.steps import facts
from msm_rules.proof.checker.steps.identity import number_of
from msm_rules.proof.checker.steps.telling import expected_at
from msm_rules.proof.checker.steps.values import Values
from msm_rules.proof.checker.text.files import at
from msm_rules.proof.checker.text.policy import Meaning
from msm_rules.proof.checker.text.terms import Term

_KEYS = frozenset(
    {"id", "op", "args", "type", "const", "body", "span", "text", "value", "fact", "members"}
)


class Nodes:
    """The nodes of a proof by id, the term that each is, and the values of all terms."""

    def __init__(self, claims: Claims, meaning: Meaning) -> None:
        self.claims, self.meaning, self.table = claims, meaning, meaning.table
        self.rows: dict[str, Row] = {}
        self.numbers: dict[str, int] = {}
        self.wrong: dict[str, tuple[str, Any, Any]] = {}
        for row in claims.proof["nodes"]:
            self._place(row)
        self.values = Values(claims, self.table)

    def value(self, id: str) -> Any:
        """The value of a node."""
        return self.values.values[self.numbers[id]]

    def form(self, id: str) -> Any:
        """The JSON form of the value of a node."""
        number = self.numbers[id]
        return write(self.table.terms[number].type, self.values.values[number])

    def term(self, id: str) -> Term:
        """The term of a node."""
        return self.table.terms[self.numbers[id]]

    def is_static(self, id: str) -> bool:
        """Whether a node rests on no fact."""
        return self.table.static[self.numbers[id]]

    def is_pending(self, id: str) -> bool:
        """Whether a node rests on a fact that was not asked for."""
        return self.values.pending[self.numbers[id]]

    def is_concealed(self, id: str) -> bool:
        """Whether a node rests on a fact that the proof itself does not show."""
        return self.values.concealed[self.numbers[id]]

    def is_hidden(self, id: str) -> bool:
        """Whether the proof does not show the value of a node, since it rests on such a fact."""
        return self.is_concealed(id) and "value" not in self.rows[id]

    # --- what the text says ----------------------------------------------------------------------

    def _place(self, row: Row) -> None:
        id = row["id"]
        if id in self.rows:
            self.wrong[id] = "stands twice", None, None
            return
        before = set(row["args"]) & self.rows.keys()
        self.rows[id] = row
        try:
            if early := [a for a in row["args"] if a not in before]:
                raise ValueError(f"rests on what does not stand before it: {', '.join(early)}")
            if not all(a in self.numbers for a in row["args"]):
                return  # told of the argument already
            number = number_of(self.table, row, self.numbers)
        except UNREADABLE as problem:
            self.wrong[id] = f"cannot be read: {type(problem).__name__} {problem}", None, None
            return
        if number is not None:
            self.numbers[id] = number
        else:
            said = [row["op"], row["args"], row.get("const")]
            self.wrong[id] = "this is not what the text of the policy says", None, said

    def tell(self, parts: Mapping[str, int]) -> None:
        """Say of wrong nodes what the text says there: in that part of the policy, else at that
        place.
        """
        ids = {number: id for id, number in reversed(self.numbers.items())}
        for id, (message, expected, found) in self.wrong.items():
            if expected is None:
                expected = expected_at(self.table, ids, self.rows[id], parts.get(id))
                self.wrong[id] = message, expected, found

    # --- what follows ----------------------------------------------------------------------------

    def compute(self) -> None:
        """The value of every term; of what is withheld, the value that the proof still shows."""
        shown = self._shown() if self.claims.withheld else {}
        for _ in self.table.terms:
            number = self.values.next()
            if number in shown and self.values.withheld[number]:
                self._accept(number, *shown[number])

    def _shown(self) -> dict[int, tuple[str, Any]]:
        found: dict[int, tuple[str, Any]] = {}
        for id, number in self.numbers.items():
            if "value" in self.rows[id]:
                value = read(self.table.terms[number].type, self.rows[id]["value"])
                found.setdefault(number, (id, value))
        return found

    def _accept(self, number: int, id: str, value: Any) -> None:
        """Take a value that rests on a withheld fact as it is shown, if it is possible at all."""
        type_, possible = self.table.terms[number].type, self.values.values[number]
        if not within(type_, value, possible):
            message = "its value is not possible, whatever the withheld fact is"
            self.wrong[id] = message, write(type_, possible), write(type_, value)
        elif value != possible:
            self.claims.open.append(id)
        self.values.values[number] = value

    def check(self) -> None:
        """Compare every node with what was computed, in the order given."""
        for id, row in self.rows.items():
            if id in self.wrong:
                message, expected, found = self.wrong[id]
                self.claims.wrong(id, message, expected, found)
            if id not in self.numbers:
                continue
            try:
                self._check(id, row, self.numbers[id])
            except UNREADABLE as problem:
                self.claims.wrong(id, f"cannot be read: {type(problem).__name__} {problem}")

    def _check(self, id: str, row: Row, number: int) -> None:
        if extra := sorted(set(row) - _KEYS):
            self.claims.wrong(id, f"holds what nodes do not hold: {', '.join(extra)}")
        term = self.table.terms[number]
        if not self._stands(number, row.get("span"), row.get("text")):
            place = self.table.said[number][0][0]
            self.claims.wrong(id, "stands elsewhere in the text", place, row.get("span"))
        if self.values.concealed[number]:
            for part in ("fact", "members"):
                self.claims.same(id, "what is withheld with its fact", None, row.get(part))
            if "value" in row:
                self.claims.same(id, "the value", self.form(id), row["value"])
            return
        self.claims.same(id, "the value", self.form(id), row["value"])
        self.claims.same(id, "what it says of its fact", self._fact(number, term), row.get("fact"))
        self.claims.same(
            id, "what it found of each member", self._members(number), row.get("members")
        )

    def _stands(self, number: int, span: Any, text: Any) -> bool:
        """Whether the text of the policy says a term at that place, in those characters."""
        known = self.table.said.get(number)
        if known is None:
            known = self.table.said[number] = [
                (None, None) if s is None else (at(s), s.text) for s in self.table.places[number]
            ]
        numbers = all(type(part) is not bool for part in span.values()) if span else True
        return numbers and (span, text) in known

    def _fact(self, number: int, term: Term) -> Any:
        key = self.values.keys.get(number)
        if key is None:
            return None
        type_ = self.meaning.facts[term.const[0]]
        return {
            "key": key,
            "state": facts.state(self.claims, key, term.const[0], type_),
            "evidence": len(facts.evidence_of(self.claims, key)),
        }

    def _members(self, number: int) -> Any:
        found = self.values.members.get(number)
        return None if found is None else {m: write("bool", pair) for m, pair in found.items()}
