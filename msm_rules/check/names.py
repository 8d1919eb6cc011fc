"""Names in expressions: locals, lets, params, defines, tiers, `today`.

Owns resolution and its diagnostics: unknown names, circles of lets, tiers named where they are
not known yet.
"""

from __future__ import annotations

from msm_rules.check.context import Context, Step, Typed
from msm_rules.check.literals import is_flexible
from msm_rules.check.params import param_node
from msm_rules.check.scope import FUNCTIONS, Module, Symbol
from msm_rules.diagnostics import Label, nearest
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.types import BOOL, DATE, NUMBER, Type

TIERS = ("critical", "important", "contextual", "score")


def named(ctx: Context, expr: t.Name, path: str, expected: Type | None) -> Typed | None:
    """The node of a bare name."""
    name = expr.name
    if name in ctx.locals:
        local = ctx.locals[name]
        index = ctx.bring(local.owner, local.value.node)
        return Typed(index, local.value.type, expr.span)
    if name == "today":
        index = ctx.bring(ctx.state.root, ctx.state.root.leaf("today", "today", DATE))
        return Typed(index, DATE, expr.span)
    if name in TIERS:
        return _tier(ctx, name, expr.span)
    if name == "model":
        ctx.state.report(
            "type-mismatch",
            "`model` alone is not a value",
            expr.span,
            hint="name one of its facts, for example `model.license`",
        )
        return None
    found = ctx.module.find(name)
    if found is None:
        unknown(ctx, name, expr.span)
        return None
    return symbol_node(ctx, *found, name, expr.span, expected)


def symbol_node(
    ctx: Context, module: Module, symbol: Symbol, name: str, span: Span, expected: Type | None
) -> Typed | None:
    """The node of a let or param; a diagnostic for what is no value."""
    match symbol:
        case t.Let():
            found = let_node(ctx, module, symbol, expected)
        case t.Param():
            ctx.state.used.add((module.source.name, name))
            found = param_node(ctx, module, symbol)
        case t.Define():
            ctx.state.report(
                "type-mismatch",
                f"`{name}` is a function and needs its values in parentheses",
                span,
                hint=f"write `{name}(…)`",
            )
            return None
        case t.Use():
            ctx.state.report(
                "type-mismatch",
                f"`{name}` is a library, not a value",
                span,
                hint=f"name something in it: `{name}.…`",
            )
            return None
        case t.Broken():
            return None
    if found is None:
        return None
    return Typed(ctx.bring(ctx.state.root, found.node), found.type, span)


def let_node(ctx: Context, module: Module, let: t.Let, expected: Type | None) -> Typed | None:
    """The node of a let, elaborated once for each type its use demands; always in the root."""
    state = ctx.state
    key = (module.source.name, let.name.name)
    state.used.add(key)
    step = Step("let", let.name.name, key[0], let.name.span)
    if step in ctx.stack:
        _circle(ctx, step)
        return None
    home = ctx.at(module=module, builder=state.root, locals={}, stack=(*ctx.stack, step))
    demanded = expected if expected and is_flexible(home, let.value) else None
    memo = (*key, demanded)
    if memo not in state.lets or _names_tiers(ctx, memo):
        path = f"let.{module.label}.{let.name.name}" if module.label else f"let.{let.name.name}"
        state.lets[memo] = home.read(let.value, path, demanded)
    return state.lets[memo]


def _names_tiers(ctx: Context, memo: tuple[str, str, Type | None]) -> bool:
    """A let refused in a rule because it names a tier is read anew where tiers are known."""
    return ctx.in_decide and ctx.state.lets[memo] is None


def _circle(ctx: Context, step: Step) -> None:
    """One diagnostic for a circle, wherever it was entered: shown at its first let."""
    way = list(ctx.stack[ctx.stack.index(step) :])
    if any(s.kind == "define" for s in way):
        name = next(s for s in way if s.kind == "define")
        ctx.state.report(
            "unsupported-recursion",
            f"`{name.name}` needs its own result: "
            + " → ".join([s.name for s in way] + [step.name]),
            name.span,
            hint="a function may use other functions, but never itself",
        )
        return
    first = min(range(len(way)), key=lambda i: (way[i].module, way[i].span.start))
    way = way[first:] + way[:first]
    ctx.state.report(
        "cycle",
        "these values are defined by each other: "
        + " → ".join([s.name for s in way] + [way[0].name]),
        way[0].span,
        "the way round starts here",
        tuple(Label(s.span, "and goes through here") for s in way[1:]),
        "give one of them a value that does not need the others",
    )


def _tier(ctx: Context, name: str, span: Span) -> Typed | None:
    state = ctx.state
    if name not in state.tiers_written:
        what = "no scored tier" if name == "score" else f"no `{name}` tier"
        state.report("unknown-name", f"this policy has {what}", span)
        return None
    if not ctx.in_decide:
        state.report(
            "cycle",
            f"a rule cannot rest on `{name}`, which is made of the rules",
            span,
            hint=f"`{name}` can be used in `decide` and `rank`",
        )
        return None
    if name not in state.tiers:
        return None  # its rules are in error
    return Typed(
        ctx.bring(state.root, state.tiers[name]), BOOL if name == "critical" else NUMBER, span
    )


def unknown(ctx: Context, name: str, span: Span) -> None:
    """Report a name that nothing defines, with the nearest ones."""
    known = {*ctx.module.visible(), *ctx.locals, *FUNCTIONS, "today", "model"}
    near = nearest(name, known)
    as_fact = name in ctx.state.vocabulary.facts
    hint = (
        f"the fact of the model is written `model.{name}`"
        if as_fact
        else f'a value is written in quotes: "{name}"'
        if not near
        else None
    )
    ctx.state.report(
        "unknown-name",
        f"nothing here is called `{name}`",
        span,
        f"did you mean `{near[0]}`?" if near else "",
        hint=hint,
    )


def define(ctx: Context, function: t.Name | t.Attribute) -> tuple[Module, t.Define] | None:
    """The define that a call names, if it names one."""
    match function:
        case t.Name(name) if name not in ctx.locals:
            found = ctx.module.find(name)
        case t.Attribute(t.Name(alias), t.Word(name)) if alias not in ctx.locals:
            library = ctx.module.uses.get(alias)
            symbol = library.symbols.get(name) if library else None
            found = (library, symbol) if library and symbol else None
        case _:
            found = None
    return (found[0], found[1]) if found and isinstance(found[1], t.Define) else None
