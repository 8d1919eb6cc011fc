"""Whether acceptance is still possible, or sure, with some facts and params otherwise.

Owns the evaluation that the search asks thousands of times: only what acceptance rests on, and of
that only what the last question has changed. Meanings are those of the operator table, and where
something is left open those of `open_meanings`. The search is led by it, and no more: what is told
was decided by the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from msm_rules.analysis.leaves import Leaf, accept_of, under
from msm_rules.analysis.open_meanings import (
    COMPARED,
    MAY_SETTLE,
    NEEDS_EXACT,
    SILENT,
    STAYS,
    an_end,
    default,
    equal_bools,
    is_missing,
    known_exactly,
    mean,
    needs_exact,
    negation,
    of_member,
    quantified,
    unknown_scores,
)
from msm_rules.decide.interpret import PREFIXES, apply, fact_key, leaf_missing
from msm_rules.decide.session import Session
from msm_rules.graph.nodes import Index, Node
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import (
    FALSE,
    HALF_LINE,
    LINE,
    MILLION,
    NOTHING,
    TRUE,
    UNKNOWN,
    Interval,
    Members,
    Score,
    Value,
)
from msm_rules.values.scores import fraction
from msm_rules.values.types import BOOL, LICENCE

_HOW, _MUTE = 3, 4
"""Of a node's state: how it stands, and whether something below it stays unknown."""

_MOST_KEPT = 100_000
"""How many answers of licences and other recurring questions are kept."""

ATTESTED: Value = frozenset({"attested"})


class Given(NamedTuple):
    """What a fact or param is in a question: a value or a range, and how it stands."""

    value: Value
    how: int


