"""Terms: what a piece of a policy's text means, each written down once.

A term is an operator over earlier terms. Two pieces of text that mean the same are one term, so a
node of a proof says what the text says exactly if its term is one that was made from the text, and
that is a look-up. Owns the table of terms, and the place at which an expression is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from msm_rules.proof.check_proof import LEAVES, write
from msm_rules.proof.checker.meaning.types import FACTS, MAPS, Type, frozen
from msm_rules.proof.checker.text.files import Module
from msm_rules.source import Span
from msm_rules.syntax import tree as t

MOST_READ = 500_000
"""Expressions read of one policy: functions that call each other twice and more grow without
end."""


class Term(NamedTuple):
    """An operator and the numbers of its arguments.

    `const` is the value of a `constant` in its JSON form, the path and entry of a fact, the name
    of a param, the term of a `blank`, how deep the body of a `member` stands. `body` is how deep a
    quantifier's body stands, and its result.
    """

    op: str
    args: tuple[int, ...]
    type: Type
    const: Any = None
    body: tuple[int, int] | None = None


class Typed(NamedTuple):
    """What an expression means: its term, its type, where it stands, in which body it was made."""

    term: int
    type: Type
    span: Span
    depth: int = 0


class MismatchError(ValueError):
    """Two sides that cannot be compared, or a value of another type than its use demands."""


def must_be(type_: Type, x: Typed) -> Typed:
    """The value, which is of a type. Raises MismatchError."""
    if x.type != type_:
        raise MismatchError(f"{x.type} stands where {type_} is expected")
    return x


class Table:
    """All terms of a policy, arguments first, with the places in the text that say them.

    `all x in S: (any y in T: (x == y and n > 3))` is read as

        0 fact S    1 member 1    2 fact T    3 member 2    4 equal_words 1 3
        5 fact n    6 constant 3    7 greater 5 6    8 and 4 7
        9 any 2, body (2, 8)    10 all 0, body (1, 9)

    `member` N is the member of the quantifier that is N deep, a body says how deep it stands and
    what its result is. 1, 3, 4, 8 and 9 are `inner`: they have a value for each member only. 10
    rests on 0, 2 and 7; the node of a proof for it has as arguments the nodes of S, and of T and n,
    which its body captures.
    """

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.numbers: dict[Term, int] = {}
        self.places: list[set[Span | None]] = []
        self.rests_on: list[tuple[int, ...]] = []  # arguments, and what a body takes from outside
        self.inner: list[bool] = []  # asks about the member of a quantifier around it
        self.static: list[bool] = []  # rests on no fact
        self.constants: dict[int, Any] = {}  # the values of constants
        self.said: dict[int, list[tuple[Any, Any]]] = {}  # the places of terms as proofs give them

    def make(self, term: Term, span: Span | None) -> int:
        """The number of a term, said at one more place."""
        number = self.numbers.get(term)
        if number is None:
            number = self.numbers[term] = len(self.terms)
            outside, escapes = self._of_body(term.body) if term.body else ((), False)
            below = (*term.args, *outside)
            self.terms.append(term)
            self.places.append(set())
            self.rests_on.append(below)
            self.inner.append(term.op == "member" or escapes or any(self.inner[b] for b in below))
            leaf = term.op in LEAVES or term.op == "member"
            self.static.append(not leaf and all(self.static[b] for b in below))
        self.places[number].add(span)
        return number

    def _of_body(self, body: tuple[int, int]) -> tuple[tuple[int, ...], bool]:
        """What a body takes from outside, and whether it asks about a member further out."""
        depth, result = body
        todo, seen, outside, escapes = [result], set[int](), [], False
        while todo:
            number = todo.pop()
            if number in seen:
                continue
            seen.add(number)
            term = self.terms[number]
            if not self.inner[number]:
                outside.append(number)
            elif term.op == "member":
                escapes = escapes or term.const < depth
            else:
                todo += [*term.args, *([term.body[1]] if term.body else [])]
        return tuple(outside), escapes


Bound: TypeAlias = Mapping[str, Typed]
Form: TypeAlias = "Callable[[Place, Any, Type], Typed]"


class Shared:
    """What the reading of one policy shares."""

    def __init__(self, forms: Mapping[type, Form], facts: Mapping[str, Type]) -> None:
        self.forms = forms  # `expressions.FORMS`: how each kind of expression is read
        self.table = Table()
        self.lets: dict[tuple[str, str, Type], Typed] = {}
        self.forms_of_lets: dict[tuple[str, str], str | None] = {}
        self.tiers: dict[str, tuple[int, Type]] = {}
        self.left = MOST_READ
        self.maps = set(MAPS)
        self.facts: dict[str, Type] = dict(FACTS)
        for path, type_ in facts.items():
            of_map = isinstance(type_, tuple) and type_[0] == "map"
            self.facts[path] = type_[1] if of_map else type_
            if of_map:
                self.maps.add(path)


class Place(NamedTuple):
    """Where an expression is read: its file, the names bound around it, how deep in bodies."""

    shared: Shared
    module: Module
    locals: Bound = MappingProxyType({})
    depth: int = 0

    def read(self, expr: t.Expr, expected: Type = None) -> Typed:
        """What an expression means; `expected` is the type that its literals may take."""
        self.shared.left -= 1
        if self.shared.left < 0:
            raise ValueError("the text says more than can be read")
        return self.shared.forms[type(expr)](self, expr, expected)

    def holds(self, expr: t.Expr) -> int:
        """The number of the term of a condition. Raises MismatchError."""
        return must_be("bool", self.read(expr)).term

    def number(self, expr: t.Expr) -> int:
        """The number of the term of a number. Raises MismatchError."""
        return must_be("number", self.read(expr)).term

    def static(self, x: Typed) -> Typed:
        """The value, which rests on no fact. Raises ValueError."""
        if not self.is_static(x):
            raise ValueError("this may not rest on a fact")
        return x

    def add(
        self,
        op: str,
        args: Sequence[Typed],
        type_: Type,
        span: Span | None,
        *,
        const: Any = None,
        body: tuple[int, int] | None = None,
    ) -> Typed:
        """A term over what was read."""
        term = Term(op, tuple(a.term for a in args), type_, const, body)
        return Typed(self.shared.table.make(term, span), type_, span, self.depth)  # type: ignore[arg-type]

    def constant(self, type_: Type, value: Any, span: Span | None) -> Typed:
        """A constant, from its value."""
        found = self.add("constant", [], type_, span, const=frozen(write(type_, value)))
        self.shared.table.constants[found.term] = value
        return found

    def make(self, op: str, args: Sequence[int], type_: Type, span: Span | None = None) -> int:
        """The number of a term that no expression of its own says."""
        return self.shared.table.make(Term(op, tuple(args), type_), span)

    def joined(self, op: str, args: Sequence[int], span: Span | None = None) -> int:
        """`make` of a condition."""
        return self.make(op, args, "bool", span)

    def leaf(self, op: str, const: Any, type_: Type, span: Span | None) -> Typed:
        """A leaf that every body sees from outside."""
        return self.add(op, [], type_, span, const=const)._replace(depth=0)

    def term(self, x: Typed) -> Term:
        """The term itself."""
        return self.shared.table.terms[x.term]

    def is_static(self, x: Typed) -> bool:
        """Whether it rests on no fact."""
        return self.shared.table.static[x.term]
