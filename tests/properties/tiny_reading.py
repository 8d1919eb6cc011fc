"""The language read a second time: a small evaluator over the tree, from language.md alone.

It shares the parser with the engine and nothing else: no operator table, no graph, no types. Of
the language it knows rules, tiers and verdict, comparisons, ladders, quantifiers, arithmetic, sets
and words; no licences, no Hub ids, no functions, nothing about how a fact is known.

A value is `(must, may)` of a condition, `(lo, hi)` of something ordered, a frozenset of
alternatives or None of a word, `(lower, upper)` frozensets of a set (upper None: everything).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from math import floor, inf, log10
from typing import Any

from msm_rules.syntax import tree as t
from tests.strategies_vocabulary import FACTS, FactRow

Value = Any
ROWS = {row.text: row for row in FACTS}


def known(row: FactRow, raw: Any) -> Value:
    """What the JSON form of a fact says."""
    if row.natural is not None:
        lo, hi = row.natural
        if isinstance(raw, dict):
            a, b = raw["between"]
            return lo if a is None else number(a), hi if b is None else number(b)
        return (lo, hi) if raw is None else (number(raw), number(raw))
    if row.kind == "bool":
        return (False, True) if raw is None else (raw, raw)
    if row.kind.startswith("set:"):
        if raw is None:
            return frozenset(), None
        lower = frozenset(raw if isinstance(raw, list) else raw["at_least"])
        if isinstance(raw, dict):
            return lower, frozenset(raw["at_most"]) if "at_most" in raw else None
        return lower, lower
    if raw is None:
        return None
    return frozenset(raw["one_of"] if isinstance(raw, dict) else [raw])


def number(raw: Any) -> float:
    return float(date.fromisoformat(raw).toordinal() if isinstance(raw, str) else raw)


class Reading:
    """One policy read on one model, on one day."""

    def __init__(
        self, file: t.File, model: Mapping[str, Any], params: Mapping[str, Any], day: date
    ):
        self.file, self.model, self.today = file, model, float(day.toordinal())
        self.lets = {i.name.name: i.value for i in file.items if isinstance(i, t.Let)}
        self.params = {i.name.name: i for i in file.items if isinstance(i, t.Param)}
        self.given = params
        self.bound: dict[str, Value] = {}
        self.tiers: dict[str, Value] = {}

    # --- expressions ----------------------------------------------------------------------------

    def of(self, e: t.Expr) -> Value:
        match e:
            case t.Paren(inner):
                return self.of(inner)
            case t.Number():
                return e.value, e.value
            case t.Date():
                return float(e.ordinal), float(e.ordinal)
            case t.Bool(value):
                return value, value
            case t.Text(value):
                return frozenset({value})
            case t.SetOf(items):
                members = frozenset().union(*(self.of(i) for i in items))
                return members, members
            case t.Name(name):
                return self.name(name)
            case t.Attribute():
                return self.fact(e.span.text)
            case t.Index():
                (key,) = self.of(e.key)
                return self.fact(f'model.benchmarks["{key}"]', e)
            case t.Call():
                return self.call(e)
            case t.Unary("not", operand):
                must, may = self.of(operand)
                return not may, not must
            case t.Unary(_, operand):
                lo, hi = self.of(operand)
                return -hi, -lo
            case t.Logical():
                return self.logical(e)
            case t.IfElse():
                must, may = self.of(e.condition)
                yes, no = self.of(e.yes), self.of(e.no)
                return yes if must else no if not may else hull(yes, no)
            case t.Quantifier():
                return self.quantifier(e)
            case t.Binary():
                return binary(e.op, self.of(e.left), self.of(e.right))
        raise AssertionError(f"not for this reading: {e}")

    def name(self, name: str) -> Value:
        if name in self.bound:
            return self.bound[name]
        if name in self.tiers:
            return self.tiers[name]
        if name == "today":
            return self.today, self.today
        if name in self.lets:
            return self.of(self.lets[name])
        default = self.params[name].default
        if name not in self.given:
            assert default is not None
            return self.of(default)
        raw = self.given[name]
        if isinstance(raw, bool):
            return raw, raw
        if isinstance(raw, list):
            return frozenset(raw), frozenset(raw)
        if name == "p_day" or not isinstance(raw, str):
            return number(raw), number(raw)
        return frozenset({raw})

    def fact(self, text: str, index: t.Index | None = None) -> Value:
        if index is not None and isinstance(index.key, t.Text):
            text = index.span.text
        row = ROWS.get(text)
        if row is None:
            return 0.0, 1.0  # a benchmark that nothing is known of
        found = self.model.get(row.path)
        return known(row, found if row.entry is None else (found or {}).get(row.entry))

    def call(self, e: t.Call) -> Value:
        name = e.function.span.text
        if name == "scale":
            x, ends = e.arguments
            assert isinstance(ends, t.Range)
            (a, _), (b, _) = self.of(ends.lo), self.of(ends.hi)
            lo, hi = sorted(min(max((end - a) / (b - a), 0.0), 1.0) for end in self.of(x))
            return lo, hi
        args = [self.of(a) for a in e.arguments]
        if name in ("min", "max"):
            pick = min if name == "min" else max
            return pick(a[0] for a in args), pick(a[1] for a in args)
        (x,) = args
        if name == "age":
            return self.today - x[1], self.today - x[0]
        if name == "abs":
            lo, hi = min(map(abs, x)), max(map(abs, x))
            return (0.0 if x[0] <= 0 <= x[1] else lo), hi
        if name == "log10":
            return tuple(-inf if y <= 0 else y if y == inf else round(log10(y), 12) for y in x)
        assert name == "size", name
        return float(len(x[0])), inf if x[1] is None else float(len(x[1]))

    def logical(self, e: t.Logical) -> Value:
        """A chain that tests one value in several constant lists tests it in their union."""
        op = "in" if e.op == "or" else "not in"
        parts = [strip(o) for o in flat(e)]
        lists = [p for p in parts if isinstance(p, t.Binary) and p.op == op and self.fixed(p.right)]
        results = [self.of(p) for p in parts if p not in lists]
        keyed = sorted(lists, key=lambda p: strip(p.left).span.text)
        for _, tests in groupby(keyed, key=lambda p: strip(p.left).span.text):
            group = list(tests)
            union = frozenset().union(*(self.of(p.right)[0] for p in group))
            results.append(binary(op, self.of(group[0].left), (union, union)))
        join = any if e.op == "or" else all
        return join(r[0] for r in results), join(r[1] for r in results)

    def fixed(self, e: t.Expr) -> bool:
        return isinstance(strip(e), t.SetOf)

    def quantifier(self, e: t.Quantifier) -> Value:
        lower, upper = self.of(e.domain)
        results = {m: self.of_member(e, m) for m in (lower if upper is None else upper)}
        if e.kind == "all":
            must = upper is not None and all(results[m][0] for m in upper)
            return must, all(results[m][1] for m in lower)
        if e.kind == "any":
            return any(results[m][0] for m in lower), upper is None or any(
                results[m][1] for m in upper
            )
        least = sum(results[m][0] for m in lower)
        return float(least), inf if upper is None else float(sum(results[m][1] for m in upper))

    def of_member(self, e: t.Quantifier, member: str) -> Value:
        kept, self.bound = self.bound, {**self.bound, e.variable.name: frozenset({member})}
        result = self.of(e.body)
        self.bound = kept
        return result

    # --- rules and the verdict ------------------------------------------------------------------

    def every(self, results: list[Value]) -> Value:
        return all(r[0] for r in results), all(r[1] for r in results)

    def requirement(self, rule: t.Rule) -> Value:
        parts = [(c.kind, self.of(c.expr)) for c in rule.clauses if isinstance(c, t.Condition)]
        held = self.every([r for kind, r in parts if kind == "require"])
        banned = [(not r[1], not r[0]) for kind, r in parts if kind == "forbid"]
        must, may = self.every([held, *banned])
        for kind, (inside, perhaps) in parts:
            if kind == "applies":
                must, may = must or not perhaps, may or not inside
        return must, may

    def points(self, rule: t.Rule) -> tuple[int, int] | None:
        """Both ends of a score in millionths; None for a rule that takes no part."""
        steps: list[t.Score] = []
        for clause in rule.clauses:
            if isinstance(clause, t.Condition):
                must, may = self.of(clause.expr)
                if clause.kind == "prefer":
                    lo, hi = float(must), float(may)
                elif not must:
                    return None
            elif isinstance(clause, t.Score):
                steps.append(clause)
        if steps:
            lo, hi = self.ladder(steps)
        return millionths(lo), millionths(hi)

    def ladder(self, steps: list[t.Score]) -> Value:
        """The hull of every step that may be the first whose condition holds."""
        reached: list[Value] = []
        for step in steps:
            must, may = (True, True) if step.condition is None else self.of(step.condition)
            if may:
                reached.append(self.of(step.value))
            if must:
                break
        else:
            reached.append((0.0, 0.0))
        return min(r[0] for r in reached), max(r[1] for r in reached)


def strip(e: t.Expr) -> t.Expr:
    while isinstance(e, t.Paren):
        e = e.inner
    return e


def flat(e: t.Logical) -> list[t.Expr]:
    found: list[t.Expr] = []
    for operand in e.operands:
        inner = strip(operand)
        same = isinstance(inner, t.Logical) and inner.op == e.op
        found += flat(inner) if same else [operand]  # type: ignore[arg-type]
    return found


def millionths(x: float) -> int:
    return floor(min(max(x, 0.0), 1.0) * 1e6 + 0.5)


def hull(a: Value, b: Value) -> Value:
    if a is None or b is None:
        return None
    if isinstance(a, frozenset):
        return a | b
    if isinstance(a[0], frozenset):
        return a[0] & b[0], None if a[1] is None or b[1] is None else a[1] | b[1]
    return min(a[0], b[0]), max(a[1], b[1])


def binary(op: str, a: Value, b: Value) -> Value:
    """A comparison, or arithmetic, of two values of the same kind."""
    if op in ("not in", "!="):
        must, may = binary({"not in": "in", "!=": "=="}[op], a, b)
        return not may, not must
    if op == "within":
        return binary("covers", b, a)
    if op == "matches":
        (pattern,) = b
        results = [like(w, pattern) for w in a] if a is not None else [False, True]
        return all(results), any(results)
    if op == "in":
        lower, upper = b
        if a is None:
            return False, upper is None or bool(upper)
        return a <= lower, upper is None or bool(a & upper)
    if isinstance(a, tuple) and isinstance(a[0], frozenset):
        return of_sets(op, a, b)
    if not isinstance(a, tuple):
        if a is None or b is None:
            return False, True
        return a == b and len(a) == 1, bool(a & b)
    if isinstance(a[0], bool):
        exact = a[0] == a[1] and b[0] == b[1]
        return (a[0] == b[0],) * 2 if exact else (False, True)
    return of_intervals(op, a, b)


def like(word: str, pattern: str) -> bool:
    """A glob, letter by letter."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return any(like(word[n:], pattern[1:]) for n in range(len(word) + 1))
    return bool(word) and pattern[0] in ("?", word[0]) and like(word[1:], pattern[1:])


