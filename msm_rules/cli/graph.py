"""`msm graph`: the picture of a policy, or of a decision."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from msm_rules.cli import completing, options
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.output import check_out, give
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.graph.elements import Picture
from msm_rules.graph.picture import picture_of
from msm_rules.report.statuses import plan_of, statuses

FORMATS = ("mermaid", "dot", "svg")


@make(
    "graph",
    examples=(
        "msm graph policies/clinical_assistant.msm",
        "msm graph policies/clinical_assistant.msm --format svg --out policy.svg",
        "msm graph policies/clinical_assistant.msm --model BioMistral/BioMistral-7B --format dot",
    ),
)
@options.policy
@options.form(
    *FORMATS,
    help="As text for Mermaid or Graphviz (dot), or as a picture (svg); from --out, else mermaid.",
)
@click.option(
    "--model",
    metavar="MODEL",
    shell_complete=completing.models,
    help="Colour it by the decision on this model (an id, hub:author/name, a file of facts, or -).",
)
@click.option("--all", "detail", is_flag=True, help="Show every step, not only facts and rules.")
@options.out
@options.deciding
def command(
    given: options.Given,
    form: str | None,
    model: str | None,
    detail: bool,
    out: str | None,
) -> int:
    """Draw which facts feed which rules, which rules which tiers, and these the verdict.

    With `--model` the picture shows what a decision found, the way that decided in bold.
    """
    check_out(out)
    deciding = Deciding(*given)
    vocabulary = deciding.policy.vocabulary
    graph, found = deciding.policy.graph, None
    if model is not None:
        found = statuses(deciding.on(model).subject(), vocabulary, plan_of(graph))
    picture = picture_of(graph, found, detail=detail)
    text = _renderer(form or _format_of(out))(picture)
    give(text, out)
    return CLEAN


def _format_of(out: str | None) -> str:
    suffix = Path(out or "").suffix.lower().removeprefix(".")
    return {"svg": "svg", "dot": "dot", "gv": "dot"}.get(suffix, "mermaid")


def _renderer(form: str) -> Callable[[Picture], str]:
    return cast(Callable[[Picture], str], import_module(f"msm_rules.graph.{form}").render)
