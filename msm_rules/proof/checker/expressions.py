"""Whether a node says what the author wrote: an expression of the text against nodes of the proof.

Lets and defines are followed to their own texts. Owns which operators a piece of text may mean;
that they were computed rightly is `steps`' to show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from msm_rules import licences
from msm_rules.proof.checker import terms
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.modules import Module
from msm_rules.proof.checker.sets import kind, missing, read
from msm_rules.syntax import tree as t

Bound: TypeAlias = "tuple[t.Expr, Scope] | None"
"""What a local name stands for: the argument of a define, or None for a quantifier's member."""

_PROPERTIES = frozenset({"category", "excluded_territories", "user_cap"})
_TERMS = frozenset({"permits", "requires", "prohibits"})
_ORDER = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
_ARITHMETIC = {
    "+": ("add", "union"),
    "-": ("subtract", "difference", "licence_difference"),
    "*": ("multiply",),
    "/": ("divide",),
}
_IN = frozenset({"in", "licence_in", "category_in"})
_EQUAL = frozenset({"equal", "equal_bools", "equal_words", "licence_equal", "equal_sets"})
_TIERS = frozenset({"critical", "important", "contextual", "score"})


class Scope:
    """Where an expression stands: its file, and the local names around it."""

    def __init__(self, module: Module, locals: Mapping[str, Bound] | None = None) -> None:
        self.module = module
        self.locals = locals or {}


class Place:
    """A node of the graph or of a body, seen through what bodies take from outside."""

    def __init__(self, rows: Mapping[str, Row], id: str, outer: Sequence[Place] = ()) -> None:
        row = rows[id]
        if row["op"] == "captured":
            other = outer[int(row["const"])]
            rows, id, outer = other.rows, other.id, other.outer
        self.rows: Mapping[str, Row] = rows
        self.id: str = id
        self.outer: Sequence[Place] = outer
        self.row: Row = rows[id]
        self.op: str = self.row["op"]

    def args(self) -> list[Place]:
        """The arguments."""
        return [Place(self.rows, a, self.outer) for a in self.row["args"]]

    def body(self) -> Place:
        """The result of a quantifier's body."""
        return Place(self.row["body"]["nodes"], self.row["body"]["result"], self.args())

    def unfolded(self) -> Place:
        """The node below a folding of case."""
        return self.args()[0] if self.op in ("fold", "fold_set") else self


def bare(expr: t.Expr) -> t.Expr:
    """The expression without parentheses."""
    while isinstance(expr, t.Paren):
        expr = expr.inner
    return expr


