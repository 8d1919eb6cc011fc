"""The dependency graph of a policy: typed nodes in evaluation order.

Owns the shapes. A node's arguments stand before it, so one pass in order evaluates everything.
Tiers, rules, waivers and the verdict are ordinary nodes; the tables beside them (`rules`, `tiers`,
...) only say which node is which, for people. No interpreter needs to know what a tier is.
"""

from __future__ import annotations

from typing import Literal

from msm_rules.facts.keys import entry_key
from msm_rules.frozen import record
from msm_rules.source import Source, Span
from msm_rules.values.possible import Value
from msm_rules.values.types import Type

TierName = Literal["critical", "important", "contextual"]
Index = int  # of a node in the graph


@record
class FactRef:
    """Which fact a leaf reads: its path, and for maps the key (None if an argument gives it)."""

    path: str
    key: str | None = None

    @property
    def name(self) -> str:
        """How people and open facts name it: `model.license`, `model.benchmarks["medqa"]`."""
        return "model." + self.value_key

    @property
    def value_key(self) -> str:
        """Under which key the values of a model's facts hold it."""
        return self.path if self.key is None else entry_key(self.path, self.key)


@record
class Body:
    """What a quantifier asks of each member: nodes of their own, with leaves `member` and
    `captured`.

    A `captured` leaf's `const` says which argument of the quantifier it is (1 is the first after
    the set).
    """

    nodes: tuple[Node, ...]
    result: Index


@record
class Node:
    """One value of a decision.

    `const` is the value of a `constant`, the `FactRef` of a leaf, the name of a `param`, the
    argument's position of a `captured`, the node of a `blank`. `static` nodes rest on no fact:
    params, constants, the day.
    """

    id: str
    op: str
    args: tuple[Index, ...]
    type: Type
    const: Value | FactRef | str = None
    static: bool = False
    span: Span | None = None
    body: Body | None = None


@record
class Clause:
    """A condition of a rule and its node: `require`, `forbid`, `applies`, `prefer`, `score`.

    For a step of a score `node` is its condition (None: always) and `value` the node of its number.
    """

    kind: str
    node: Index | None
    span: Span
    value: Index | None = None


@record
class Rule:
    """Which nodes a rule is, and what the author said of it.

    `raw` is the result as the clauses give it, `result` after `when ...` and waivers. `applies` and
    `weight` are nodes
    of scored rules.
    """

    name: str
    tier: TierName
    title: str
    raw: Index
    result: Index
    clauses: tuple[Clause, ...]
    span: Span
    applies: Index | None = None
    weight: Index | None = None
    weight_span: Span | None = None
    when: str = ""  # "reject", "pass", "score", and/or "lower", "upper" as the author chose
    otherwise: str | None = None
    waivable: bool = False
    waivers: tuple[int, ...] = ()  # positions in `Graph.waivers`
    because: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@record
class Tier:
    """A scored tier: its mean, its weight, and whether any of its rules takes part."""

    name: TierName
    result: Index
    weight: Index
    applies: Index


@record
class Waiver:
    """An exception; `active` is the node that says whether it covers this model on this day."""

    id: str
    rule: str
    patterns: tuple[str, ...]
    start: int
    until: int
    approved_by: str
    because: str
    revision: str | None
    active: Index
    span: Span


@record
class Obligation:
    """Something to be done once a model is used; `due` is the node that says whether."""

    name: str
    text: str
    due: Index
    cites: tuple[str, ...]
    span: Span


@record
class RankKey:
    """One key of the order of candidates."""

    node: Index
    descending: bool


@record
class Param:
    """A parameter: its node, and the nodes of its default and the ends of its range."""

    name: str
    node: Index
    type: Type
    default: Index | None
    lo: Index | None
    hi: Index | None
    doc: str
    span: Span


@record
class Period:
    """When a policy of the line of extension is in effect; both days included."""

    policy: str
    start: int | None
    until: int | None
    span: Span


@record
class Header:
    """What the policy says of itself."""

    name: str
    version: str
    title: str
    owner: str
    description: str


@record
class Graph:
    """A checked policy. Everything an interpreter, a proof or a picture needs."""

    header: Header
    nodes: tuple[Node, ...]
    params: tuple[Param, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    waivers: tuple[Waiver, ...]
    obligations: tuple[Obligation, ...]
    rank: tuple[RankKey, ...]
    top: int | None
    critical: Index
    soft: Index
    score: Index | None
    accept: Index  # the accept condition
    review: Index  # the review condition
    verdict: Index
    valid_for: float | None  # days
    periods: tuple[Period, ...]
    stale_after: float | None  # days
    sources: tuple[Source, ...]  # the policy's own first, then as first referred to
