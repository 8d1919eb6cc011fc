"""`msm why-not`: the smallest changes with which a model would be accepted."""

from __future__ import annotations

import click

from msm_rules.analysis.why_not import MOST_WAYS, why_not
from msm_rules.analysis.why_not_text import why_not_record, why_not_text
from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_models


@make(
    "why-not",
    examples=(
        "msm why-not policies/clinical_assistant.msm epfl-llm/meditron-70b",
        "msm why-not policies/edge_device.msm Qwen/Qwen2.5-7B-Instruct --format json",
        "msm why-not policies/clinical_assistant.msm facts.json --set hardware.memory=48GiB",
    ),
)
@options.policy
@click.argument("model", shell_complete=completing.models)
@options.deciding
@click.option(
    "--most",
    type=click.IntRange(1, 50),
    default=MOST_WAYS,
    metavar="N",
    help=f"Tell at most N ways ({MOST_WAYS}).",
)
@options.text_or_json
@options.fail_on
def command(
    given: options.Given,
    model: str,
    most: int,
    form: str,
    fail_on: str | None,
) -> int:
    """Say what would have to be different for MODEL to be accepted.

    The smallest sets of facts, each with the value nearest to today's; other values of the
    policy's params; and which open questions would have to be answered how. Each was decided by
    the engine before it is told.
    """
    deciding = Deciding(*given)
    decision = deciding.on(model, whole=True)
    with console.counting("possibilities tried") as tick:
        found = why_not(decision.session, decision.facts, most=most, tick=tick)
    if form == "json":
        say_document(why_not_record(decision, found))
    else:
        console.say(why_not_text(decision, found, console.width()))
    return of_models([decision.verdict.value], fail_on)
