"""The header of a policy, its vocabulary, and the values it sets: what is read before any rule."""

from __future__ import annotations

import re

from msm_rules.check.clauses import once
from msm_rules.check.context import State
from msm_rules.check.scope import Module, taken
from msm_rules.check.type_names import type_of
from msm_rules.diagnostics import nearest
from msm_rules.facts.vocabulary import own_fact
from msm_rules.graph.nodes import Header, Period
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", re.ASCII
)
LANGUAGE = 1
_LIBRARY_ITEMS = t.Use | t.Param | t.Let | t.Define | t.Fact | t.Values | t.Broken


def header(state: State, policy: t.Policy) -> Header:
    """What a policy says of itself, after checking it."""
    once(state, [(_slot(c), c.span) for c in policy.clauses if _slot(c) != "extends"], "the header")
    texts = {c.kind: c.text for c in policy.clauses if isinstance(c, t.HeaderText)}
    version = texts.get("version")
    if version is None and not policy.broken:
        state.report(
            "misplaced-clause", "the policy has no `version`", policy.name.span,
            hint='write for example `version "1.0.0"`',
        )  # fmt: skip
    elif version is not None and not _SEMANTIC.fullmatch(version.value):
        state.report(
            "unknown-value",
            f"`{version.value}` is not a version of three numbers",
            version.span,
            hint="for example 1.0.0: raise the first number when verdicts may change",
        )
    for clause in policy.clauses:
        if isinstance(clause, t.HeaderLanguage) and clause.version.value != LANGUAGE:
            state.report(
                "unknown-value",
                f"this program knows version {LANGUAGE} of the language, "
                f"not {clause.version.value:g}",
                clause.version.span,
            )

    def said(kind: str) -> str:
        text = texts.get(kind)  # type: ignore[call-overload]
        return text.value if text is not None else ""

    return Header(
        policy.name.name, said("version"), said("title"), said("owner"), said("description")
    )


def _slot(clause: t.HeaderClause) -> str:
    match clause:
        case t.HeaderText(kind):
            return kind
        case t.HeaderLanguage():
            return "language"
        case t.Effective():
            return "effective"
        case t.Stale():
            return "stale after"


def periods(state: State, main: Module) -> tuple[Period, ...]:
    """When the policy and each of its bases are in effect."""
    found: list[Period] = []
    for module in main.line():
        for clause in module.policy.clauses if module.policy else ():
            if not isinstance(clause, t.Effective):
                continue
            start = clause.start.ordinal if clause.start else None
            until = clause.until.ordinal if clause.until else None
            if start is not None and until is not None and start > until:
                state.report("bad-range", "this period ends before it starts", clause.span)
            assert module.policy is not None
            found.append(Period(module.policy.name.name, start, until, clause.span))
    return tuple(found)


def stale_after(state: State, main: Module) -> float | None:
    """After how many days a fact counts as missing: the strictest of the policy and its bases."""
    written = [
        clause.after
        for module in main.line()
        for clause in (module.policy.clauses if module.policy else ())
        if isinstance(clause, t.Stale)
    ]
    sound = [after for after in written if a_duration(state, after, "`stale after`")]
    return min((after.value for after in sound), default=None)


def a_duration(state: State, number: t.Number, where: str) -> bool:
    """Whether a literal is a positive length of time; a diagnostic if not."""
    if number.unit != "duration":
        state.report(
            "type-mismatch", f"{where} needs a length of time", number.span,
            hint=f"for example `{number.value:g} days`" if number.unit == "number" else None,
        )  # fmt: skip
        return False
    if number.value <= 0:
        state.report("bad-range", f"{where} needs at least one day", number.span)
        return False
    return True


def extend_vocabulary(state: State, modules: list[Module]) -> None:
    """Enter the facts and the members of enumerations that the files declare."""
    declared: dict[str, Span] = {}
    for module in modules:
        for item in module.file.items:
            if isinstance(item, t.Values):
                _values(state, item)
    for module in modules:
        for item in module.file.items:
            if isinstance(item, t.Fact):
                _fact(state, item, declared)


