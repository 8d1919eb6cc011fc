"""Why a rule came out as it did, in sentences: `needed 34.7 GiB > 0.9 × 24 GiB = 21.6 GiB`.

Owns the statements of comparisons, by operator, and which comparisons made a condition what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import FactRef, Index, Node, Rule
from msm_rules.proof.document import leaf_key
from msm_rules.proof.member_sentences import members
from msm_rules.proof.phrases import (
    argument,
    formula,
    name,
    shown,
    side,
    with_value,
    words_of,
)
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
        word, where = with_value(subject, x), argument(subject, s)
        known = ""
    on = "on" if where.startswith("the list ") else "among"
    yes, no = f"{word} is {on} {where}", f"{word} is not {on} {where}{known}"
    return _either(value, yes, no, f"{yes}{known}")


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
        no = f"{with_value(subject, whole)} lack {_quoted(lacking)}"
        question = f"{has} include {_quoted(open_)} ({shown(subject, whole)})"
        return _either(value[index], yes, no, question)
    lower = value[part][0]
    limit = value[whole][1]
    outside = sorted(lower - (lower if limit is None else limit))
    yes = f"{wanted} ({shown(subject, part)}) are all among {shown(subject, whole)}"
    no = f"{_quoted(outside)} of {wanted} is not among {shown(subject, whole)}"
    return _either(value[index], yes, no, f"{wanted} are all among {shown(subject, whole)}")


def _shared(subject: Subject, index: Index, node: Node) -> str:
    left, right = node.args
    if subject.graph.nodes[left].static and not subject.graph.nodes[right].static:
        left, right = right, left
    value: Any = subject.values
    wanted, has = argument(subject, right), with_value(subject, left)
    both = value[left][0] & value[right][0]
    any_ = wanted if len(value[right][0]) == 1 else f"any of {wanted}"
    of = _out_of(both, value[right], wanted)
    yes = f"{name(subject, left)} include {_quoted(sorted(both))}{of}"
    return _either(
        value[index],
        yes if both else f"{has}: {any_}",
        f"{has} do not include {any_}",
        f"{has} include {any_}",
    )


def _out_of(found: frozenset[str], asked: tuple[object, object], wanted: str) -> str:
    """Of which words the found ones are, where these are not all that was asked for."""
    if asked == (found, found):
        return ""
    where = "on" if wanted.startswith("the list ") else "among"
    return f", which {'is' if len(found) == 1 else 'are'} {where} {wanted}"


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
    return f"{shown(subject, licence)} {found} {_all_or_any(node.op, words_of(subject, terms))}"


def _all_or_any(op: str, terms: list[str]) -> str:
    """`permits` asks for all of its terms, `requires` and `prohibits` for any of them."""
    of = "all of " if op == "permits" else "any of "
    return (of if len(terms) > 1 else "") + ", ".join(terms)


_TERM_WORDS = {
    "permits": ("permits", "does not permit", "is not known to permit"),
    "requires": ("requires", "does not require", "is not known to require or not"),
    "prohibits": ("prohibits", "does not prohibit", "is not known to prohibit or not"),
}


def _term_words(op: str, value: object) -> str:
    yes, no, open_ = _TERM_WORDS[op]
    return yes if value == TRUE else no if value == FALSE else open_


def _computed(subject: Subject, index: Index, node: Node) -> str:
    return f"{formula(subject, index)}: {shown(subject, index)}"


def _scaled(subject: Subject, index: Index, node: Node) -> str:
    return formula(subject, index)


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
    **dict.fromkeys(("all", "any"), members),
    **dict.fromkeys(("count", "licence_count", "add", "subtract", "multiply", "divide"), _computed),
    "covers": _covered,
    "overlaps": _shared,
    "scale": _scaled,
    "is_missing": _missing,
    "is_exact": _exactly,
    "fact": _fact,
}