def of_sets(op: str, a: Value, b: Value) -> Value:
    (al, au), (bl, bu) = a, b
    if op == "+":
        return al | bl, None if au is None or bu is None else au | bu
    if op == "-":
        return (frozenset() if bu is None else al - bu), None if au is None else au - bl
    if op == "covers":
        return bu is not None and bu <= al, au is None or bl <= au
    if op == "overlaps":
        meet = (au is None and bu is None) or bool(
            (au or frozenset()) & (bu or frozenset())
            if au is not None and bu is not None
            else (bu if au is None else au)
        )
        return bool(al & bl), meet
    there, back = of_sets("covers", a, b), of_sets("covers", b, a)
    return there[0] and back[0], there[1] and back[1]


def of_intervals(op: str, a: Value, b: Value) -> Value:
    (al, ah), (bl, bh) = a, b
    match op:
        case "<=":
            return ah <= bl, al <= bh
        case "<":
            return ah < bl, al < bh
        case ">=" | ">":
            return of_intervals({">=": "<=", ">": "<"}[op], b, a)
        case "==":
            return al == ah == bl == bh, al <= bh and bl <= ah
        case "+" | "-":
            sign = 1 if op == "+" else -1
            ends = (al + sign * (bl if sign > 0 else bh), ah + sign * (bh if sign > 0 else bl))
            return (-inf if ends[0] != ends[0] else ends[0]), inf if ends[1] != ends[1] else ends[1]
        case "/" if bl <= 0 <= bh:
            return -inf, inf
    found = [x * y if op == "*" else x / y for x in a for y in b]
    whole = [0.0 if x != x else x for x in found]
    return min(whole), max(whole)
