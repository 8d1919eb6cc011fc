"""The tree of a policy text: what the author wrote, with where each part stands.

Owns the shapes only. Nothing here knows whether a name exists or a type fits; `check` does.
Two trees are equal if they say the same: spans are left out of the comparison.
"""

from __future__ import annotations

from typing import Literal

from msm_rules.frozen import field, record
from msm_rules.source import Source, Span


def _at() -> Span:
    return field(compare=False)  # type: ignore[no-any-return]


# --- words -------------------------------------------------------------------------------------


@record
class Word:
    """A bare name."""

    name: str
    span: Span = _at()


@record
class Text:
    """A quoted string, escapes resolved."""

    value: str
    span: Span = _at()


# --- expressions -------------------------------------------------------------------------------

Unit = Literal["number", "bytes", "duration"]
BinaryOp = Literal[
    "+", "-", "*", "/",
    "==", "!=", "<", "<=", ">", ">=",
    "in", "not in", "covers", "within", "overlaps", "matches", "permits", "requires", "prohibits",
]  # fmt: skip
Knowledge = Literal[
    "missing", "known", "exact",
    "attested", "measured", "verified", "declared", "derived", "estimated", "assumed",
]  # fmt: skip


@record
class Number:
    """A number with its multiplier applied, rounded once to a 64-bit float.

    `value` is in base units: bytes, days, or plain. `text` is how the author wrote it; `16 GB` and
    `16000000000`
    mean the same and compare equal.
    """

    value: float
    unit: Unit
    text: str = field(compare=False)
    span: Span = _at()


@record
class Date:
    """A calendar date (UTC) as its proleptic Gregorian ordinal (`date.toordinal`)."""

    ordinal: int
    span: Span = _at()


@record
class Bool:
    """`true` or `false`."""

    value: bool
    span: Span = _at()


@record
class Name:
    """A bare name used as a value: `model`, `today`, `needed`, `score`, `critical`."""

    name: str
    span: Span = _at()


@record
class Attribute:
    """`value.name`."""

    value: Expr
    name: Word
    span: Span = _at()


@record
class Index:
    """`value[key]`."""

    value: Expr
    key: Expr
    span: Span = _at()


@record
class Call:
    """`function(arguments)`; an argument may be a `Range` (`scale(x, 2 .. 6)`)."""

    function: Name | Attribute
    arguments: tuple[Expr | Range, ...]
    span: Span = _at()


@record
class SetOf:
    """`{a, b, ...}`."""

    items: tuple[Expr, ...]
    span: Span = _at()


@record
class Paren:
    """`(inner)`: kept, since it says how the author read it."""

    inner: Expr
    span: Span = _at()


@record
class Unary:
    """`not x` or `-x`."""

    op: Literal["not", "-"]
    operand: Expr
    span: Span = _at()


@record
class Binary:
    """`left op right` for arithmetic and comparisons; grouped to the left."""

    op: BinaryOp
    left: Expr
    right: Expr
    op_span: Span = _at()
    span: Span = _at()


@record
class Logical:
    """`a and b and c` or `a or b or c`: two or more operands."""

    op: Literal["and", "or"]
    operands: tuple[Expr, ...]
    op_span: Span = _at()  # the first `and` or `or`
    span: Span = _at()


@record
class IfElse:
    """`if condition then yes else no`."""

    condition: Expr
    yes: Expr
    no: Expr
    span: Span = _at()


@record
class Quantifier:
    """`all x in S: P`, `any x in S: P`, `count x in S: P`."""

    kind: Literal["all", "any", "count"]
    variable: Word
    domain: Expr
    body: Expr
    span: Span = _at()


@record
class Is:
    """`F is missing`, `F is known`, ..."""

    fact: Expr
    what: Knowledge
    what_span: Span = _at()
    span: Span = _at()


@record
class Default:
    """`F default b`."""

    fact: Expr
    fallback: Expr
    span: Span = _at()


@record
class Range:
    """`lo .. hi`; not a value.

    Only an argument of `scale`, the range of a param, or a given value.
    """

    lo: Expr
    hi: Expr
    span: Span = _at()


Expr = (
    Number | Date | Bool | Text | Name | Attribute | Index | Call | SetOf | Paren | Unary | Binary
    | Logical | IfElse | Quantifier | Is | Default
)  # fmt: skip


# --- types -------------------------------------------------------------------------------------


@record
class NamedType:
    """`bool`, `number`, `bytes`, `duration`, `date`, `string`, `licence`, or the name of an
    enumeration.
    """

    name: Word
    span: Span = _at()


@record
class OneOfType:
    """`one of {"a", "b"}`."""

    members: tuple[Text, ...]
    span: Span = _at()


@record
class SetType:
    """`set of T`."""

    element: TypeTree
    span: Span = _at()


