"""Facts of the model, values of libraries, and properties of licences: what stands behind a dot."""

from __future__ import annotations

from msm_rules.check.context import Context, Typed, described
from msm_rules.check.names import symbol_node, unknown
from msm_rules.diagnostics import nearest
from msm_rules.facts.vocabulary import FactSpec
from msm_rules.graph.nodes import FactRef
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.types import LICENCE, NUMBER, STRING, MapOf, SetOf, Type

_LICENCE_PROPERTIES = ("category", "excluded_territories", "user_cap")


def attribute(ctx: Context, expr: t.Attribute, path: str, expected: Type | None) -> Typed | None:
    """The node of `a.b`."""
    root, words = _chain(expr)
    if isinstance(root, t.Name) and root.name not in ctx.locals:
        if root.name == "model":
            return _model(ctx, expr, words, path)
        if root.name in ctx.module.uses:
            return _library(ctx, root, words, path, expected)
        if root.name not in ("today", "critical", "important", "contextual", "score"):
            found = ctx.module.find(root.name)
            if found is None or isinstance(found[1], t.Use | t.Broken):
                if found is None:
                    unknown(ctx, root.name, root.span)
                return None
    base = ctx.read(root, f"{path}.of")
    return None if base is None else _properties(ctx, base, words, path)


def _chain(expr: t.Attribute) -> tuple[t.Expr, list[t.Word]]:
    words: list[t.Word] = []
    inner: t.Expr = expr
    while isinstance(inner, t.Attribute):
        words.append(inner.name)
        inner = inner.value
    return inner, words[::-1]


def _model(ctx: Context, expr: t.Attribute, words: list[t.Word], path: str) -> Typed | None:
    facts = ctx.state.vocabulary.facts
    for n in range(len(words), 0, -1):
        spec = facts.get(".".join(w.name for w in words[:n]))
        if spec is None:
            continue
        span = expr.span._replace(end=words[n - 1].span.end)
        if isinstance(spec.type, MapOf):
            ctx.state.report(
                "type-mismatch",
                f"`model.{spec.path}` holds many results and is not a value by itself",
                span,
                hint=f'name one of them: `model.{spec.path}["…"]`',
            )
            return None
        return _properties(ctx, fact_leaf(ctx, spec, span), words[n:], path)
    unknown_fact(ctx, ".".join(w.name for w in words), expr.span)
    return None


def fact_leaf(ctx: Context, spec: FactSpec, span: Span, key: str | None = None) -> Typed:
    """The leaf of a fact, or of one entry of a map."""
    ref = FactRef(spec.path, key)
    root = ctx.state.root
    index = root.by_id.get(ref.name)
    if index is None:
        index = root.add(ref.name, "fact", (), spec.value_type, const=ref, span=span)
    return Typed(ctx.bring(root, index), spec.value_type, span)


def unknown_fact(ctx: Context, path: str, span: Span) -> None:
    """Report a fact that no model has, with the nearest names."""
    facts = ctx.state.vocabulary.facts
    inside = sorted(p for p in facts if p.startswith(f"{path}."))
    near = nearest(path, facts)
    hint = "name one of " + ", ".join(f"`model.{p}`" for p in inside) if inside else None
    if not near and not inside:
        hint = f"a fact of your own is declared with `fact model.{path}: …`"
    ctx.state.report(
        "unknown-fact",
        f"models have no fact called `{path}`",
        span,
        f"did you mean `model.{near[0]}`?" if near and not inside else "",
        hint=hint,
    )


def _library(
    ctx: Context, root: t.Name, words: list[t.Word], path: str, expected: Type | None
) -> Typed | None:
    library = ctx.module.uses[root.name]
    name = words[0].name
    symbol = library.symbols.get(name)
    span = root.span._replace(end=words[0].span.end)
    if symbol is None or isinstance(symbol, t.Use):
        near = nearest(name, (n for n, s in library.symbols.items() if not isinstance(s, t.Use)))
        ctx.state.report(
            "unknown-name",
            f"the library `{root.name}` has nothing called `{name}`",
            words[0].span,
            f"did you mean `{near[0]}`?" if near else "",
        )
        return None
    found = symbol_node(ctx, library, symbol, name, span, expected)
    return None if found is None else _properties(ctx, found, words[1:], path)


def _properties(ctx: Context, base: Typed, words: list[t.Word], path: str) -> Typed | None:
    """`.category`, `.excluded_territories`, `.user_cap` of a licence."""
    if not words:
        return base
    word = words[0]
    span = base.span._replace(end=word.span.end)
    if len(words) > 1 or base.type != LICENCE or word.name not in _LICENCE_PROPERTIES:
        near = nearest(word.name, _LICENCE_PROPERTIES) if base.type == LICENCE else ()
        ctx.state.report(
            "unknown-name",
            f"{described(ctx, base)} has no `.{words[-1].name if len(words) > 1 else word.name}`",
            word.span,
            f"did you mean `.{near[0]}`?" if near else "",
            hint="a licence has `.category`, `.excluded_territories` and `.user_cap`"
            if base.type == LICENCE
            else None,
        )
        return None
    types: dict[str, Type] = {
        "category": ctx.state.vocabulary.enums["category"],
        "excluded_territories": SetOf(STRING),
        "user_cap": NUMBER,
    }
    return ctx.add(path, word.name, [base], types[word.name], span)


def entry(ctx: Context, expr: t.Index, path: str) -> Typed | None:
    """The node of `model.benchmarks["medqa"]`."""
    spec = _map_fact(ctx, expr.value)
    if spec is None:
        return None
    key = ctx.read(expr.key, f"{path}.key", STRING)
    if key is None:
        return None
    if key.type != STRING:
        ctx.state.report(
            "type-mismatch",
            f"the name of an entry is a text, and this is {described(ctx, key)}",
            key.span,
        )
        return None
    if not ctx.is_static(key):
        ctx.state.report("not-constant", "the name of an entry is a constant", key.span)
        return None
    if ctx.is_constant(key):
        (text,) = ctx.value_of(key)  # type: ignore[misc]
        return fact_leaf(ctx, spec, expr.span, str(text))
    return _entry_by_param(ctx, spec, key, expr.span)


def _entry_by_param(ctx: Context, spec: FactSpec, key: Typed, span: Span) -> Typed | None:
    """An entry whose name is a param: the leaf has the name as its argument."""
    root, name = ctx.state.root, ctx.outermost(key)
    if name is None:
        ctx.state.report(
            "not-constant", "inside `all`, `any`, `count` this is a literal or a param", key.span
        )
        return None
    id = f"model.{spec.path}[{root.nodes[name].id}]"
    index = root.by_id.get(id)
    if index is None:
        ref = FactRef(spec.path)
        index = root.add(id, "fact", (name,), spec.value_type, const=ref, span=span)
    return Typed(ctx.bring(root, index), spec.value_type, span)


def _map_fact(ctx: Context, expr: t.Expr) -> FactSpec | None:
    if isinstance(expr, t.Attribute):
        root, words = _chain(expr)
        if isinstance(root, t.Name) and root.name == "model":
            path = ".".join(w.name for w in words)
            spec = ctx.state.vocabulary.facts.get(path)
            if spec is None:
                unknown_fact(ctx, path, expr.span)
                return None
            if isinstance(spec.type, MapOf):
                return spec
    ctx.state.report(
        "type-mismatch",
        "only `model.benchmarks`, `model.prototypes` and maps of your own have entries",
        expr.span,
    )
    return None
