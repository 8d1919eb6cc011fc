"""`msm graph`: the picture of a policy, or of a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.output import check_place, write_text
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.facts import Vocabulary, display
from msm_rules.graph.elements import Picture, Status, StatusKind
from msm_rules.graph.nodes import FactRef, Index, Node
from msm_rules.graph.picture import picture_of
from msm_rules.graph.wording import fact_id, is_fact, lets
from msm_rules.values import display as words
from msm_rules.values.possible import FALSE, TRUE, Value
from msm_rules.values.types import BOOL, SCORE, VERDICT

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision

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
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
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
@options.catalogue
@options.hub
@options.facts
@options.settings
@options.params
@options.as_of
def command(
    policy: str,
    form: str | None,
    model: str | None,
    detail: bool,
    out: str | None,
    catalogue: str | None,
    facts: tuple[str, ...],
    settings: tuple[str, ...],
    param_files: tuple[str, ...],
    as_of: date | None,
) -> int:
    """Draw which facts feed which rules, which rules which tiers, and these the verdict.

    With `--model` the picture shows what a decision found, the way that decided in bold.
    """
    if out is not None:
        check_place(out)
    deciding = Deciding(policy, settings, param_files, facts, catalogue, as_of)
    vocabulary = deciding.policy.vocabulary
    found = None if model is None else statuses(deciding.on(model), vocabulary)
    picture = picture_of(deciding.policy.graph, found, detail=detail)
    text = _renderer(form or _format_of(out))(picture)
    if out is None:
        console.say(text.rstrip("\n"))
    else:
        write_text(out, text.rstrip("\n"))
    return CLEAN


def _format_of(out: str | None) -> str:
    suffix = Path(out or "").suffix.lower().removeprefix(".")
    return {"svg": "svg", "dot": "dot", "gv": "dot"}.get(suffix, "mermaid")


def _renderer(form: str) -> Callable[[Picture], str]:
    return cast(Callable[[Picture], str], import_module(f"msm_rules.graph.{form}").render)


def statuses(decision: Decision, vocabulary: Vocabulary) -> Mapping[str, Status]:
    """What a decision found of every node, as pictures show it."""
    return dict(_statuses(decision, vocabulary))


def _statuses(decision: Decision, vocabulary: Vocabulary) -> Iterator[tuple[str, Status]]:
    graph, values = decision.session.graph, decision.values
    named = lets(graph)
    for index, node in enumerate(graph.nodes):
        status = _status(node, values[index], vocabulary)
        yield node.id, status
        if index in named:
            yield f"let.{named[index]}", status
    for rule in graph.rules:
        waiver = decision.waiver_of(rule)
        if waiver is not None:
            yield graph.nodes[rule.result].id, Status("waived", waiver)
    yield from _facts(decision, vocabulary)


def _facts(decision: Decision, vocabulary: Vocabulary) -> Iterator[tuple[str, Status]]:
    """The facts that the policy asks for, by their own values."""
    values: Mapping[Index, Value] = decision.values
    for index, node in enumerate(decision.session.graph.nodes):
        if is_fact(node) and node.op == "fact" and isinstance(node.const, FactRef):
            spec = vocabulary.facts[node.const.path]
            text = display(spec, values[index])
            kind: StatusKind = "missing" if values[index] == spec.missing else "given"
            yield fact_id(node), Status(kind, text)


def _status(node: Node, value: Value, vocabulary: Vocabulary) -> Status:
    if node.type == BOOL:
        return Status("true" if value == TRUE else "false" if value == FALSE else "unknown")
    if node.type == VERDICT:
        text = words.display(node.type, value)
        kinds: dict[str, StatusKind] = {"accept": "true", "reject": "false"}
        return Status(kinds.get(text, "unknown"), text)
    if node.type == SCORE:
        return Status("score", words.display(node.type, value))
    return Status("given", words.display(node.type, value))