@record
class MapType:
    """`map of T`."""

    element: TypeTree
    span: Span = _at()


TypeTree = NamedType | OneOfType | SetType | MapType


# --- header ------------------------------------------------------------------------------------


@record
class HeaderText:
    """`version "…"`, `title "…"`, `owner "…"`, `description "…"`, `extends "…"`."""

    kind: Literal["version", "title", "owner", "description", "extends"]
    text: Text
    span: Span = _at()


@record
class HeaderLanguage:
    """`language 1`."""

    version: Number
    span: Span = _at()


@record
class Effective:
    """`effective from D until D`, either part may lack."""

    start: Date | None
    until: Date | None
    span: Span = _at()


@record
class Stale:
    """`stale after N days`."""

    after: Number
    span: Span = _at()


HeaderClause = HeaderText | HeaderLanguage | Effective | Stale


# --- clauses -----------------------------------------------------------------------------------


@record
class Condition:
    """`require E`, `forbid E`, `applies if E`, `prefer E`."""

    kind: Literal["require", "forbid", "applies", "prefer"]
    expr: Expr
    span: Span = _at()


@record
class Score:
    """`score N` or `score N if E`."""

    value: Expr
    condition: Expr | None
    span: Span = _at()


@record
class WhenUnknown:
    """`when unknown reject`, `when unknown pass`, `when unknown score N`."""

    choice: Literal["reject", "pass", "score"]
    score: Expr | None
    span: Span = _at()


@record
class WhenUncertain:
    """`when uncertain take lower` or `take upper`."""

    take: Literal["lower", "upper"]
    span: Span = _at()


@record
class Otherwise:
    """`otherwise review by "who"`."""

    by: Text
    span: Span = _at()


@record
class Waivable:
    """`waivable`, `waivable at most N days`."""

    at_most: Number | None
    span: Span = _at()


@record
class Note:
    """`because "…"`, `cite "…"`."""

    kind: Literal["because", "cite"]
    text: Text
    span: Span = _at()


RuleClause = Condition | Score | WhenUnknown | WhenUncertain | Otherwise | Waivable | Note


@record
class Rule:
    """One criterion. `broken` marks a rule with a syntax error.

    Its name is known, its clauses are not all.
    """

    name: Word
    title: Text | None
    weight: Expr | None
    clauses: tuple[RuleClause, ...]
    open: bool
    override: bool
    broken: bool
    span: Span = _at()


# --- items -------------------------------------------------------------------------------------


@record
class Policy:
    """`policy NAME { ... }`."""

    name: Word
    clauses: tuple[HeaderClause, ...]
    broken: bool
    span: Span = _at()


@record
class Use:
    """`use "path" as alias`."""

    path: Text
    alias: Word
    span: Span = _at()


@record
class Param:
    """`param name: type = default in lo .. hi "doc"`."""

    name: Word
    type: TypeTree
    default: Expr | None
    range: Range | None
    doc: Text | None
    span: Span = _at()


@record
class Let:
    """`let name = expr`."""

    name: Word
    value: Expr
    span: Span = _at()


@record
class Argument:
    """`arg: type` of a define."""

    name: Word
    type: TypeTree
    span: Span = _at()


@record
class Define:
    """`define name(arg: type, ...) = expr`."""

    name: Word
    arguments: tuple[Argument, ...]
    body: Expr
    span: Span = _at()


@record
class Fact:
    """`fact model.path: type "doc"`; `path` is without the root, `security.scan_passed`."""

    path: Word
    type: TypeTree
    doc: Text | None
    span: Span = _at()


@record
class Values:
    """`values domain {"cardiology"}`."""

    enumeration: Word
    members: tuple[Text, ...]
    span: Span = _at()


@record
class Tier:
    """`critical { ... }`, `important weight W { ... }`, `contextual weight W { ... }`."""

    kind: Literal["critical", "important", "contextual"]
    weight: Expr | None
    rules: tuple[Rule, ...]
    open: bool
    broken: bool
    span: Span = _at()
    kind_span: Span = _at()


@record
class DecideIf:
    """`accept if E`, `review if E`."""

    kind: Literal["accept", "review"]
    expr: Expr
    span: Span = _at()


@record
class ValidFor:
    """`valid for D`."""

    duration: Number
    span: Span = _at()


@record
class Decide:
    """`decide { ... }`."""

    clauses: tuple[DecideIf | ValidFor, ...]
    open: bool
    override: bool
    broken: bool
    span: Span = _at()
    kind_span: Span = _at()


@record
class RankBy:
    """`by E descending`, `by E ascending`."""

    expr: Expr
    descending: bool
    span: Span = _at()


@record
class Top:
    """`top N`."""

    count: Number
    span: Span = _at()


