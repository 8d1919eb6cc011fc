"""Hypothesis strategies for well-typed policies, as text.

`policies()` draws policies that check without an error by construction: every expression is grown
from the type that its place demands. Facts and their completions stand in `strategies_facts`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

import msm_rules as msm
from tests.strategies_vocabulary import (
    CATEGORIES,
    DECLARED,
    FACTS,
    IN_SHARE,
    LIBRARY,
    LINE,
    LITERALS,
    METHODS,
    ORDERED,
    PARAM_KINDS,
    PARAMS,
    POOL,
    SETS,
    SHARE,
    TERMS,
    TYPE_NAMES,
    WORDS,
    Range,
)


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression as text, with what decides where it may stand."""

    text: str
    fact: Range | None = None  # the natural range, where it may be a fact itself
    constant: bool = False  # may rest on constants alone
    static: bool = False  # rests on no fact
    flexible: bool = False  # string literals alone: takes the type that its use demands


@dataclass(frozen=True, slots=True)
class Draft:
    """A random policy in its parts, so that tests can reorder them."""

    header: str
    items: tuple[str, ...]
    rules: dict[str, tuple[str, ...]]  # by tier
    weights: dict[str, str]
    unset: tuple[str, ...] = ()  # params without a default

    @property
    def text(self) -> str:
        return "\n".join((self.header, *self.items, *self.tiers()))

    def tiers(self) -> tuple[str, ...]:
        return tuple(
            f"{name}{self.weights[name]} {{\n" + "\n".join(rules) + "\n}"
            for name, rules in self.rules.items()
        )

    def policy(self) -> msm.Policy:
        return msm.parse_policy(self.text, files={"lib.msm": LIBRARY})


@dataclass(slots=True)
class Author:
    """Writes expressions of a kind, never deeper than `depth`."""

    draw: st.DrawFn
    choices: bool = True  # may decide on less than is known: `default`, `is …`, `when …`, ...
    static: bool = False  # params, constants and the day alone
    plain: bool = False  # without licences, Hub ids and functions of its own
    names: dict[str, list[Expr]] = field(default_factory=dict)  # lets and locals, by kind
    defines: list[tuple[str, tuple[str, ...], str]] = field(default_factory=list)
    fresh: int = 0

    # --- drawing ------------------------------------------------------------------------------

    def pick(self, *options: object) -> object:
        return self.draw(st.sampled_from(options))

    def chance(self, one_in: int = 2) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def new(self, prefix: str) -> str:
        self.fresh += 1
        return f"{prefix}{self.fresh}"

    # --- expressions --------------------------------------------------------------------------

    def expr(self, kind: str, depth: int, rigid: bool = False) -> Expr:
        """An expression of the kind; a rigid one keeps its kind wherever it stands."""
        if depth <= 0 or self.chance(4):
            return self.leaf(kind, rigid)
        grow = self.draw(st.sampled_from(self._growing(kind)))
        return grow(self, kind, depth - 1, rigid)

    def _growing(self, kind: str) -> tuple[Grow, ...]:
        found = GROW["set"] if kind.startswith("set:") else GROW.get(kind, GROW["word"])
        if self.choices and not self.static and any(row.kind == kind for row in FACTS):
            found = (*found, _default)
        if self.choices and (kind in ORDERED or kind.startswith("set:")):
            found = (*found, _end)
        if any(result == kind for _, _, result in self.defines) and not self.static:
            found = (*found, _call)
        return found

    def leaf(self, kind: str, rigid: bool = False) -> Expr:
        options: list[Expr] = list(self.names.get(kind, ()))
        if not self.static:
            options += [Expr(r.text, r.natural) for r in FACTS if r.kind == kind]
        options += [Expr(p, static=True) for p in PARAM_KINDS.get(kind, ())]
        if kind == "date":
            options.append(Expr("today", static=True))
        if kind == "number" and not self.plain:
            options += [
                Expr("lib.few", constant=True, static=True),
                Expr("lib.floor", static=True),
            ]
        if kind == "number" and not self.static and not self.names.get("inside"):
            options.append(Expr("model.benchmarks[p_entry]", SHARE))
        if rigid:
            options = [o for o in options if not o.flexible]
        else:
            options.append(self.literal(kind))
        if self.static:
            options = [o for o in options if o.static]
        return self.draw(st.sampled_from(options))

    def literal(self, kind: str, natural: Range | None = LINE) -> Expr:
        if kind == "bool":
            return Expr(str(self.pick("true", "false")), constant=True, static=True)
        if kind.startswith("set:"):
            pool = POOL[kind[4:]]
            words = self.draw(st.lists(st.sampled_from(pool), max_size=3, unique=True))
            return Expr(_set(words), constant=True, static=True, flexible=True)
        if kind in ORDERED:
            shared = natural == SHARE
            text = str(self.pick(*IN_SHARE[kind], *(() if shared else LITERALS[kind])))
            if natural == LINE and kind in ("number", "duration") and self.chance(6):
                text = f"(-{text})"
            return Expr(text, constant=True, static=True)
        word = str(self.pick(*POOL[kind]))
        return Expr(f'"{word}"', constant=True, static=True, flexible=True)

    def sides(self, kind: str, depth: int) -> tuple[Expr, Expr]:
        """Two ordered expressions that may be compared: no fact with what it can never be."""
        a, b = self.expr(kind, depth), self.expr(kind, depth)
        if a.fact is not None and b.constant:
            b = self.literal(kind, a.fact)
        elif b.fact is not None and a.constant:
            a = self.literal(kind, b.fact)
        return a, b

    def kinds(self, of: tuple[str, ...]) -> str:
        """One of these kinds that has a rigid expression here."""
        usable = [k for k in of if not self.static or k in PARAM_KINDS]
        if self.plain:
            usable = [k for k in usable if "licence" not in k and "hub" not in k]
        return self.draw(st.sampled_from(usable))


