"""The value of every term, computed from the facts, the params, the day and the values below it.

The operators' own few lines stand in the small checker (`check_proof`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msm_rules.proof.check_proof import (
    CHOICES,
    LEAVES,
    LICENCE_OPERATORS,
    LICENCES,
    LINE,
    MILLION,
    PLAIN,
    missing,
    quantified,
    read,
    words_of,
)
from msm_rules.proof.checker.claims import Claims
from msm_rules.proof.checker.meaning.sets import kept
from msm_rules.proof.checker.steps import facts
from msm_rules.proof.checker.text.terms import Table, Term

MOST_ASKED = 1_000_000
"""Members that quantifiers ask about in one proof: nested ones over great sets have no end."""
Given = Callable[[int], Any]
Around = Mapping[int, frozenset[str]]
Question = tuple[Term, list[Any], Any]
_BLANK: Mapping[str, Callable[[Term], Any]] = {
    "fact": lambda term: missing(term.const[0], term.type),
    "method": lambda term: frozenset([""]),
    "observed": lambda term: LINE,
}


class Values:
    """The values of a policy's terms in one proof, and what is known of each besides."""

    def __init__(self, claims: Claims, table: Table) -> None:
        self.claims, self.table = claims, table
        self.values: list[Any] = []
        self.keys: dict[int, str] = {}  # of the facts that leaves read
        self.pending: list[bool] = []  # rests on a fact that was not asked for
        self.withheld: list[bool] = []  # rests on a fact that is not shown
        self.concealed: list[bool] = []  # rests on a fact that the proof itself does not show
        self.members: dict[int, dict[str, Any]] = {}  # what a quantifier found of each member
        self._blank: dict[int, Any] = {}
        self._left = MOST_ASKED

    def next(self) -> int:
        """Compute the next term's value; returns its number."""
        number = len(self.values)
        term = self.table.terms[number]
        below = self.table.rests_on[number]
        asked = withheld = concealed = False
        if term.op in LEAVES:
            entry = self.values[term.args[0]] if term.args else None
            key = self.keys[number] = facts.key_of(term.const, entry)
            asked = key in self.claims.proof["facts"]["pending"]
            withheld = key in self.claims.withheld
            concealed = key in self.claims.concealed
        self.pending.append(asked or any(self.pending[b] for b in below))
        self.withheld.append(withheld or any(self.withheld[b] for b in below))
        self.concealed.append(concealed or any(self.concealed[b] for b in below))
        inner = self.table.inner[number]
        self.values.append(None if inner else self._of(number, term))
        return number

    def _of(self, number: int, term: Term) -> Any:
        match term.op:
            case "fact" | "method" | "observed":
                return facts.leaf(self.claims, term.op, self.keys[number], term.const[0], term.type)
            case "constant":
                return self.table.constants[number]
            case "param":
                return kept(
                    term.type, read(term.type, self.claims.proof["policy"]["params"][term.const])
                )
            case "today":
                return (facts.today(self.claims),) * 2
            case "blank":
                return self._blank_of(term.const)
        args = [self.values[a] for a in term.args]
        pending = self.pending[number] or self.withheld[number]
        if term.body is None:
            return self._applied(term, args, pending)
        found = self._asked(term, args[0], self.values.__getitem__, {}, pending)
        self.members[number] = found
        return quantified(term.op, args[0], found)

    def _applied(self, term: Term, args: list[Any], pending: bool) -> Any:
        if term.op in PLAIN:
            return PLAIN[term.op](*args)
        if term.op in LICENCE_OPERATORS:
            return LICENCE_OPERATORS[term.op](self.claims.proof["licences"]["entries"], *args)
        return CHOICES[term.op](pending, self.table.terms[term.args[-1]].type, *args)

    def _asked(
        self, term: Term, domain: Any, given: Given, around: Around, pending: bool
    ) -> dict[str, Any]:
        """What a quantifier's body says of each member that is possible."""
        assert term.body is not None
        depth, result = term.body
        members = sorted(domain[0] if domain[1] is None else domain[1])
        self._left -= len(members)
        if self._left < 0:
            raise ValueError("quantifiers ask more than can be answered")
        return {
            m: self._inside(result, given, {**around, depth: self._member(term, m)}, pending)
            for m in members
        }

    def _member(self, term: Term, word: str) -> frozenset[str]:
        licences = self.table.terms[term.args[0]].type == LICENCES
        return words_of(word) if licences else frozenset([word])

    def _inside(self, number: int, given: Given, around: Around, pending: bool) -> Any:
        """The value of a term in a body, `around` being the members by depth."""
        if not self.table.inner[number]:
            return given(number)
        term = self.table.terms[number]
        if term.op == "member":
            return around[term.const]
        args = [self._inside(a, given, around, pending) for a in term.args]
        if term.body is None:
            return self._applied(term, args, pending)
        return quantified(term.op, args[0], self._asked(term, args[0], given, around, pending))

    def _blank_of(self, number: int) -> Any:
        """The value of a term with every fact missing."""
        if number not in self._blank:
            term = self.table.terms[number]
            if term.op in LEAVES:
                value = _BLANK[term.op](term)
            elif not term.args:
                value = (0, MILLION) if term.op == "blank" else self.values[number]
            else:
                args = [self._blank_of(a) for a in term.args]
                if term.body is None:
                    value = self._applied(term, args, False)
                else:
                    found = self._asked(term, args[0], self._blank_of, {}, False)
                    value = quantified(term.op, args[0], found)
            self._blank[number] = value
        return self._blank[number]

    def in_body(self, number: int, asked: Sequence[int]) -> list[Question]:
        """What each of the steps of a quantifier's body is for each member."""
        term, found = self.table.terms[number], list[Question]()
        assert term.body is not None
        lower, upper = self.values[term.args[0]]
        for m in lower if upper is None else upper:
            around = {term.body[0]: self._member(term, m)}

            def value(n: int, around: Around = around) -> Any:
                return self._inside(n, self.values.__getitem__, around, False)

            for n in asked:
                inner = self.table.terms[n]
                found.append((inner, [value(a) for a in inner.args], value(n)))
        return found
