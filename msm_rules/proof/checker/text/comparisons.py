"""What a comparison of the text means, by the types of its two sides; lists that are tested as one.

Questions to sets of licences are quantifiers (language.md, Licences).
"""

from __future__ import annotations

from typing import NamedTuple, cast

from msm_rules.proof.check_proof import FOLDED, LICENCES, kind
from msm_rules.proof.checker.meaning.types import Type
from msm_rules.proof.checker.text.literals import bare, form, is_flexible
from msm_rules.proof.checker.text.terms import MismatchError, Place, Typed, must_be
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_ORDER = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal"}
_SETS = {"covers": "covers", "within": "covers", "overlaps": "overlaps", "==": "equal_sets"}
_TERMS = ("set", "term")


def ordered(x: Typed) -> Typed:
    """The value, which is ordered. Raises MismatchError."""
    return must_be(x.type if kind(x.type) == "ordered" else "ordered", x)


def alike(first: Typed, *rest: Typed) -> None:
    """Raise MismatchError unless all are of one type."""
    for x in rest:
        must_be(first.type, x)


# --- quantifiers ---------------------------------------------------------------------------------


class Member(NamedTuple):
    """The member of a quantifier, and the place in its body."""

    value: Typed
    inside: Place


def member(place: Place, type_: Type, span: Span) -> Member:
    """What a body one deeper asks about."""
    inside = place._replace(depth=place.depth + 1)
    return Member(inside.add("member", [], type_, span, const=inside.depth), inside)


def quantified(place: Place, kind_: str, domain: Typed, body: Typed, span: Span) -> Typed:
    """`all`, `any` or `count` of the members of a set."""
    op = "licence_count" if kind_ == "count" and domain.type == LICENCES else kind_
    type_ = "number" if kind_ == "count" else "bool"
    return place.add(op, [domain], type_, span, body=(place.depth + 1, body.term))


def _each(place: Place, kind_: str, domain: Typed, op: str, other: Typed, span: Span) -> Typed:
    each = member(place, "licence", span)
    body = each.inside.add(op, [each.value, other], "bool", span)
    return quantified(place, kind_, domain, body, span)


# --- comparisons ---------------------------------------------------------------------------------


def compare(place: Place, expr: t.Binary) -> Typed:
    """A comparison."""
    if expr.op in ("!=", "not in"):
        op: t.BinaryOp = "==" if expr.op == "!=" else "in"
        inner = compare(place, t.Binary(op, expr.left, expr.right, expr.op_span, expr.span))
        return place.add("not", [inner], "bool", expr.span)
    if expr.op in ("permits", "requires", "prohibits"):
        return _asks(place, expr)
    if expr.op == "matches":
        return _matches(place, expr)
    left, right = _sides(place, expr)
    if expr.op == "in":
        return membership(place, left, right, expr.span)
    if expr.op in _SETS and kind(left.type) == kind(right.type) == "set":
        return _sets(place, expr, left, right)
    if expr.op == "==" and kind(left.type) == kind(right.type) == "words":
        return _equal_words(place, left, right, expr.span)
    alike(left, right)
    if expr.op == "==" and left.type == "bool":
        return place.add("equal_bools", [left, right], "bool", expr.span)
    return place.add(_ORDER[expr.op], [ordered(left), right], "bool", expr.span)


def _sides(place: Place, expr: t.Binary) -> tuple[Typed, Typed]:
    """Both sides; a literal one takes the type that the other demands."""
    if is_flexible(place, expr.left) and not is_flexible(place, expr.right):
        right = place.read(expr.right)
        wanted = right.type
        if expr.op == "in":
            wanted = right.type[1] if kind(right.type) == "set" else None
        return place.read(expr.left, wanted), right
    left = place.read(expr.left)
    wanted = left.type
    if expr.op == "in":
        wanted = ("set", left.type) if kind(left.type) == "words" else None
    return left, place.read(expr.right, wanted)