Grow = Callable[[Author, str, int, bool], Expr]


def _set(words: list[str]) -> str:
    return "{" + ", ".join(f'"{w}"' for w in words) + "}"


def _over(text: str, *parts: Expr) -> Expr:
    """An expression over others: a fact no longer, static if they are."""
    static = all(p.static for p in parts)
    return Expr(f"({text})", constant=all(p.constant for p in parts), static=static)


# --- of any kind -------------------------------------------------------------------------------


def _if(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    choice = a.expr("bool", depth)
    yes, no = a.expr(kind, depth), a.expr(kind, depth, rigid=kind != "bool")
    if a.chance():
        yes, no = no, yes
    return _over(f"if {choice.text} then {yes.text} else {no.text}", choice, yes, no)


def _default(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    rows = [r for r in FACTS if r.kind == kind]
    fact = a.draw(st.sampled_from(rows))
    other = Expr(a.draw(st.sampled_from(rows)).text) if a.chance() else a.literal(kind)
    return Expr(f"({fact.text} default {other.text})")


def _end(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    inner = a.expr(kind, depth, rigid=True)
    return replace(_over("", inner), text=f"{a.pick('low_end', 'high_end')}({inner.text})")


def _call(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    name, kinds, _ = a.draw(st.sampled_from([d for d in a.defines if d[2] == kind]))
    parts = [a.expr(k, depth) for k in kinds]
    parts = [  # a fact may meet a constant inside
        a.literal(k, SHARE) if k in ORDERED and p.constant else p
        for k, p in zip(kinds, parts, strict=True)
    ]
    text = f"{name}({', '.join(p.text for p in parts)})"
    # its body may be a fact itself, or a constant
    return replace(_over("", *parts), text=text, fact=SHARE, constant=kind in ORDERED)


# --- conditions --------------------------------------------------------------------------------


def _not(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    inner = a.expr("bool", depth)
    return _over(f"not {inner.text}", inner)


def _joined(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    parts = [a.expr("bool", depth) for _ in range(a.draw(st.integers(2, 3)))]
    return _over(f" {a.pick('and', 'or')} ".join(p.text for p in parts), *parts)


def _compared(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    left, right = a.sides(a.kinds(ORDERED), depth)
    return _over(
        f"{left.text} {a.pick('==', '!=', '<', '<=', '>', '>=')} {right.text}", left, right
    )


def _equal_bools(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    left, right = a.expr("bool", depth), a.expr("bool", depth)
    return _over(f"{left.text} {a.pick('==', '!=')} {right.text}", left, right)


def _equal_words(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    word = a.kinds(WORDS)
    left, right = a.expr(word, depth, rigid=True), a.expr(word, depth)
    return _over(f"{left.text} {a.pick('==', '!=')} {right.text}", left, right)


def _member(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    pool = a.kinds(SETS)
    if a.chance() or pool == "set:language":
        word, pool_set = a.literal(pool[4:]), a.expr(pool, depth, rigid=True)
    else:
        word, pool_set = a.expr(pool[4:], depth, rigid=not a.static), a.expr(pool, depth, True)
    return _over(f"{word.text} {a.pick('in', 'not in')} {pool_set.text}", word, pool_set)


def _allow_lists(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    word = a.kinds(WORDS)
    tested = a.leaf(word, rigid=True)
    lists = [a.literal(f"set:{word}") for _ in range(a.draw(st.integers(2, 3)))]
    test, joint = a.draw(st.sampled_from((("in", "or"), ("not in", "and"), ("in", "and"))))
    more = [a.expr("bool", depth)] if a.chance() else []
    tests = [f"{tested.text} {test} {x.text}" for x in lists] + [m.text for m in more]
    return _over(f" {joint} ".join(tests), tested, *lists, *more)


def _compared_sets(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    pool = a.kinds(SETS)
    left, right = a.expr(pool, depth, rigid=True), a.expr(pool, depth)
    if a.chance():
        left, right = right, left
    op = a.pick("covers", "within", "overlaps", "==", "!=")
    return _over(f"{left.text} {op} {right.text}", left, right)


def _matches(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    word = a.expr(a.kinds(WORDS), depth, rigid=True)
    pattern = a.pick('"*"', '"a*"', '"acme/*"', '"?"', '"GPL*"', '"*-*"', "p_text", '"x*?"')
    return _over(f"{word.text} matches {pattern}", word)


def _terms(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    if a.plain:
        return _compared(a, kind, depth, rigid)
    licence = a.expr(str(a.pick("licence", "set:licence")), depth, rigid=True)
    if a.chance(4):
        test = f'category {a.pick("==", "!=")} "{a.pick(*CATEGORIES)}"'
        if a.chance():
            test = f"category in {_set([str(a.pick(*CATEGORIES)), 'permissive'])}"
        licence = a.leaf("licence", rigid=True)
        return _over(f"{licence.text}.{test}", licence)
    terms = a.draw(st.lists(st.sampled_from(TERMS), min_size=1, max_size=2, unique=True))
    right = f'"{terms[0]}"' if len(terms) == 1 and a.chance() else _set(terms)
    return _over(f"{licence.text} {a.pick('permits', 'requires', 'prohibits')} {right}", licence)


def _quantified(a: Author, quantifier: str, depth: int) -> Expr:
    pool = a.kinds(SETS)
    domain = a.expr(pool, depth, rigid=True)
    variable = a.new("x")
    own = Expr(variable, static=domain.static)
    kept = a.names
    a.names = {
        **a.names,
        pool[4:]: [*a.names.get(pool[4:], ()), own, own],
        "inside": [own],
    }
    body = a.expr("bool", depth)
    if a.chance():
        mentioned = f"{variable} {a.pick('in', 'not in')} {a.literal(pool).text}"
        body = _over(f"{body.text} {a.pick('and', 'or')} ({mentioned})", body, own)
    a.names = kept
    text = f"{quantifier} {variable} in {domain.text}: ({body.text})"
    return _over(text, domain, replace(body, constant=False))


def _all_or_any(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    return _quantified(a, str(a.pick("all", "any")), depth)


def _knowledge(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    if not a.choices or a.static:
        return _not(a, kind, depth, rigid)
    fact = a.draw(st.sampled_from(FACTS))
    asked = a.pick("missing", "known", "exact", *METHODS)
    return Expr(f"({fact.text} is {asked})")


# --- numbers, sizes, days ----------------------------------------------------------------------


def _sum(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    left, right = a.expr(kind, depth), a.expr(kind, depth)
    return _over(f"{left.text} {a.pick('+', '-')} {right.text}", left, right)


def _product(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    left, right = a.expr(kind, depth), a.expr("number", depth)
    return _over(f"{left.text} {a.pick('*', '/')} {right.text}", left, right)


def _negated(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    inner = a.expr(kind, depth)
    return _over(f"-{inner.text}", inner) if a.chance() else _over(f"abs({inner.text})", inner)


def _least(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    parts = [a.expr(kind, depth) for _ in range(a.draw(st.integers(2, 3)))]
    return _over(f"{a.pick('min', 'max')}({', '.join(p.text for p in parts)})", *parts)


def _ratio(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    unit = str(a.pick("bytes", "duration"))
    left, right = a.expr(unit, depth), a.expr(unit, depth)
    return _over(f"{left.text} / {right.text}", left, right)


def _log(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    inner = a.expr("number", depth)
    return _over(f"log10({inner.text})", inner)


def _scale(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    unit = a.kinds(ORDERED)
    value = a.expr(unit, depth)
    ends = a.draw(st.lists(st.sampled_from(IN_SHARE[unit]), min_size=2, max_size=2, unique=True))
    if value.fact != SHARE and unit != "date" and a.chance():
        ends[a.draw(st.integers(0, 1))] = LITERALS[unit][-1 if unit != "bytes" else 1]
    return replace(_over("", value), text=f"scale({value.text}, {ends[0]} .. {ends[1]})")


def _size(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    inner = a.expr(a.kinds(SETS), depth, rigid=True)
    return replace(_over("", inner), text=f"size({inner.text})")


def _count(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    return _quantified(a, "count", depth)


def _cap(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    if a.plain:
        return _size(a, kind, depth, rigid)
    licence = a.leaf("licence", rigid=True)
    return replace(_over("", licence), text=f"{licence.text}.user_cap")


def _span(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    day = a.expr("date", depth)
    if a.chance():
        return replace(_over("", replace(day, constant=False)), text=f"age({day.text})")
    other = a.expr("date", depth)
    return _over(f"{day.text} - {other.text}", day, other)


def _moved(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    day, span = a.expr("date", depth), a.expr("duration", depth)
    if a.chance():
        return _over(f"{span.text} + {day.text}", span, day)
    return _over(f"{day.text} {a.pick('+', '-')} {span.text}", day, span)


def _observed(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    if not a.choices or a.static:
        return a.leaf("date")
    return Expr(f"observed({a.draw(st.sampled_from(FACTS)).text})")


# --- sets --------------------------------------------------------------------------------------


def _set_sum(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    left, right = a.expr(kind, depth, rigid=True), a.expr(kind, depth)
    if a.chance(3):
        left, right = right, left
    return _over(f"{left.text} {a.pick('+', '-')} {right.text}", left, right)


def _territories(a: Author, kind: str, depth: int, rigid: bool) -> Expr:
    if kind != "set:string" or a.plain:
        return a.leaf(kind, rigid)
    licence = a.leaf("licence", rigid=True)
    return replace(_over("", licence), text=f"{licence.text}.excluded_territories")


_ORDERED: tuple[Grow, ...] = (_sum, _product, _negated, _least, _if)
GROW: dict[str, tuple[Grow, ...]] = {
    "bool": (
        _not, _joined, _joined, _compared, _compared, _equal_bools, _equal_words, _member,
        _allow_lists, _compared_sets, _matches, _terms, _all_or_any, _knowledge, _if,
    ),
    "number": (*_ORDERED, _ratio, _log, _scale, _size, _count, _cap),
    "bytes": _ORDERED,
    "duration": (*_ORDERED, _span),
    "date": (_moved, _least, _if, _observed),
    "word": (_if,),
    "set": (_set_sum, _set_sum, _if, _territories),
}  # fmt: skip


# --- policies ----------------------------------------------------------------------------------


def _rule_name(a: Author) -> str:
    title = str(a.pick("", ' "A title \\u00e9 \\"here\\""'))
    return f"  rule {a.new('r')}{title}"


def _weight(a: Author) -> str:
    return str(a.pick("", " weight 3", " weight 0.001", " weight 2.5", " weight p_weight * 2"))


def _critical(a: Author, depth: int) -> tuple[str, bool]:
    clauses = [
        f"{a.pick('require', 'forbid')} {a.expr('bool', depth).text}"
        for _ in range(a.draw(st.integers(1, 2)))
    ]
    if a.chance(4):
        clauses.append(f"applies if {a.expr('bool', depth).text}")
    if a.choices and a.chance(4):
        clauses.append(f"when unknown {a.pick('reject', 'pass')}")
    if a.chance(4):
        clauses.append('otherwise review by "the board"')
    waivable = a.chance(3)
    if waivable:
        clauses.append(str(a.pick("waivable", "waivable at most 400 days")))
    if a.chance(4):
        clauses.append('because "of §7" cite "LEGAL-7"')
    return f"{_rule_name(a)}{_weight(a)} {{ {' '.join(clauses)} }}", waivable


def _points(a: Author, depth: int) -> str:
    points = a.expr("number", depth)
    return a.literal("number", SHARE).text if points.constant else points.text


def _scored(a: Author, depth: int) -> str:
    if a.chance():
        clauses = [f"prefer {a.expr('bool', depth).text}"]
    else:
        steps = range(a.draw(st.integers(0, 2)))
        clauses = [f"score {_points(a, depth)} if {a.expr('bool', depth).text}" for _ in steps]
        if not clauses or a.chance():
            clauses.append(f"score {_points(a, depth)}")
    if a.chance(4):
        still = replace_static(a)
        clauses.append(f"applies if {still.expr('bool', 1).text}")
        a.fresh = still.fresh
    if a.choices and a.chance(3):
        clauses.append(f"when unknown score {a.pick('0', '1', '0.3', 'p_share', 'p_number')}")
    if a.choices and a.chance(4):
        clauses.append(f"when uncertain take {a.pick('lower', 'upper')}")
    return f"{_rule_name(a)}{_weight(a)} {{ {' '.join(clauses)} }}"


def replace_static(a: Author) -> Author:
    """The same author, writing what rests on no fact."""
    return replace(a, static=True, names={})


def _decide(a: Author, tiers: tuple[str, ...], depth: int) -> str:
    numbers = (*tiers, "score") if tiers else ()

    def condition() -> str:
        tests = [f"{a.pick(*numbers)} {a.pick('>=', '<', '>')} {a.pick('0.5', '0.25', 'p_share')}"
                 for _ in range(a.draw(st.integers(1, 2))) if numbers]  # fmt: skip
        if not tests or a.chance(3):
            tests.append(a.expr("bool", depth).text)
        if a.chance(6):
            tests.append("critical")
        return f" {a.pick('and', 'or')} ".join(f"({t})" for t in tests)

    clauses = []
    if a.chance() or not numbers:
        clauses.append(f"accept if {condition()}")
    if not clauses or a.chance():
        clauses.append(f"review if {condition()}")
    if a.chance():
        clauses.append("valid for 180 days")
    return "decide { " + " ".join(clauses) + " }"


def _waiver(a: Author, rule: str) -> str:
    models = a.pick('"acme/*"', '"Acme/O?e"', '"other/x", "acme/one"')
    first, last = a.draw(st.sampled_from(WAIVER_DAYS))
    revision = ' revision "a"' if a.chance(3) else ""
    return (
        f'waiver "W-{a.new("")}" {{ rule {rule} models {{{models}}} from {first} until {last} '
        f'approved by "Legal" because "signed"{revision} }}'
    )


WAIVER_DAYS = (
    ("2026-01-01", "2026-12-31"),
    ("2026-11-22", "2026-11-22"),
    ("2026-01-01", "2026-11-21"),
    ("2026-11-23", "2026-12-01"),
)


def _lets(a: Author, depth: int) -> list[str]:
    items = []
    for _ in range(a.draw(st.integers(0, 2))):
        kind = a.kinds(("bool", *ORDERED, *WORDS, *SETS))
        value = a.expr(kind, depth)
        name = a.new("v")
        items.append(f"let {name} = {value.text}")
        a.names = {**a.names, kind: [*a.names.get(kind, ()), replace(value, text=name)]}
    return items


def _defines(a: Author) -> list[str]:
    if a.plain:
        return []
    a.defines = [("lib.doubled", ("number",), "number"), ("lib.between", ("number",) * 3, "bool")]
    items = []
    for _ in range(a.draw(st.integers(0, 1))):
        kinds = a.draw(st.lists(st.sampled_from(sorted(TYPE_NAMES)), min_size=1, max_size=2))
        names = [a.new("a") for _ in kinds]
        kept, a.names = a.names, {}
        for name, kind in zip(names, kinds, strict=True):
            a.names.setdefault(kind, []).append(
                Expr(name, SHARE if kind in ORDERED else None, constant=True)
            )
        result = str(a.pick("number", "bool"))
        body = a.expr(result, 2).text
        a.names = kept
        name = a.new("f")
        taken = ", ".join(f"{n}: {TYPE_NAMES[k]}" for n, k in zip(names, kinds, strict=True))
        items.append(f"define {name}({taken}) = {body}")
        a.defines.append((name, tuple(kinds), result))
    return items


@st.composite
def policies(draw: st.DrawFn, choices: bool = True, plain: bool = False, depth: int = 2) -> Draft:
    """A policy without errors; without `choices`, one that decides only on what is known."""
    a = Author(draw, choices, plain=plain)
    stale = " stale after 90 days" if choices and a.chance(4) else ""
    header = f'policy p {{ version "1.0.0"{stale} effective from 2026-01-01 }}'
    unset = tuple(draw(st.lists(st.sampled_from(sorted(PARAMS)), max_size=2, unique=True)))
    items = [_param(name, name in unset) for name in PARAMS]
    items += [DECLARED, *([] if plain else ['use "lib.msm" as lib'])]
    items += [*_defines(a), *_lets(a, depth)]
    critical = [_critical(a, depth) for _ in range(draw(st.integers(0, 2)))]
    rules = {"critical": tuple(text for text, _ in critical)} if critical else {}
    for tier in ("important", "contextual"):
        if a.chance(3):
            continue
        rules[tier] = tuple(_scored(a, depth) for _ in range(draw(st.integers(1, 2))))
    scored = tuple(t for t in rules if t != "critical")
    if a.chance(3) is False:
        items.append(_decide(a, scored, depth - 1))
    items += [_waiver(a, text.split()[1]) for text, waivable in critical if waivable]
    if a.chance(3):
        items.append(f'obligation {a.new("o")} "Do it" {{ if {a.expr("bool", depth).text} }}')
    if a.chance(3):
        items.append(f"rank {{ by {a.expr('number', depth).text} descending top 3 }}")
    weights = {t: str(a.pick("", " weight 0.6", " weight p_weight")) for t in scored}
    return Draft(header, tuple(items), rules, {"critical": "", **weights}, unset)


def _param(name: str, unset: bool) -> str:
    type_, _, rest = PARAMS[name].partition(" = ")
    range_ = rest.partition(" in ")[2]
    if not unset:
        return f'param {name}: {PARAMS[name]} "a param"'
    return f"param {name}: {type_}" + (f" in {range_}" if range_ else "")