class Outlook:
    """One policy, one day, one model; facts and params are varied from question to question."""

    def __init__(
        self, session: Session, values: Mapping[str, Value], leaves: Iterable[Leaf], weak: set[str]
    ) -> None:
        """`values` are those that the session reads of the model, `weak` the keys of facts for
        which somebody will answer once they are settled."""
        graph = session.graph
        self.nodes, self.target = graph.nodes, accept_of(graph)
        self._today: Value = (float(session.binding.today),) * 2
        self._weak = weak
        self._leaves = {leaf.key: leaf for leaf in leaves}
        self._defaults = {
            p.node: p.default
            for p in graph.params
            if p.default is not None and p.name not in session.binding.given
        }
        self._now: dict[Index, Value] = dict(session.binding.static)
        self._state: dict[Index, int] = {}
        self._sure: dict[Index, Interval | None] = {}
        self._inputs: dict[str, list[Index]] = {}
        self._memo: dict[tuple[object, ...], Value] = {}
        self._last: Mapping[str, Given] = {}
        varying = self._read_leaves(session, values, under(graph, self.target))
        self._order = self._depending(sorted(under(graph, self.target)), varying)
        self._base = {i: self._now[i] for at in self._inputs.values() for i in at}
        self._key = {i: key for key, at in self._inputs.items() for i in at}
        self._below = {i: self._args(i) for i in self._order}
        self._dirty = set(varying)

    def _read_leaves(
        self, session: Session, values: Mapping[str, Value], below: frozenset[Index]
    ) -> set[Index]:
        """The nodes that a question may set, with today's values; params by their keys."""
        params = {leaf.param.node: key for key, leaf in self._leaves.items() if leaf.param}
        for index in sorted(below):
            node = self.nodes[index]
            if node.op in PREFIXES:
                key = fact_key(node, [session.binding.static[a] for a in node.args])
                value = values.get(PREFIXES[node.op] + key)
                missing = leaf_missing(node, session.program.naturals)
                self._now[index] = missing if value is None else value
                self._inputs.setdefault(key, []).append(index)
            elif index in params:
                self._inputs.setdefault(params[index], []).append(index)
        return {i for at in self._inputs.values() for i in at}

    def _depending(self, below: Sequence[Index], varying: set[Index]) -> list[Index]:
        """What has to be evaluated: all that rests on what may vary, in order."""
        found: list[Index] = []
        rests = set(varying)
        ids = {node.id: i for i, node in enumerate(self.nodes)}
        params = [i for at in self._inputs.values() for i in at if self.nodes[i].op == "param"]
        for index in below:
            node = self.nodes[index]
            known = index in self._now
            if index in varying and node.op in PREFIXES:
                continue
            if node.op == "blank":
                args: tuple[Index, ...] = (ids[str(node.const)],) if params else ()
                rests_on = bool(args) and self._on_param(args[0], params)
            else:
                rests_on = any(a in rests for a in self._args(index))
            if rests_on or not known or index in varying:
                rests.add(index)
                found.append(index)
        return found

    def _on_param(self, index: Index, params: Iterable[Index]) -> bool:
        todo, seen = [index], {index}
        while todo:
            for a in self._args(todo.pop()):
                if a not in seen:
                    seen.add(a)
                    todo.append(a)
        return not seen.isdisjoint(params)

    def _args(self, index: Index) -> tuple[Index, ...]:
        args, more = self.nodes[index].args, self._defaults.get(index)
        return args if more is None else (*args, more)

    @property
    def knows_blanks(self) -> bool:
        """Whether what a score is with every fact missing stays the same whatever the params."""
        return not any(self.nodes[i].op == "blank" for i in self._order)

    # --- questions -------------------------------------------------------------------------------

    def ask(self, given: Mapping[str, Given]) -> int:
        """What acceptance is: bit 0 says that it may be sure, bit 1 that nothing rules it out."""
        self._set(given)
        now, state, dirty = self._now, self._state, self._dirty
        for index in self._order:
            args = self._below[index]
            if index not in dirty and dirty.isdisjoint(args):
                continue
            value, how = self._evaluate(index, args, given)
            sure = self._surest(index, args, value) if how & _HOW else None
            same = state.get(index, 0) == how and self._sure.get(index) == sure
            if index not in now or now[index] != value or not same:
                now[index], state[index], self._sure[index] = value, how, sure
                dirty.add(index)
        self._dirty = set()
        return now[self.target]  # type: ignore[return-value]

    def _set(self, given: Mapping[str, Given]) -> None:
        last = self._last
        for key in {*last, *given}:
            if last.get(key) == given.get(key):
                continue
            for index in self._inputs.get(key, ()):
                value, how = self._input(index, key, given.get(key))
                self._now[index], self._state[index] = value, how
                self._dirty.add(index)
        self._last = dict(given)

    def _input(self, index: Index, key: str, given: Given | None) -> tuple[Value, int]:
        if given is None:
            return self._base[index], STAYS
        op = self.nodes[index].op
        if op in ("fact", "param"):
            return given.value, given.how
        if key not in self._weak:
            return self._base[index], STAYS
        if given.how != MAY_SETTLE:
            return (ATTESTED if op == "method" else self._today), STAYS
        base = self._base[index]
        either = (base or NOTHING) | ATTESTED if op == "method" else LINE  # type: ignore[operator]
        return either, MAY_SETTLE

    # --- one node --------------------------------------------------------------------------------

    def _evaluate(
        self, index: Index, args: tuple[Index, ...], given: Mapping[str, Given]
    ) -> tuple[Value, int]:
        node = self.nodes[index]
        if node.op == "param":
            return self._param(index, args, given)
        if node.op == "blank":
            open_ = any(k.startswith("param ") for k in given)
            return ((0, MILLION), MAY_SETTLE) if open_ else (self._blank(index), STAYS)
        states = [self._state.get(a, 0) for a in args]
        values = [self._now[a] for a in args]
        how = MAY_SETTLE if any(_counting(node.op, values, states)) else STAYS
        mute = _MUTE if any(s & _MUTE for s in states) else 0
        value = self._meaning(node, args, values, states) if how or mute else None
        if value is None:
            value = self._plain(node, values)
        if node.type == BOOL and not how and value == UNKNOWN:
            return SILENT, _MUTE
        return value, how | mute

    def _blank(self, index: Index) -> Value:
        return self._base.setdefault(index, self._now[index])

    def _param(
        self, index: Index, args: tuple[Index, ...], given: Mapping[str, Given]
    ) -> tuple[Value, int]:
        """A param that a question leaves alone follows its default, which may rest on others."""
        if self._key.get(index) in given or not args:
            return self._now[index], self._state.get(index, 0)
        return self._now[args[-1]], self._state.get(args[-1], 0)

    def _plain(self, node: Node, values: list[Value]) -> Value:
        """The row of the operator table; of questions that recur the answers are kept."""
        row = OPERATORS[node.op]
        types = [self.nodes[a].type for a in node.args]
        if not row.recurring and row.kind != "quantifier":
            return apply(node, values, types, pending=False)
        key = (id(node), *values)
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) > _MOST_KEPT:
                self._memo.clear()
            found = self._memo[key] = apply(node, values, types, pending=False)
        return found

    def _meaning(
        self, node: Node, args: tuple[Index, ...], values: list[Value], states: list[int]
    ) -> Value | None:
        """The meaning where something below is open or stays unknown; None where it is the row's
        of the operator table."""
        how = states[0] & _HOW
        row = OPERATORS[node.op]
        match node.op:
            case "not":
                return negation(values[0])  # type: ignore[arg-type]
            case "equal_bools":
                return equal_bools(values[0], values[1])  # type: ignore[arg-type]
            case "unknown_rejects" | "unknown_passes":
                return self._unknown(node.op, values[0], states[0])
            case "unknown_scores":
                open_blank = bool(states[1] & _HOW)
                return (
                    unknown_scores(*values, open_blank=open_blank)  # type: ignore[arg-type]
                    if any(s & _HOW for s in states)
                    else None
                )
            case "take_lower" | "take_upper":
                return values[0] if how else None
            case _ if row.kind == "knowledge":
                return self._knowledge(node, args, values, how) if how else None
            case _ if row.kind == "quantifier":
                return self._quantified(node, values, states)
            case _ if node.op in COMPARED:
                return COMPARED[node.op](*(self._ends(a) for a in args)) if any(states) else None
            case _ if node.op in NEEDS_EXACT:
                return NEEDS_EXACT[node.op](values)
        return None

    # --- how sure a number can become -----------------------------------------------------------

    def _ends(self, index: Index) -> Interval:
        """The greatest lower and the least upper end that a number can come to have: its own where
        it stays as it is, else any of its range, unless it is known more closely."""
        lo, hi = cast(Interval, self._now[index])
        if not self._state.get(index, 0) & _HOW:
            return lo, hi
        return self._sure.get(index) or (hi, lo)

    def _surest(self, index: Index, args: tuple[Index, ...], value: Value) -> Interval | None:
        """These ends of a mean, of whose parts some stay unknown; None where nothing is known
        that narrows them."""
        node = self.nodes[index]
        if node.op == "fraction":
            return fraction(cast(Score, self._ends(args[0])))
        if node.op != "mean":
            return None
        parts = [self._ends(a) if n % 3 == 0 else self._now[a] for n, a in enumerate(args)]
        open_ = mean(parts, surest=True)
        return cast(Interval, OPERATORS["mean"].meaning(*parts) if open_ is None else open_)

    # --- what is known --------------------------------------------------------------------------

    def _unknown(self, op: str, value: Value, state: int) -> Value:
        if state & _HOW:
            return UNKNOWN if state & _MUTE else value
        if value in (UNKNOWN, SILENT):
            return FALSE if op == "unknown_rejects" else TRUE
        return value

    def _knowledge(
        self, node: Node, args: tuple[Index, ...], values: list[Value], how: int
    ) -> Value:
        """`is missing`, `is exact`, `default` and the ends of a fact that is open."""
        leaf_missing_now = self._missing_now(args[0])
        types = [self.nodes[a].type for a in node.args]
        match node.op:
            case "is_missing":
                return is_missing(leaf_missing_now, how)
            case "is_exact":
                return known_exactly(types[-1], how)
            case "default":
                return default(types[-1], values[0], values[2], leaf_missing_now, how)
        return an_end(values[0])

    def _missing_now(self, index: Index) -> bool:
        key = self._key.get(index)
        return key is None or self._leaves[key].missing

    def _quantified(self, node: Node, values: list[Value], states: list[int]) -> Value | None:
        """`all` and `any` where the set may change, or what is asked of its members."""
        open_ = any(s & _HOW for s in states[1:])
        if node.op not in ("all", "any"):
            assert node.body is not None
            return HALF_LINE if open_ and needs_exact(node.body) else None
        lower, upper = cast(Members, values[0])
        results = {m: self._of_member(node, m, values, open_) for m in lower | (upper or NOTHING)}
        return quantified(node.op, (lower, upper), results)

    def _of_member(self, node: Node, member: str, values: list[Value], open_: bool) -> int:
        """What is asked of one member, kept; what is then unknown of it stays so, unless what is
        asked is open or the member is a choice of licences."""
        key = (id(node), member, open_, *values[1:])
        if key not in self._memo:
            assert node.body is not None
            licences = getattr(self.nodes[node.args[0]].type, "element", None) == LICENCE
            value = alternatives_of(member) if licences else frozenset({member})
            found = of_member(node.body, value, values)
            mute = found == UNKNOWN and not open_ and len(value) == 1
            self._memo[key] = SILENT if mute else found
        return cast(int, self._memo[key])


def _counting(op: str, values: Sequence[Value], states: Sequence[int]) -> Iterator[bool]:
    """Whether each argument that counts is open: not a rule that takes no part, nor a branch that
    is not taken."""
    for n, state in enumerate(states):
        left_out = op == "mean" and n % 3 == 0 and values[n + 2] == FALSE
        other = {1: FALSE, 2: TRUE}.get(n) if op == "if" else None
        if not left_out and (other is None or values[0] != other):
            yield bool(state & _HOW)