@record
class Rank:
    """`rank { ... }`."""

    clauses: tuple[RankBy | Top, ...]
    open: bool
    override: bool
    broken: bool
    span: Span = _at()
    kind_span: Span = _at()


@record
class ObligationIf:
    """`if E` of an obligation."""

    expr: Expr
    span: Span = _at()


@record
class Obligation:
    """`obligation name "text" { if E  cite "…" }`."""

    name: Word
    text: Text
    clauses: tuple[ObligationIf | Note, ...]
    broken: bool
    span: Span = _at()


@record
class WaiverRule:
    """`rule NAME` of a waiver."""

    rule: Word
    span: Span = _at()


@record
class WaiverModels:
    """`models {"owner/*"}`."""

    patterns: tuple[Text, ...]
    span: Span = _at()


@record
class WaiverPeriod:
    """`from D until D`."""

    start: Date
    until: Date
    span: Span = _at()


@record
class WaiverText:
    """`revision "sha"`, `approved by "…"`, `because "…"`."""

    kind: Literal["revision", "approved", "because"]
    text: Text
    span: Span = _at()


WaiverClause = WaiverRule | WaiverModels | WaiverPeriod | WaiverText


@record
class Waiver:
    """`waiver "id" { ... }`."""

    id: Text
    clauses: tuple[WaiverClause, ...]
    broken: bool
    span: Span = _at()


@record
class OneOfValue:
    """`one of {…}` as a given value."""

    members: SetOf
    span: Span = _at()


@record
class AtLeastValue:
    """`at least {…}`, `at least {…} at most {…}` as a given value."""

    at_least: SetOf
    at_most: SetOf | None
    span: Span = _at()


@record
class MissingValue:
    """`missing` as a given value."""

    span: Span = _at()


GivenValue = Expr | Range | OneOfValue | AtLeastValue | MissingValue


@record
class FactPath:
    """A fact as a test names it.

    `memory.int4`, `benchmarks["medqa"]` (without the root `model`).
    """

    path: str
    key: Text | None
    span: Span = _at()


@record
class GivenFact:
    """`path: value`."""

    fact: FactPath
    value: GivenValue
    span: Span = _at()


@record
class Given:
    """`given { ... }`."""

    facts: tuple[GivenFact, ...]
    span: Span = _at()


@record
class With:
    """`with name = expr`, `with alias.name = expr`."""

    target: Name | Attribute
    value: Expr
    span: Span = _at()


@record
class AsOf:
    """`as of DATE`."""

    date: Date
    span: Span = _at()


@record
class ExpectVerdict:
    """`expect accept`, `expect reject by size, licence`, `expect undetermined`."""

    verdict: Literal["accept", "review", "reject", "undetermined"]
    by: tuple[Word, ...]
    span: Span = _at()


@record
class ExpectValue:
    """`expect score >= 0.7`, `expect important < 0.5`, `expect rule domain == 0.5`.

    `subject` is `score`, `important`, `contextual` or the name of a rule (`is_rule`).
    """

    subject: Word
    is_rule: bool
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    value: Expr
    span: Span = _at()


@record
class ExpectRule:
    """`expect rule licence is true|false|unknown|waived`."""

    rule: Word
    state: Literal["true", "false", "unknown", "waived"]
    span: Span = _at()


@record
class ExpectOpen:
    """`expect open model.license`, `expect open model.benchmarks["medqa"]`."""

    fact: FactPath
    span: Span = _at()


@record
class ExpectObligation:
    """`expect obligation attribution`: it is surely due."""

    name: Word
    span: Span = _at()


Expect = ExpectVerdict | ExpectValue | ExpectRule | ExpectOpen | ExpectObligation
TestClause = Given | With | AsOf | Expect


@record
class Test:
    """`test "name" { ... }`."""

    __test__ = False  # not a test of pytest's

    name: Text
    clauses: tuple[TestClause, ...]
    broken: bool
    span: Span = _at()


@record
class Setting:
    """`set name = expr`, `set alias.name = expr`."""

    target: Name | Attribute
    value: Expr
    span: Span = _at()


@record
class Broken:
    """An item that could not be read; `defines` are names it would have defined, so that their uses
    are not errors too.

    `kind` is the item's first keyword (`let`, `param`, `define`, `use`, `fact`, ...), or "" if not
    even that is known.
    """

    kind: str
    defines: tuple[str, ...]
    span: Span = _at()


Item = (
    Policy | Use | Param | Let | Define | Fact | Values | Tier | Decide | Rank | Obligation
    | Waiver | Test | Setting | Broken
)  # fmt: skip


@record
class File:
    """One policy file or library, items in the order written."""

    source: Source = field(compare=False)
    items: tuple[Item, ...]
