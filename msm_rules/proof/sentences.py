"""Why a rule came out as it did, in sentences: `needed 34.7 GiB > 0.9 × 24 GiB = 21.6 GiB`.

Owns the statements of comparisons, by operator, and which comparisons made a condition what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msm_rules import licences
from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import Body, FactRef, Index, Node, Rule
from msm_rules.proof.document import leaf_key
from msm_rules.proof.phrases import is_licences, name, shown, side, words_of
from msm_rules.proof.subject import Subject
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN, is_exact

_THROUGH = frozenset(
    {"not", "unknown_rejects", "unknown_passes", "waive", "prefer", "score_of", "take_lower",
     "take_upper", "unknown_scores"}
)  # fmt: skip
"""Operators that hand on what their first argument says."""


def causes(subject: Subject, index: Index) -> Iterator[Index]:
    """The comparisons that made a condition what it is, in the order written."""
    node, value = subject.graph.nodes[index], subject.values[index]
    if node.op in _THROUGH:
        yield from causes(subject, node.args[0])
    elif node.op in ("and", "or"):
        alone = FALSE if node.op == "and" else TRUE
        unsaid = index in subject.hidden or value not in (alone, UNKNOWN)
        for a in node.args:
            if unsaid or a in subject.hidden or subject.values[a] == value:
                yield from causes(subject, a)
    elif node.op == "if":
        yield from _steps(subject, node)
    elif node.args or not node.static:
        yield index


def _steps(subject: Subject, node: Node) -> Iterator[Index]:
    """Of steps that are asked one after the other, the first that may hold; all, if none does."""
    condition, yes, no = node.args
    yield from causes(subject, condition)
    if subject.values[condition] != FALSE:
        yield from causes(subject, yes)
    if subject.values[condition] != TRUE:
        yield from causes(subject, no)


def statements(subject: Subject, index: Index) -> tuple[str, ...]:
    """What made a condition or a score what it is, one sentence a comparison."""
    found = (statement(subject, i) for i in causes(subject, index))
    return tuple(dict.fromkeys(found))


def statement(subject: Subject, index: Index) -> str:
    """What one comparison found, as a sentence without a period."""
    node = subject.graph.nodes[index]
    if index in subject.concealed:
        return _on_withheld(subject, index, node)
    blind = unknown_facts(subject, index)
    if blind:
        return f"{NOT_KNOWN}{', '.join(blind)}"
    return _STATEMENTS.get(node.op, _in_english)(subject, index, node)


def _on_withheld(subject: Subject, index: Index, node: Node) -> str:
    """What is withheld of the facts that a comparison rests on, and with what they are compared."""
    leaves = (i for i in _leaves(subject, index) if i in subject.concealed)
    facts = ", ".join(dict.fromkeys(name(subject, i) for i in leaves))
    rest = set(node.args) - subject.concealed
    if node.op not in _ORDER or len(rest) != 1:
        return f"withheld: {facts}"
    (other,) = rest
    compared = f"compared with {side(subject, other, beside=min(set(node.args) - rest))}"
    return f"withheld: {facts}, {compared}"


NOT_KNOWN = "not known: "
"""How a statement begins that has nothing to say but which facts are missing."""


def unknown_facts(subject: Subject, index: Index) -> tuple[str, ...]:
    """What an open comparison rests on, if nothing at all is known of any of it."""
    node = subject.graph.nodes[index]
    if is_exact(node.type, subject.values[index]) or node.op == "is_missing":
        return ()
    leaves = tuple(dict.fromkeys(_leaves(subject, index)))
    told = all(subject.graph.nodes[i].op == "fact" and _unknown(subject, i) for i in leaves)
    return tuple(name(subject, i) for i in leaves) if told else ()


def _leaves(subject: Subject, index: Index) -> Iterator[Index]:
    """The facts that a node rests on, in the order written; of scores, the score itself."""
    node = subject.graph.nodes[index]
    if isinstance(node.const, FactRef) or node.op == "fraction":
        yield index
        return
    for a in node.args:
        if not subject.graph.nodes[a].static:
            yield from _leaves(subject, a)


def _unknown(subject: Subject, index: Index) -> bool:
    """Whether nothing at all is known of a fact."""
    key = leaf_key(subject, index)
    return key not in subject.facts.values or key in subject.stale or key in subject.pending


def failure(subject: Subject, rule: Rule) -> str:
    """Why a rule does not hold, or what it hangs on, in one sentence."""
    return "; ".join(statements(subject, rule.raw))


# --- by operator ---------------------------------------------------------------------------------

_Say = Callable[[Subject, Index, Node], str]

_ORDER = {
    "less_equal": ("≤", ">"),
    "less": ("<", "≥"),
    "greater_equal": ("≥", "<"),
    "greater": (">", "≤"),
    "equal": ("=", "≠"),
}


def _compared(subject: Subject, index: Index, node: Node) -> str:
    holds, fails = _ORDER[node.op]
    one, other = node.args
    left, right = side(subject, one, beside=other), side(subject, other, beside=one)
    value = subject.values[index]
    if value == UNKNOWN:
        so_far = shown(subject, one)
        return f"not known whether {name(subject, one)} {holds} {right} ({so_far})"
    return f"{left} {holds if value == TRUE else fails} {right}"


def _either(value: object, yes: str, no: str, question: str) -> str:
    return yes if value == TRUE else no if value == FALSE else f"not known whether {question}"


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{visible(w)}"' for w in words) or "nothing"


def _among(subject: Subject, index: Index, node: Node) -> str:
    x, s = node.args
    asked = subject.graph.nodes[x]
    value = subject.values[index]
    if asked.static:
        word, where = _quoted(words_of(subject, x)), name(subject, s)
        known = "" if value == TRUE else f" ({shown(subject, s)})"
    else:
        word, where = side(subject, x), shown(subject, s)
        known = ""
    yes = f"{word} is among {where}"
    return _either(value, yes, f"{word} is not among {where}{known}", f"{yes}{known}")


def _covered(subject: Subject, index: Index, node: Node) -> str:
    whole, part = node.args
    value: Any = subject.values
    has, wanted = name(subject, whole), name(subject, part)
    if subject.graph.nodes[part].static:
        asked = value[part][0]
        upper = value[whole][1]
        lacking = sorted(asked - (asked if upper is None else upper))
        open_ = sorted(asked - value[whole][0])
        yes = f"{has} include {_quoted(sorted(asked))}"
        no = f"{has} lack {_quoted(lacking)} ({shown(subject, whole)})"
        question = f"{has} include {_quoted(open_)} ({shown(subject, whole)})"
        return _either(value[index], yes, no, question)
    lower = value[part][0]
    limit = value[whole][1]
    outside = sorted(lower - (lower if limit is None else limit))
    yes = f"{wanted} ({shown(subject, part)}) are all among {shown(subject, whole)}"
    no = f"{_quoted(outside)} of {wanted} is not among {shown(subject, whole)}"
    return _either(value[index], yes, no, f"{wanted} are all among {shown(subject, whole)}")


def _same(subject: Subject, index: Index, node: Node) -> str:
    left, right = node.args
    if subject.graph.nodes[left].static and not subject.graph.nodes[right].static:
        left, right = right, left
    what, it, other = name(subject, left), shown(subject, left), shown(subject, right)
    value = subject.values[index]
    return _either(
        value,
        f"{what} is {other}",
        f"{what} is {it}, not {other}",
        f"{what} is {other} ({it})",
    )


def _looks(subject: Subject, index: Index, node: Node) -> str:
    x, pattern = node.args
    wanted = _quoted(words_of(subject, pattern))
    said = side(subject, x)
    value = subject.values[index]
    return _either(
        value, f"{said} looks like {wanted}", f"{said} does not look like {wanted}",
        f"{said} looks like {wanted}",
    )  # fmt: skip


def _terms(subject: Subject, index: Index, node: Node) -> str:
    licence, terms = node.args
    found = _term_words(node.op, subject.values[index])
    return f"{shown(subject, licence)} {found} {', '.join(words_of(subject, terms))}"


_TERM_WORDS = {
    "permits": ("permits", "does not permit", "is not known to permit"),
    "requires": ("requires", "does not require", "is not known to require or not"),
    "prohibits": ("prohibits", "does not prohibit", "is not known to prohibit or not"),
}


def _term_words(op: str, value: object) -> str:
    yes, no, open_ = _TERM_WORDS[op]
    return yes if value == TRUE else no if value == FALSE else open_


_ANSWERS = {TRUE: "yes", FALSE: "no", UNKNOWN: "not known"}


def _members(subject: Subject, index: Index, node: Node) -> str:
    """Each member with its answer, the deciding ones first; of licences also the clause."""
    domain = node.args[0]
    value: Any = subject.values[domain]
    deciding = TRUE if node.op == "any" else FALSE
    found = sorted(subject.members[index].items(), key=lambda kv: (kv[1] != deciding, kv[0]))
    parts = [f"{visible(m)} {_ANSWERS[r]}{_why(subject, node, m, r)}" for m, r in found]
    if value[1] is None:
        parts.append("and maybe others")
    return f"{name(subject, domain)}{_asked(subject, node)}: {' · '.join(parts) or 'none'}"


def _term_node(body: Body) -> Node | None:
    """The question about terms that a body asks of each licence, if it is that alone."""
    node = body.nodes[body.result]
    asks = node.op in _TERM_WORDS and body.nodes[node.args[0]].op == "member"
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


def _asked(subject: Subject, node: Node) -> str:
    found = _body_terms(subject, node)
    if found is not None:
        verb = {"permits": "permitting", "requires": "requiring", "prohibits": "prohibiting"}
        return f", {verb[found[0]]} {', '.join(found[1])}"
    return ""


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
    found = [
        f"{word} {term}, {visible(entry.clauses[f'{word}:{term}'])}"
        for word in wanted
        for term in terms
        if f"{word}:{term}" in entry.clauses
    ]
    silent = [t for t in terms if t not in entry.permits and t not in entry.prohibits]
    if not found and result == UNKNOWN and silent:
        return f" (silent on {', '.join(silent)})"
    return f" ({'; '.join(found)})" if found else ""


def _scaled(subject: Subject, index: Index, node: Node) -> str:
    x, lo, hi = node.args
    return f"{side(subject, x)}, on the scale {shown(subject, lo)} … {shown(subject, hi)}"


def _missing(subject: Subject, index: Index, node: Node) -> str:
    what = name(subject, node.args[0])
    value = subject.values[index]
    return _either(value, f"{what}: not known", f"{what}: known", f"{what} can be known")


def _exactly(subject: Subject, index: Index, node: Node) -> str:
    said = side(subject, node.args[0])
    value = subject.values[index]
    return _either(value, f"{said}, exactly", f"{said}, not exactly known", f"{said} is exact")


def _fact(subject: Subject, index: Index, node: Node) -> str:
    return f"{name(subject, index)}: {shown(subject, index)}"


def _in_english(subject: Subject, index: Index, node: Node) -> str:
    if not node.args:
        return f"{name(subject, index)}: {shown(subject, index)}"
    inner = [side(subject, a) for a in node.args]
    said = OPERATORS[node.op].english.format(*inner, args=", ".join(inner), fact="")
    value = subject.values[index]
    if value in (TRUE, FALSE, UNKNOWN) and isinstance(value, int):
        return _either(value, said, f"it is not so that {said}", said)
    return f"{said}: {shown(subject, index)}"


_STATEMENTS: Mapping[str, _Say] = {
    **dict.fromkeys(_ORDER, _compared),
    **dict.fromkeys(("in", "licence_in", "category_in"), _among),
    **dict.fromkeys(("equal_words", "licence_equal", "equal_sets", "equal_bools"), _same),
    **dict.fromkeys(("matches", "licence_matches"), _looks),
    **dict.fromkeys(_TERM_WORDS, _terms),
    **dict.fromkeys(("all", "any", "count", "licence_count"), _members),
    "covers": _covered,
    "scale": _scaled,
    "is_missing": _missing,
    "is_exact": _exactly,
    "fact": _fact,
}
