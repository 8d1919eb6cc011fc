"""Checking what nothing uses: lets and defines are read even if no rule needs them."""

from __future__ import annotations

from dataclasses import replace

from msm_rules.check.builder import Builder
from msm_rules.check.calls import shadows
from msm_rules.check.context import Context, Local, Step, Typed
from msm_rules.check.names import let_node
from msm_rules.check.scope import Module
from msm_rules.check.type_names import type_of
from msm_rules.syntax import tree as t


def check_unused(ctx: Context, modules: list[Module]) -> None:
    """Elaborate every let that no rule reached, and the body of every define.

    What only these name does not count as used.
    """
    used = set(ctx.state.used)
    for module in modules:
        home = ctx.at(module=module, in_decide=True)
        for item in module.file.items:
            if not isinstance(item, t.Let) or (module.source.name, item.name.name) in used:
                continue
            if module.symbols.get(item.name.name) is item:
                let_node(home, module, item, None)
    for module in modules:
        home = ctx.at(module=module, in_decide=True)
        for item in module.file.items:
            if isinstance(item, t.Define):
                _define(home, module, item)
    ctx.state.used = used


def _define(ctx: Context, module: Module, item: t.Define) -> None:
    """The body with arguments of which only the types are known.

    It is read as a call would read it, but into a copy of the graph that is thrown away. The
    arguments count as constants: whether they are where one is needed, each call finds out.
    """
    root = ctx.state.root
    body = Builder(None, [*root.nodes], {**root.by_id}, {**root.constants})
    state = replace(ctx.state, root=body, lets={**ctx.state.lets})
    arguments: dict[str, Local] = {}
    for argument in item.arguments:
        type_ = type_of(ctx.state, argument.type)
        taken = shadows(ctx.at(locals=arguments), argument.name)
        if type_ is None or taken:
            return
        index = body.leaf(f"argument.{argument.name.name}", "param", type_)
        arguments[argument.name.name] = Local(body, Typed(index, type_, argument.name.span))
    step = Step("define", item.name.name, module.source.name, item.name.span)
    inside = ctx.at(state=state, builder=body, locals=arguments, stack=(step,))
    inside.read(item.body, f"define.{item.name.name}")
