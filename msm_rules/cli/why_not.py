"""`msm why-not`: the smallest changes with which a model would be accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from msm_rules.analysis.why_not import MOST_WAYS, why_not
from msm_rules.analysis.why_not_document import why_not_record
from msm_rules.analysis.why_not_text import why_not_text
from msm_rules.cli import completing, console, options
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.from_proof import decisions_in
from msm_rules.cli.output import check_out, give
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_models

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision


@make(
    "why-not",
    examples=(
        "msm why-not policies/clinical_assistant.msm epfl-llm/meditron-70b",
        "msm why-not policies/edge_device.msm Qwen/Qwen2.5-7B-Instruct --format json",
        "msm why-not policies/clinical_assistant.msm facts.json --set hardware.memory=48GiB",
        "msm why-not proof.json --out why_not.txt",
    ),
)
@click.argument("policy", metavar="POLICY|PROOF", shell_complete=completing.policies)
@click.argument("model", required=False, shell_complete=completing.models)
@options.deciding
@click.option(
    "--most",
    type=click.IntRange(1, 50),
    default=MOST_WAYS,
    metavar="N",
    help=f"Tell at most N ways ({MOST_WAYS}).",
)
@options.text_or_json
@options.out
@options.fail_on
def command(
    given: options.Given,
    model: str | None,
    most: int,
    form: str,
    out: str | None,
    fail_on: str | None,
) -> int:
    """Say what would have to be different for MODEL to be accepted.

    The smallest sets of facts and of the policy's params, each with the value nearest to today's;
    and which open questions would have to be answered how. Each was decided by the engine before it
    is told. With the file of a PROOF alone, its own policy, params, facts and day are taken.
    """
    check_out(out, (model, *given.files()))
    decision = (
        _of_proof(given.policy, given.written())
        if model is None
        else Deciding(*given).on(model, whole=True)
    )
    give(_told(decision, most, form), out)
    return of_models([decision.verdict.value], fail_on)


def _of_proof(path: str, given: list[str]) -> Decision:
    if path.endswith(".msm"):
        raise Refusal(
            "no model is named", "name one after the policy, or give the file of a proof alone"
        )
    (decision,) = decisions_in((path,), given)
    return decision


def _told(decision: Decision, most: int, form: str) -> str:
    with console.counting("possibilities tried") as tick:
        found = why_not(decision.session, decision.facts, most=most, tick=tick)
    if form == "json":
        return json.dumps(why_not_record(decision, found), ensure_ascii=False, indent=2)
    return why_not_text(decision, found, console.width())