def _values(state: State, item: t.Values) -> None:
    name = item.enumeration.name
    if name not in state.vocabulary.enums or name in ("term", "category", "method"):
        near = nearest(name, state.vocabulary.enums)
        state.report(
            "unknown-name", f"there is no list of values called `{name}` to add to",
            item.enumeration.span, f"did you mean `{near[0]}`?" if near and near[0] != name else "",
        )  # fmt: skip
        return
    members = frozenset(m.value for m in item.members)
    state.vocabulary = state.vocabulary.with_values(name, members)


def _fact(state: State, item: t.Fact, declared: dict[str, Span]) -> None:
    path = item.path.name
    facts = state.vocabulary.facts
    if path in declared:
        state.diagnostics.append(taken(f"model.{path}", item.path.span, declared[path]))
        return
    clash = path in facts or any(
        p.startswith(f"{path}.") or path.startswith(f"{p}.") for p in facts
    )
    if clash:
        state.report(
            "duplicate-name", f"`model.{path}` is a fact already, or a group of facts",
            item.path.span, hint="choose another name",
        )  # fmt: skip
        return
    type_ = type_of(state, item.type)
    if type_ is not None:
        declared[path] = item.path.span
        doc = item.doc.value if item.doc else ""
        state.vocabulary = state.vocabulary.with_fact(own_fact(path, type_, doc))


def settings(state: State, main: Module) -> None:
    """Collect the values that policies give to params with `set`; the last of the line counts."""
    for module in main.line():
        seen: dict[tuple[str, str], Span] = {}
        for item in module.file.items:
            if not isinstance(item, t.Setting):
                continue
            key = settable(state, module, item.target)
            if key is None:
                continue
            if key in seen:
                state.diagnostics.append(taken(item.target.span.text, item.target.span, seen[key]))
            seen[key] = item.target.span
            state.settings[key] = (module, item)


def settable(state: State, module: Module, target: t.Name | t.Attribute) -> tuple[str, str] | None:
    """The file and name of the param that `set` or `with` names; None after a diagnostic."""
    name, found = target.span.text, None
    match target:
        case t.Name(name):
            found = module.find(name)
        case t.Attribute(t.Name(alias), t.Word(name)) if alias in module.uses:
            library = module.uses[alias]
            symbol = library.symbols.get(name)
            found = (library, symbol) if symbol is not None else None
    if found is None:
        known = [n for n in module.visible() if isinstance((module.find(n) or (0, 0))[1], t.Param)]
        near = nearest(name, known)
        state.report(
            "unknown-name", f"there is no param called `{target.span.text}`", target.span,
            f"did you mean `{near[0]}`?" if near else "",
        )  # fmt: skip
        return None
    owner, symbol = found
    if isinstance(symbol, t.Broken):
        return None
    if not isinstance(symbol, t.Param):
        state.report(
            "type-mismatch", f"`{target.span.text}` is not a param, and only params can be set",
            target.span,
        )  # fmt: skip
        return None
    return owner.source.name, name


def misplaced_items(state: State, module: Module) -> None:
    """Report what a library may not hold, and a second `policy` block."""
    policies = [i for i in module.file.items if isinstance(i, t.Policy)]
    for extra in policies[1:]:
        state.report(
            "misplaced-clause", "a file holds one policy", extra.name.span,
            hint="put the second one into a file of its own",
        )  # fmt: skip
    if policies:
        return
    for item in module.file.items:
        if not isinstance(item, _LIBRARY_ITEMS):
            state.report(
                "misplaced-clause",
                "a file without a `policy` block is a library, and does not hold this",
                item.span._replace(end=min(item.span.end, item.span.start + 20)),
                hint="a library holds `use`, `param`, `let`, `define`, `fact` and `values`; "
                'a policy starts with `policy NAME { version "1.0.0" }`',
            )