def same_words(place: Place, left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both sides as one kind of word: ids of the Hub and other texts meet with case ignored."""
    if left.type == right.type:
        return left, right
    if {left.type, right.type} not in ({"string", FOLDED}, {("set", "string"), ("set", FOLDED)}):
        raise MismatchError("words of different kinds")
    return _fold(place, left), _fold(place, right)


def _fold(place: Place, x: Typed) -> Typed:
    if x.type == "string":
        return place.add("fold", [x], FOLDED, x.span)
    if x.type == ("set", "string"):
        return place.add("fold_set", [x], ("set", FOLDED), x.span)
    return x


def _is_category(place: Place, x: Typed) -> bool:
    """Whether it is the category of a licence, asked for in this very body."""
    return place.term(x).op == "category" and x.depth == place.depth


def _equal_words(place: Place, left: Typed, right: Typed, span: Span) -> Typed:
    left, right = same_words(place, left, right)
    if left.type == "licence":
        return place.add("licence_equal", [left, right], "bool", span)
    for one, other in ((left, right), (right, left)):
        if _is_category(place, one) and place.is_static(other):
            only = place.add("make_set", [other], ("set", other.type), other.span)
            return membership(place, one, only, span)
    return place.add("equal_words", [left, right], "bool", span)


def membership(place: Place, left: Typed, right: Typed, span: Span) -> Typed:
    """`x in S`."""
    if kind(right.type) != "set" or kind(left.type) != "words":
        raise MismatchError("`in` asks about a word and a set")
    if left.type != right.type[1]:
        if {left.type, right.type[1]} != {"string", FOLDED}:
            raise MismatchError("words of different kinds")
        left, right = _fold(place, left), _fold(place, right)
    if left.type == "licence":
        return place.add("licence_in", [left, right], "bool", span)
    if _is_category(place, left):
        licence = Typed(place.term(left).args[0], "licence", left.span)
        return place.add("category_in", [licence, right], "bool", span)
    return place.add("in", [left, right], "bool", span)


def _sets(place: Place, expr: t.Binary, left: Typed, right: Typed) -> Typed:
    left, right = same_words(place, left, right)
    sides, span = [left, right], expr.span
    if left.type != LICENCES:
        args = sides[::-1] if expr.op == "within" else sides
        return place.add(_SETS[expr.op], args, "bool", span)
    if expr.op == "overlaps":
        return _each(place, "any", left, "licence_in", right, span)
    there = [_each(place, "all", left, "licence_in", right, span)] if expr.op != "covers" else []
    back = [_each(place, "all", right, "licence_in", left, span)] if expr.op != "within" else []
    parts = [*there, *back]
    return place.add("and", parts, "bool", span) if len(parts) > 1 else parts[0]


def _asks(place: Place, expr: t.Binary) -> Typed:
    """`permits`, `requires`, `prohibits`."""
    left = place.read(expr.left, "licence")
    one_word = form(place, expr.right) == "text"
    right = place.static(place.read(expr.right, "term" if one_word else _TERMS))
    if right.type == "term":
        right = place.add("make_set", [right], _TERMS, right.span)
    must_be(_TERMS, right)
    if left.type == "licence":
        return place.add(expr.op, [left, right], "bool", expr.span)
    kind_ = "all" if expr.op == "permits" else "any"
    return _each(place, kind_, must_be(LICENCES, left), expr.op, right, expr.span)


def _matches(place: Place, expr: t.Binary) -> Typed:
    left = place.read(expr.left)
    right = place.static(place.read(expr.right, FOLDED if left.type == FOLDED else "string"))
    if kind(left.type) != "words" or right.type not in ("string", FOLDED):
        raise MismatchError("`matches` compares a word with a pattern")
    if left.type == "licence":
        return place.add("licence_matches", [left, right], "bool", expr.span)
    if left.type == FOLDED:
        right = _fold(place, right)
    return place.add("matches", [left, right], "bool", expr.span)


# --- and, or: chains of lists test one list ------------------------------------------------------


def joined(place: Place, expr: t.Logical) -> list[Typed]:
    """The operands; tests of one value in several constant lists become a test in their union."""
    operands, op = _flat(expr), "in" if expr.op == "or" else "not in"
    groups: dict[t.Expr, list[int]] = {}
    for n, operand in enumerate(operands):
        inner = bare(operand)
        if isinstance(inner, t.Binary) and inner.op == op:
            groups.setdefault(bare(inner.left), []).append(n)
    first = {group[0]: group for group in groups.values() if len(group) > 1}
    found: list[Typed] = []
    done: set[int] = set()
    for n, operand in enumerate(operands):
        if n in done:
            continue
        tests = [cast(t.Binary, bare(operands[i])) for i in first.get(n, ())]
        one = _one_list(place, expr.op, tests) if tests else None
        if one is not None:
            done |= set(first[n])
        found.append(one or must_be("bool", place.read(operand)))
    return found


def _flat(expr: t.Logical) -> list[t.Expr]:
    found: list[t.Expr] = []
    for operand in expr.operands:
        inner = bare(operand)
        same = isinstance(inner, t.Logical) and inner.op == expr.op
        found += _flat(cast(t.Logical, inner)) if same else [operand]
    return found


def _one_list(place: Place, op: str, tests: list[t.Binary]) -> Typed | None:
    """One test in the union of the lists; None where they are not all constant and alike."""
    try:
        left = place.read(tests[0].left)
        wanted = ("set", left.type)
        lists = [must_be(wanted, place.read(b.right, wanted)) for b in tests]
    except ValueError:
        return None
    if kind(left.type) != "words" or not all(map(place.is_static, lists)):
        return None
    whole = lists[0]
    for part in lists[1:]:
        whole = place.add("union", [whole, part], wanted, part.span)
    span = tests[0].span._replace(end=tests[-1].span.end)
    inner = membership(place, left, whole, span)
    return inner if op == "or" else place.add("not", [inner], "bool", span)
