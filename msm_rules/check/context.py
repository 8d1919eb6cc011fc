"""What the elaboration of an expression knows and shares.

Owns the state of one check (`State`), the place an expression is read at (`Context`), and the small
constructors of diagnostics and nodes that every part of the elaboration uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from msm_rules import frozen
from msm_rules.check.builder import Builder
from msm_rules.check.scope import Module
from msm_rules.diagnostics import Diagnostic, Label
from msm_rules.facts.vocabulary import FactSpec, Vocabulary
from msm_rules.frozen import changed, record
from msm_rules.graph.nodes import FactRef, Index, Node, Param
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Value
from msm_rules.values.types import NUMBER, SCORE, Type, spoken


class Typed(NamedTuple):
    """A node, its type, and where the expression stands."""

    node: Index
    type: Type
    span: Span


class Local(NamedTuple):
    """A name bound in an expression: a define's argument or a quantifier's variable."""

    owner: Builder
    value: Typed


class Step(NamedTuple):
    """A let or define whose body is being elaborated."""

    kind: str
    name: str
    module: str
    span: Span


@dataclass(slots=True)
class State:
    """What one check shares."""

    main: Module
    vocabulary: Vocabulary
    elaborate: Callable[[Context, t.Expr, str, Type | None], Typed | None]
    root: Builder = field(default_factory=Builder)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    lets: dict[tuple[str, str, Type | None], Typed | None] = field(default_factory=dict)
    params: dict[tuple[str, str], Typed | None] = field(default_factory=dict)
    param_rows: dict[tuple[str, str], Param] = field(default_factory=dict)
    opened: list[tuple[str, str]] = field(
        default_factory=list
    )  # params whose values are being read
    settings: dict[tuple[str, str], tuple[Module, t.Setting]] = field(default_factory=dict)
    calls: Iterator[int] = field(default_factory=count)  # of functions of the policy's own
    used: set[tuple[str, str]] = field(default_factory=set)  # lets and params that something uses
    tiers: dict[str, Index] = field(default_factory=dict)  # those that `decide` may name
    tiers_written: frozenset[str] = frozenset()

    def report(
        self,
        name: str,
        message: str,
        span: Span,
        label: str = "",
        others: tuple[Label, ...] = (),
        hint: str | None = None,
    ) -> None:
        """Keep a diagnostic."""
        self.diagnostics.append(Diagnostic(name, message, span, label, others, hint))


@record
class Context:
    """Where an expression is read: its module, its builder, the names bound around it."""

    state: State
    module: Module
    builder: Builder
    locals: Mapping[str, Local] = frozen.field(default_factory=dict)
    stack: tuple[Step, ...] = ()
    in_decide: bool = False  # whether tiers may be named

    def at(self, **changes: object) -> Context:
        """The same place with something changed."""
        return changed(self, **changes)

    def read(self, expr: t.Expr, path: str, expected: Type | None = None) -> Typed | None:
        """The node of an expression; None after a diagnostic. `expressions` walks it."""
        return self.state.elaborate(self, expr, path, expected)

    def bring(self, owner: Builder, index: Index) -> Index:
        """A node of `owner` as seen from this builder, captured through every body between."""
        return _bring(self.builder, owner, index)

    def add(self, path: str, op: str, args: list[Typed], type_: Type, span: Span) -> Typed:
        """A new node over elaborated arguments."""
        return Typed(
            self.builder.add(path, op, [a.node for a in args], type_, span=span), type_, span
        )

    def constant(self, path: str, type_: Type, value: Value, span: Span) -> Typed:
        """A constant node."""
        return Typed(self.builder.constant(path, type_, value, span), type_, span)

    def value_of(self, x: Typed) -> Value:
        """The value of a node that rests on constants alone; KeyError if it does not."""
        return self.builder.constants[x.node]

    def is_constant(self, x: Typed) -> bool:
        """Whether a node rests on constants alone."""
        return x.node in self.builder.constants

    def is_static(self, x: Typed) -> bool:
        """Whether a node rests on no fact."""
        return self.builder.nodes[x.node].static

    def origin(self, x: Typed) -> Node:
        """The node itself, where the expression only captures it from outside."""
        builder, index = self.builder, x.node
        while builder.nodes[index].op == "captured" and builder.outer is not None:
            index = builder.captures[int(str(builder.nodes[index].const)) - 1]
            builder = builder.outer
        return builder.nodes[index]

    def outermost(self, x: Typed) -> Index | None:
        """The node of the graph itself that the expression is; None for one made in a body."""
        builder, index = self.builder, x.node
        while builder.outer is not None:
            if builder.nodes[index].op != "captured":
                return None
            index = builder.captures[int(str(builder.nodes[index].const)) - 1]
            builder = builder.outer
        return index

    def fact_of(self, x: Typed) -> FactSpec | None:
        """The vocabulary's row, if the node is a fact itself."""
        node = self.origin(x)
        if node.op != "fact" or not isinstance(node.const, FactRef):
            return None
        return self.state.vocabulary.facts[node.const.path]


def _bring(builder: Builder, owner: Builder, index: Index) -> Index:
    if builder is owner:
        return index
    assert builder.outer is not None
    return builder.capture(_bring(builder.outer, owner, index))


def mismatch(
    ctx: Context, message: str, at: Typed, other: Typed | None = None, hint: str | None = None
) -> None:
    """Report a `type-mismatch`: the caret at one side, what the other is beside it."""
    others = (Label(other.span, f"this is {described(ctx, other)}"),) if other else ()
    ctx.state.report(
        "type-mismatch", message, at.span, f"this is {described(ctx, at)}", others, hint
    )


def described(ctx: Context, x: Typed) -> str:
    """The type in words, with the unit where the fact has one: `a number (parameters)`."""
    spec = ctx.fact_of(x)
    if spec is not None and spec.unit and x.type == NUMBER:
        return f"{spoken(x.type)} ({spec.unit})"
    return spoken(NUMBER) if x.type == SCORE else spoken(x.type)


def unwrap(expr: t.Expr) -> t.Expr:
    """An expression without the parentheses around it."""
    while isinstance(expr, t.Paren):
        expr = expr.inner
    return expr
