"""The picture of a policy: facts → rules → tiers → verdict, for a person to see at a glance.

Owns which nodes are boxes and what leads from one to the next. `detail` shows every node instead.
A decision's statuses, where given, colour the boxes and mark the way that decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.graph import detail as details
from msm_rules.graph.deciding import weighted
from msm_rules.graph.elements import Arrow, Box, Group, Picture, Status
from msm_rules.graph.joining import Part, between, used
from msm_rules.graph.nodes import Graph, Index, Obligation, Param, Rule, Waiver
from msm_rules.graph.wording import (
    fact_id,
    figure,
    is_fact,
    lets,
    on_one_line,
    rule_note,
    rule_tip,
)


def picture_of(
    graph: Graph, statuses: Mapping[str, Status] | None = None, *, detail: bool = False
) -> Picture:
    """The picture of a graph, coloured by the statuses of a decision (node id → status)."""
    found = statuses or {}
    if detail:
        title = visible(graph.header.title or graph.header.name)
        ranks = tuple(_rank(graph))
        boxes = (*details.boxes(graph, found), *(box for box, _ in ranks))
        keys = (Arrow(graph.nodes[i].id, b.id, True) for b, starts in ranks for i in starts)
        arrows = (*details.arrows(graph), *keys)
        return weighted(Picture(title, boxes, arrows, (), bool(found)))
    plain = _plain(graph)
    return coloured(plain, graph, found) if found else plain


def coloured(plain: Picture, graph: Graph, statuses: Mapping[str, Status]) -> Picture:
    """A picture of the same boxes and arrows for one decision, from the picture of the policy.

    For many decisions by one policy: the policy's picture is made once.
    """
    boxes = tuple(_with(b, statuses.get(_status_id(graph, b.id))) for b in plain.boxes)
    return weighted(Picture(plain.title, boxes, plain.arrows, plain.groups, True))


def asked_of(plain: Picture, graph: Graph) -> frozenset[str]:
    """The names of the statuses that colour a picture of a policy."""
    return frozenset(status_names(plain, graph))


def status_names(plain: Picture, graph: Graph) -> tuple[str, ...]:
    """The name of the status that colours each box of a picture of a policy."""
    return tuple(_status_id(graph, box.id) for box in plain.boxes)


def _plain(graph: Graph) -> Picture:
    title = visible(graph.header.title or graph.header.name)
    parts = _parts(graph)
    arrows = between(graph, parts)
    drawn = used(parts, arrows)
    boxes = tuple(b for b, _ in parts if b.id in drawn)
    return Picture(title, boxes, tuple(a for a in arrows if a.target in drawn), _groups(graph))


def _parts(graph: Graph) -> tuple[Part, ...]:
    """Everything drawn, in the order of evaluation."""
    return (
        *_facts(graph),
        *(_param(graph, p) for p in graph.params),
        *_lets(graph),
        *(_waiver(graph, w) for w in graph.waivers),
        *(_rule(graph, r) for r in graph.rules),
        *(_obligation(graph, o) for o in graph.obligations),
        *_tiers(graph),
        *_decide(graph),
        _verdict(graph),
        *_rank(graph),
    )


def _facts(graph: Graph) -> Iterator[Part]:
    leaves: dict[str, list[Index]] = {}
    for node in graph.nodes:
        if is_fact(node):
            leaves.setdefault(fact_id(node), []).extend(node.args)
    for id, args in leaves.items():
        yield Box(id, "fact", visible(id), tip=f"what is known of {visible(id)}"), args
    if any(n.op == "today" for n in graph.nodes):
        yield Box("today", "param", "today", tip="the day of the decision"), ()


def _param(graph: Graph, param: Param) -> Part:
    value = "" if param.default is None else figure(graph, param.default)
    note = f"default {value}" if value else ""
    id = graph.nodes[param.node].id
    tip = ": ".join(filter(None, (f"param {param.name}", visible(param.doc))))
    return Box(id, "param", visible(param.name), note=note, tip=tip), ()


def _lets(graph: Graph) -> Iterator[Part]:
    args: dict[str, list[Index]] = {}
    texts: dict[str, str] = {}
    for index, name in lets(graph).items():
        node = graph.nodes[index]
        args.setdefault(name, []).extend(node.args)
        texts.setdefault(name, on_one_line(node.span))
    for name, rests_on in args.items():
        yield Box(f"let.{name}", "let", name, tip=f"let {name} = {texts[name]}"), rests_on


def _waiver(graph: Graph, waiver: Waiver) -> Part:
    node = graph.nodes[waiver.active]
    models = ", ".join(waiver.patterns)
    tip = f"waiver by {waiver.approved_by}: {waiver.because}"
    return Box(node.id, "waiver", visible(waiver.id), visible(models), tip=visible(tip)), node.args


def _rule(graph: Graph, rule: Rule) -> Part:
    node = graph.nodes[rule.result]
    others = (i for i in (rule.applies, rule.weight) if i is not None)
    note, tip = rule_note(graph, rule), rule_tip(rule)
    box = Box(node.id, "rule", rule.name, visible(rule.title), note, tip, rule.tier)
    return box, (*node.args, *others)


def _obligation(graph: Graph, due: Obligation) -> Part:
    node = graph.nodes[due.due]
    tip = "\n".join((visible(due.text), on_one_line(due.span)))
    box = Box(node.id, "obligation", due.name, visible(due.text), tip=tip, group="obligation")
    return box, node.args


def _tiers(graph: Graph) -> Iterator[Part]:
    nodes = graph.nodes
    for index, name, title in (
        (graph.critical, "critical", "all of these must hold"),
        (graph.soft, "else a person", "the model goes to a person where one of these fails"),
    ):
        if nodes[index].args:
            yield Box(nodes[index].id, "tier", name, tip=title), nodes[index].args
    for tier in graph.tiers:
        node, weight = nodes[tier.result], figure(graph, tier.weight)
        tip = f"the weighted mean of its rules, of weight {weight}"
        box = Box(node.id, "tier", tier.name, note=f"weight {weight}", tip=tip)
        yield box, (*node.args[::3], tier.weight)
    if graph.score is not None and len(graph.tiers) > 0:
        node = nodes[graph.score]
        yield Box(node.id, "tier", "score", tip="the weighted mean of the tiers"), node.args[::3]


def _decide(graph: Graph) -> Iterator[Part]:
    for kind, index in (("accept", graph.accept), ("review", graph.review)):
        node = graph.nodes[index]
        if node.op != "constant":
            text = _key(graph, index)
            yield Box(f"decide.{kind}", "decide", f"{kind} if", text, tip=text), (index,)


def _verdict(graph: Graph) -> Part:
    days = graph.valid_for
    note = "" if days is None else f"an accept is valid for {days:g} days"
    return Box("verdict", "verdict", "verdict", note=note, tip="accept, review or reject"), ()


def _rank(graph: Graph) -> Iterator[Part]:
    if not graph.rank:
        return
    keys = [
        f"{_key(graph, k.node)} {'descending' if k.descending else 'ascending'}" for k in graph.rank
    ]
    top = "" if graph.top is None else f"top {graph.top}"
    box = Box("rank", "rank", "order of candidates", ", then ".join(keys), top)
    yield box, tuple(k.node for k in graph.rank)


def _key(graph: Graph, index: Index) -> str:
    node = graph.nodes[index]
    source = graph.nodes[node.args[0]] if node.op == "fraction" else node
    if is_fact(source) or source.id in ("score", "important", "contextual"):
        return visible(source.id)
    return lets(graph).get(index) or on_one_line(source.span) or visible(source.id)


def _groups(graph: Graph) -> tuple[Group, ...]:
    notes = {"critical": "each is a requirement"}
    notes |= {t.name: f"weight {figure(graph, t.weight)}" for t in graph.tiers}
    there = {r.tier for r in graph.rules}
    tiers = tuple(Group(name, name, note) for name, note in notes.items() if name in there)
    due = (Group("obligation", "obligations", "to be done once in use"),)
    return tiers + (due if graph.obligations else ())


def _status_id(graph: Graph, id: str) -> str:
    conditions = {"decide.accept": graph.accept, "decide.review": graph.review}
    return graph.nodes[conditions[id]].id if id in conditions else id


def _with(box: Box, status: Status | None) -> Box:
    if status is None:
        return box
    shown = Status(status.kind, visible(status.text))
    return Box(box.id, box.kind, box.name, box.title, box.note, box.tip, box.group, shown)
