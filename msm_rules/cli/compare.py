"""`msm compare`: rule by rule, why one model ranks above another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.from_proof import decisions_in
from msm_rules.cli.records import comparison_record
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.report.compare_text import compare_text
from msm_rules.screening.compare import compare

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision


@make(
    "compare",
    examples=(
        "msm compare policies/clinical_assistant.msm Qwen/Qwen2-7B meta-llama/Llama-3.1-8B",
        "msm compare policies/edge_device.msm Qwen/Qwen2.5-1.5B facts.json --all",
        "msm compare proof.json proofs/small.json",
    ),
)
@click.argument("policy", metavar="[POLICY]", shell_complete=completing.policies)
@click.argument("first", metavar="A", shell_complete=completing.models)
@click.argument("second", metavar="B", required=False, shell_complete=completing.models)
@click.option("--all", "everything", is_flag=True, help="Show the rules that say the same, too.")
@options.deciding
@options.text_or_json
def command(
    given: options.Given,
    first: str,
    second: str | None,
    everything: bool,
    form: str,
) -> int:
    """Say which of the models A and B ranks above the other, by what, and what each rule says of
    both.

    A rule of a scored tier is told with what it adds to the score of the one more than to that of
    the other. Without POLICY, A and B are the files of two proofs of one policy, with the same
    params and of the same day.
    """
    if second is None:
        found = compare(*_proofs(given.policy, first, given.written()))
    else:
        deciding = Deciding(*given)
        found = compare(deciding.on(first, whole=True), deciding.on(second, whole=True))
    if form == "json":
        say_document(comparison_record(found))
    else:
        console.say(compare_text(found, console.width(), everything=everything))
    return CLEAN


def _proofs(one: str, other: str, given: list[str]) -> list[Decision]:
    if one.endswith(".msm"):
        raise Refusal(
            "two models are compared, and one is named",
            "name both after the policy, or give the files of two proofs",
        )
    return decisions_in((one, other), given)