class Reader:
    """Compares expressions with nodes; `follows` is the question."""

    def __init__(self, claims: Claims) -> None:
        self.claims = claims

    def follows(self, expr: t.Expr, place: Place, scope: Scope) -> bool:
        """Whether the node is what the expression means there."""
        expr = bare(expr)
        return bool(_FORMS[type(expr)](self, expr, place, scope))

    def all_follow(self, exprs: Sequence[t.Expr], places: Sequence[Place], scope: Scope) -> bool:
        """One node for each expression, in order."""
        return len(exprs) == len(places) and all(
            self.follows(e, p, scope) for e, p in zip(exprs, places, strict=True)
        )

    # --- literals -------------------------------------------------------------------------------

    def number(self, expr: t.Number, place: Place, scope: Scope) -> bool:
        return self._constant(place, expr.unit, expr.value)

    def date(self, expr: t.Date, place: Place, scope: Scope) -> bool:
        return self._constant(place, "date", float(expr.ordinal))

    def truth(self, expr: t.Bool, place: Place, scope: Scope) -> bool:
        return place.op == "constant" and place.row["const"] is expr.value

    def _constant(self, place: Place, type_: str, value: float) -> bool:
        row = place.row
        return (
            place.op == "constant"
            and row["type"] == type_
            and read(type_, row["const"]) == (value, value)
        )

    def text(self, expr: t.Text, place: Place, scope: Scope) -> bool:
        if place.op == "make_set" and len(place.row["args"]) == 1:
            return self.text(expr, place.args()[0], scope)
        if place.op != "constant":
            return False
        type_, const = place.row["type"], place.row["const"]
        if kind(type_) == "set":
            return bool(read(type_, const) == (frozenset([_word(type_["set"], expr.value)]),) * 2)
        wanted = _word(type_, expr.value)
        words = terms.words_of(wanted) if type_ == "licence" else frozenset([wanted])
        return kind(type_) == "words" and read(type_, const) == words

    def set(self, expr: t.SetOf, place: Place, scope: Scope) -> bool:
        if place.op == "constant":
            type_ = place.row["type"]
            items = [bare(i) for i in expr.items]
            if kind(type_) != "set" or not all(isinstance(i, t.Text) for i in items):
                return False
            words = frozenset(_word(type_["set"], i.value) for i in items if isinstance(i, t.Text))
            return bool(read(type_, place.row["const"]) == (words, words))
        if place.op != "make_set" or len(place.row["args"]) != len(expr.items):
            return False
        left = list(expr.items)
        for arg in place.args():
            found = next((e for e in left if self.follows(e, arg, scope)), None)
            if found is None:
                return False
            left.remove(found)
        return True

    # --- names and facts ------------------------------------------------------------------------

    def name(self, expr: t.Name, place: Place, scope: Scope) -> bool:
        if expr.name in scope.locals:
            bound = scope.locals[expr.name]
            return (
                place.op == "member" if bound is None else self.follows(bound[0], place, bound[1])
            )
        if expr.name == "today":
            return place.op == "today"
        if expr.name in _TIERS:
            return place.id == self._tier(expr.name)
        return self._symbol(scope.module.symbol(expr.name), place, "")

    def _tier(self, name: str) -> str | None:
        graph = self.claims.graph
        if name == "critical":
            return str(graph["critical"])
        results = {row[0]: row[1] for row in graph["tiers"]} | {"score": graph["score"]}
        ids = (
            i
            for i, r in self.claims.rows.items()
            if r["op"] == "fraction" and r["args"] == [results.get(name)]
        )
        return next(ids, None)

    def _symbol(self, found: tuple[Module, Any] | None, place: Place, alias: str) -> bool:
        match found:
            case (module, t.Let(value=value)):
                return self.follows(value, place, Scope(module))
            case (_, t.Param(name=word)):
                name: str = place.row.get("const") or ""
                return place.op == "param" and name.rpartition(".")[2] == word.name
            case _:
                return False

    def attribute(self, expr: t.Attribute, place: Place, scope: Scope) -> bool:
        words: list[str] = [expr.name.name]
        root = bare(expr.value)
        while isinstance(root, t.Attribute):
            words.insert(0, root.name.name)
            root = bare(root.value)
        if place.op == words[-1] and words[-1] in _PROPERTIES:
            return self.follows(expr.value, place.args()[0], scope)
        if not isinstance(root, t.Name):
            return False
        if root.name == "model":
            return place.op == "fact" and bool(place.row["const"] == [".".join(words), None])
        library = scope.module.uses.get(root.name)
        if library is None or len(words) != 1:
            return False
        return self._symbol(library.symbol(words[0]), place, root.name)

    def index(self, expr: t.Index, place: Place, scope: Scope) -> bool:
        if place.op != "fact":
            return False
        path, key = place.row["const"]
        if expr.value.span.text.replace(" ", "") != f"model.{path}":
            return False
        if key is None:
            return len(place.row["args"]) == 1 and self.follows(expr.key, place.args()[0], scope)
        return bool(self._key(expr.key, scope) == key)

    def _key(self, expr: t.Expr, scope: Scope) -> str | None:
        expr = bare(expr)
        if isinstance(expr, t.Text):
            return expr.value
        if isinstance(expr, t.Name):
            bound = scope.locals.get(expr.name)
            if bound is not None:
                return self._key(*bound)
            found = scope.module.symbol(expr.name)
            if found is not None and isinstance(found[1], t.Let):
                return self._key(found[1].value, Scope(found[0]))
        return None

    # --- operators ------------------------------------------------------------------------------

    def unary(self, expr: t.Unary, place: Place, scope: Scope) -> bool:
        op = "not" if expr.op == "not" else "negate"
        return place.op == op and self.all_follow([expr.operand], place.args(), scope)

    def binary(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        sides = [expr.left, expr.right]
        if expr.op in _ARITHMETIC:
            return place.op in _ARITHMETIC[expr.op] and self._sides(sides, place, scope)
        if expr.op in _ORDER:
            return place.op == _ORDER[expr.op] and self._sides(sides, place, scope)
        if expr.op in ("!=", "not in"):
            op: t.BinaryOp = "==" if expr.op == "!=" else "in"
            positive = t.Binary(op, expr.left, expr.right, expr.op_span, expr.span)
            return place.op == "not" and self.binary(positive, place.args()[0], scope)
        return _COMPARED[expr.op](self, expr, place, scope)

    def _sides(self, sides: Sequence[t.Expr], place: Place, scope: Scope) -> bool:
        args = place.args()
        if all(a.op in ("fold", "fold_set") for a in args):
            return False  # case is ignored only beside an id that ignores it
        return self.all_follow(sides, [a.unfolded() for a in args], scope)

    def _in(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        if place.op == "category_in":
            return self._category(expr.left, expr.right, place, scope)
        return place.op in _IN and self._sides([expr.left, expr.right], place, scope)

    def _category(self, left: t.Expr, right: t.Expr, place: Place, scope: Scope) -> bool:
        licence, words = place.args()
        left = self._through(left, scope)
        return (
            isinstance(left, t.Attribute)
            and left.name.name == "category"
            and self.follows(left.value, licence, scope)
            and self.follows(right, words, scope)
        )

    def _through(self, expr: t.Expr, scope: Scope) -> t.Expr:
        """The text of a let or argument that a name stands for."""
        expr = bare(expr)
        if isinstance(expr, t.Name):
            bound = scope.locals.get(expr.name)
            if bound is not None:
                return self._through(*bound)
            found = scope.module.symbol(expr.name)
            if found is not None and isinstance(found[1], t.Let):
                return bare(found[1].value)
        return expr

    def _equals(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        sides = [expr.left, expr.right]
        if place.op == "category_in":
            one, other = sides
            return self._category(one, other, place, scope) or self._category(
                other, one, place, scope
            )
        if place.op == "and":
            there, back = place.args()
            return self._each(there, "all", "licence_in", sides, scope) and self._each(
                back, "all", "licence_in", sides[::-1], scope
            )
        return place.op in _EQUAL and self._sides(sides, place, scope)

    def _sets(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        sides = [expr.left, expr.right]
        wanted = sides[::-1] if expr.op == "within" else sides
        op = "overlaps" if expr.op == "overlaps" else "covers"
        if place.op == op:
            return self._sides(wanted, place, scope)
        through = sides[::-1] if expr.op == "covers" else sides
        kind_ = "any" if expr.op == "overlaps" else "all"
        return self._each(place, kind_, "licence_in", through, scope)

    def _each(
        self, place: Place, kind_: str, op: str, sides: Sequence[t.Expr], scope: Scope
    ) -> bool:
        """A question asked of each member of a set of licences."""
        if place.op != kind_:
            return False
        inside = place.body()
        if inside.op != op:
            return False
        member, other = inside.args()
        return (
            member.op == "member"
            and self.follows(sides[0], place.args()[0], scope)
            and self.follows(sides[1], other, scope)
        )

    def _asks(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        sides = [expr.left, expr.right]
        if place.op == expr.op:
            return self.all_follow(sides, self._terms(place.args()), scope)
        return self._each(place, "all" if expr.op == "permits" else "any", expr.op, sides, scope)

    def _terms(self, args: list[Place]) -> list[Place]:
        """A term that is a name is wrapped in a set of its own."""
        last = args[-1]
        wrapped = last.op == "make_set" and len(last.row["args"]) == 1
        return [*args[:-1], last.args()[0] if wrapped and last.args()[0].op == "param" else last]

    def _looks(self, expr: t.Binary, place: Place, scope: Scope) -> bool:
        known = place.op in ("matches", "licence_matches")
        return known and self._sides([expr.left, expr.right], place, scope)

    # --- and, or: chains of lists test one list -------------------------------------------------

    def logical(self, expr: t.Logical, place: Place, scope: Scope) -> bool:
        operands = _flat(expr)
        if place.op == expr.op and self.all_follow(operands, place.args(), scope):
            return True
        parts = [place]
        if place.op == expr.op:
            parts = place.args()
        return self._joined(expr.op, operands, parts, scope)

    def _joined(self, op: str, operands: list[t.Expr], parts: list[Place], scope: Scope) -> bool:
        left, test = list(operands), "in" if op == "or" else "not in"
        for part in parts:
            if not left:
                return False
            first = bare(left[0])
            group = [e for e in left if _tests_the_same(e, first, test)]
            if len(group) > 1 and self._one_list(op, group, part, scope):
                left = [e for e in left if e not in group]
            elif self.follows(first, part, scope):
                left = left[1:]
            else:
                return False
        return not left

    def _one_list(self, op: str, group: list[t.Expr], place: Place, scope: Scope) -> bool:
        if op == "and":
            if place.op != "not":
                return False
            place = place.args()[0]
        tests = [b for b in map(bare, group) if isinstance(b, t.Binary)]
        lists = [b.right for b in tests]
        x, whole = place.args() if place.op in _IN else (None, None)
        if x is None or whole is None:
            return False
        pieces = _pieces(whole.unfolded(), len(lists))
        left = self._through(tests[0].left, scope)
        if place.op == "category_in" and isinstance(left, t.Attribute):
            left = left.value
        return self.follows(left, x.unfolded(), scope) and self.all_follow(lists, pieces, scope)

    # --- the rest -------------------------------------------------------------------------------

    def choice(self, expr: t.IfElse, place: Place, scope: Scope) -> bool:
        wanted = [expr.condition, expr.yes, expr.no]
        return place.op == "if" and self.all_follow(wanted, place.args(), scope)

    def quantifier(self, expr: t.Quantifier, place: Place, scope: Scope) -> bool:
        kinds = ("count", "licence_count") if expr.kind == "count" else (expr.kind,)
        if place.op not in kinds or not self.follows(expr.domain, place.args()[0], scope):
            return False
        inside = Scope(scope.module, {**scope.locals, expr.variable.name: None})
        return self.follows(expr.body, place.body(), inside)

    def knowledge(self, expr: t.Is, place: Place, scope: Scope) -> bool:
        if expr.what == "known":
            return place.op == "not" and self._missing(expr, place.args()[0], scope)
        if expr.what == "missing":
            return self._missing(expr, place, scope)
        if expr.what == "exact":
            return place.op == "is_exact" and self.all_follow([expr.fact], place.args(), scope)
        if place.op != "equal_words":
            return False
        how, what = place.args()
        return self._about("method", expr.fact, how, scope) and what.row.get("const") == expr.what

    def _missing(self, expr: t.Is, place: Place, scope: Scope) -> bool:
        if place.op != "is_missing":
            return False
        fact, natural = place.args()
        return self.follows(expr.fact, fact, scope) and _is_natural(fact, natural)

    def _about(self, op: str, expr: t.Expr, place: Place, scope: Scope) -> bool:
        """The leaf that says how or when a fact is known, read as the fact."""
        if place.op != op:
            return False
        rows = {**place.rows, place.id: {**place.row, "op": "fact"}}
        return self.follows(expr, Place(rows, place.id, place.outer), scope)

    def default(self, expr: t.Default, place: Place, scope: Scope) -> bool:
        if place.op != "default":
            return False
        fact, natural, fallback = place.args()
        return (
            self.follows(expr.fact, fact, scope)
            and _is_natural(fact, natural)
            and self.follows(expr.fallback, fallback, scope)
        )

    def call(self, expr: t.Call, place: Place, scope: Scope) -> bool:
        found = self._define(expr.function, scope)
        if found is not None:
            module, item = found
            given = [a for a in expr.arguments if not isinstance(a, t.Range)]
            names = [a.name.name for a in item.arguments]
            locals_ = {n: (e, scope) for n, e in zip(names, given, strict=True)}
            return self.follows(item.body, place, Scope(module, locals_))
        name = expr.function.name if isinstance(expr.function, t.Name) else ""
        return self._builtin(str(name), expr, place, scope)

    def _define(
        self, function: t.Name | t.Attribute, scope: Scope
    ) -> tuple[Module, t.Define] | None:
        found = None
        if isinstance(function, t.Name) and function.name not in scope.locals:
            found = scope.module.symbol(function.name)
        elif isinstance(function, t.Attribute) and isinstance(function.value, t.Name):
            library = scope.module.uses.get(function.value.name)
            found = library.symbol(function.name.name) if library else None
        return found if found is not None and isinstance(found[1], t.Define) else None

    def _builtin(self, name: str, expr: t.Call, place: Place, scope: Scope) -> bool:
        first = expr.arguments[0]
        if isinstance(first, t.Range):
            return False
        args = place.args()
        if name == "age":
            return (
                place.op == "subtract"
                and args[0].op == "today"
                and self.follows(first, args[1], scope)
            )
        if name == "observed":
            return self._about("observed", first, place, scope)
        if name == "scale":
            span = expr.arguments[1]
            wanted = [first, span.lo, span.hi] if isinstance(span, t.Range) else []
            return place.op == "scale" and self.all_follow(wanted, args, scope)
        known = {"size": ("size", "licence_size")}.get(name, (name,))
        given = [a for a in expr.arguments if not isinstance(a, t.Range)]
        return place.op in known and self.all_follow(given, args, scope)


def _word(type_: Any, text: str) -> str:
    if type_ == "licence":
        return licences.canonical(text)
    return text.casefold() if type_ == ["string", "folded"] else text


def _flat(expr: t.Logical) -> list[t.Expr]:
    found: list[t.Expr] = []
    for operand in expr.operands:
        inner = bare(operand)
        same = isinstance(inner, t.Logical) and inner.op == expr.op
        found += _flat(inner) if isinstance(inner, t.Logical) and same else [operand]
    return found


def _tests_the_same(expr: t.Expr, first: t.Expr, op: str) -> bool:
    expr = bare(expr)
    both = isinstance(expr, t.Binary) and isinstance(first, t.Binary)
    return both and expr.op == first.op == op and bare(expr.left) == bare(first.left)  # type: ignore[union-attr]


def _pieces(place: Place, count: int) -> list[Place]:
    """The lists that a chain of unions puts together."""
    found: list[Place] = []
    while count > 1 and place.op == "union":
        place, last = place.args()
        found.insert(0, last)
        count -= 1
    return [place, *found]


def _is_natural(fact: Place, natural: Place) -> bool:
    """Whether a constant stands for a fact of which nothing is known."""
    row = natural.row
    if natural.op != "constant" or fact.op != "fact":
        return False
    return bool(read(row["type"], row.get("const")) == missing(fact.row["const"][0], row["type"]))


_Form = Callable[[Reader, Any, Place, Scope], bool]

_COMPARED: Mapping[str, _Form] = {
    "in": Reader._in,
    "==": Reader._equals,
    **dict.fromkeys(("covers", "within", "overlaps"), Reader._sets),
    **dict.fromkeys(_TERMS, Reader._asks),
    "matches": Reader._looks,
}

_FORMS: Mapping[type, _Form] = {
    t.Number: Reader.number,
    t.Date: Reader.date,
    t.Bool: Reader.truth,
    t.Text: Reader.text,
    t.SetOf: Reader.set,
    t.Name: Reader.name,
    t.Attribute: Reader.attribute,
    t.Index: Reader.index,
    t.Call: Reader.call,
    t.Unary: Reader.unary,
    t.Binary: Reader.binary,
    t.Logical: Reader.logical,
    t.IfElse: Reader.choice,
    t.Quantifier: Reader.quantifier,
    t.Is: Reader.knowledge,
    t.Default: Reader.default,
}
