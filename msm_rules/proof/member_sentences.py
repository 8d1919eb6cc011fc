"""What was found of each member of a set, in a sentence: `its tasks: each of a, b is not c`.

Owns the sentences of `all` and `any`, and what a licence says where it was asked for terms. How the
question about a member reads stands in `asked`.
"""

from __future__ import annotations

from typing import Any

from msm_rules import licences
from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import Body, Index, Node
from msm_rules.proof.asked import answer, of_licence
from msm_rules.proof.phrases import argument, is_licences, name, words_of
from msm_rules.proof.subject import Subject
from msm_rules.values.display import MOST_WORDS, NOT_KNOWN
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN

_TERMS = frozenset({"permits", "requires", "prohibits"})


def members(subject: Subject, index: Index, node: Node) -> str:
    """The members by what was found of them, what decides first; of licences also the clause."""
    domain = node.args[0]
    value: Any = subject.values[domain]
    deciding = TRUE if node.op == "any" else FALSE
    found = sorted(subject.members[index].items(), key=lambda kv: (kv[1] != deciding, kv[0]))
    alike: dict[tuple[int, str, str], list[str]] = {}
    for member, result in found:
        terms = _deciding(subject, node, member, result)
        answered = result, _why(subject, node, member, result), terms
        alike.setdefault(answered, []).append(visible(member))
    parts = [_of_members(subject, node, who, *key) for key, who in alike.items()]
    if value[1] is None:
        parts.append("there may be others" if parts else NOT_KNOWN)
    return f"{name(subject, domain)}: {' · '.join(parts) or 'none'}"


def _of_members(
    subject: Subject, node: Node, who: list[str], result: int, why: str, terms: str
) -> str:
    """One answer, for all the members that it was given for; `terms` are those that decided it."""
    body = node.body
    assert body is not None
    rest = [f"{len(who) - MOST_WORDS} more"] if len(who) > MOST_WORDS else []
    each = who[0] if len(who) == 1 else f"each of {', '.join(who[:MOST_WORDS] + rest)}"
    alone = len(who) == 1 and is_licences(subject.graph.nodes[node.args[0]])
    of = (lambda n: of_licence(body, n, who[0])) if alone else None
    told = answer(body, each, result, lambda n: terms or argument(subject, node.args[n]), of)
    return told + why


def _deciding(subject: Subject, node: Node, member: str, result: int) -> str:
    """The terms that decided what a licence was asked, in words; empty where none are asked for.

    `permits` asks for all of its terms, `requires` and `prohibits` for any of them; of a licence
    that was read only those are told on which its answer rests.
    """
    asked, entry = _body_terms(subject, node), licences.lookup(member)
    if asked is None:
        return ""
    op, terms = asked
    every = result == TRUE or (op == "permits" and result == UNKNOWN)
    if entry is not None and entry.read and (result == TRUE) != (op == "permits"):
        own: frozenset[str] = getattr(entry, op)
        terms = [t for t in terms if (t in own) == (result == TRUE)] or terms
    return (" and " if every else " or ").join(terms)


def _term_node(body: Body) -> Node | None:
    """The question about terms that a body asks of each licence, if it is that alone."""
    node = body.nodes[body.result]
    asks = node.op in _TERMS and body.nodes[node.args[0]].op == "member"
    return node if asks else None


def _body_terms(subject: Subject, node: Node) -> tuple[str, list[str]] | None:
    assert node.body is not None
    asked = _term_node(node.body)
    if asked is None or not is_licences(subject.graph.nodes[node.args[0]]):
        return None
    inner = node.body.nodes[asked.args[1]]
    if inner.op == "captured":
        return asked.op, words_of(subject, node.args[int(str(inner.const))])
    members: Any = inner.const
    return asked.op, sorted(members[0]) if isinstance(members, tuple) else []


def _why(subject: Subject, node: Node, member: str, result: int) -> str:
    """What a licence says of the terms that decided: the clause, or that nobody has read it."""
    asked = _body_terms(subject, node)
    entry = licences.lookup(member)
    if asked is None or (asked[0] == "permits" and result == TRUE):
        return ""
    if entry is None or not entry.read:
        return " (not read clause by clause)" if result == UNKNOWN else ""
    op, terms = asked
    wanted = ("prohibits",) if op == "permits" else (op,)
    plain = len(terms) == 1 and op in wanted and result == TRUE  # said already
    found = [
        ("" if plain else f"{word} {term}, ") + visible(entry.clauses[f"{word}:{term}"])
        for word in wanted
        for term in terms
        if f"{word}:{term}" in entry.clauses
    ]
    silent = [t for t in terms if t not in entry.permits and t not in entry.prohibits]
    if not found and result == UNKNOWN and silent:
        return f" (silent on {', '.join(silent)})"
    return f" ({'; '.join(found)})" if found else ""
