"""`msm decide`: verdicts on models named one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from msm_rules.cli import completing, console, options, proving
from msm_rules.cli.as_json import say_json
from msm_rules.cli.billing import Billing
from msm_rules.cli.bundle import Bundling, bundle_option
from msm_rules.cli.decided import outcome_text
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.files import STDIN
from msm_rules.cli.logged import logging_to
from msm_rules.cli.output import check_apart, check_place
from msm_rules.cli.policies import BadPolicy
from msm_rules.cli.proving import Asked
from msm_rules.cli.records import decision_record
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import Status, of_models
from msm_rules.cli.together import Together, form_option

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.decide.decision import Decision


@make(
    "decide",
    examples=(
        "msm decide policies/clinical_assistant.msm BioMistral/BioMistral-7B",
        "msm decide policies/clinical_assistant.msm Qwen/Qwen2-7B --format sarif > findings.sarif",
        "msm decide policies/clinical_assistant.msm facts.json --facts settled.yaml --format json",
        "msm decide policies/clinical_assistant.msm - --log decisions.log < facts.json",
    ),
)
@options.policy
@click.argument(
    "models", nargs=-1, required=True, metavar="MODEL...", shell_complete=completing.models
)
@options.deciding
@click.option(
    "--log", type=options.File(), metavar="FILE", help="Keep each decision in this log, first."
)
@proving.asked
@form_option
@bundle_option
@click.option(
    "--bom",
    type=options.File(),
    metavar="FILE",
    help="Write the accepted models, with their decisions, as a CycloneDX BOM (JSON).",
)
@options.fail_on
def command(
    given: options.Given,
    models: tuple[str, ...],
    log: str | None,
    asked: Asked,
    form: str,
    bundle: str | None,
    bom: str | None,
    fail_on: str | None,
) -> int:
    """Decide on models: accept, reject, or review by a person.

    A MODEL is an id of the catalogue (BioMistral/BioMistral-7B), a model of the Hub
    (hub:author/name, hub:author/name@revision), a file with a facts document (JSON or YAML), a
    checkpoint folder, a model card (README.md), a CycloneDX BOM or results of evaluations of one
    model, or `-` for a document on stdin.
    With `--format json` each decision is one line; `sarif`, `junit` and `prov` are one document
    for all of them. With `--log` a decision is shown only once it is in the log; `msm log` shows
    and checks that.
    """
    check_apart((bom, log), (*models, *given.files()))
    if log is not None:
        check_place(log)
    if models.count(STDIN) > 1:
        raise Refusal("stdin is named twice", "it can be read but once")
    bill, bundling, together = Billing(bom), Bundling(bundle), Together(form)
    asked.demand(bool(log or bom or together.render), "name the log with `--log`")
    deciding = Deciding(*given)
    kept = asked.of(deciding.policy.graph)
    statuses: list[Status] = []
    with logging_to(log, kept) as keep:
        for name in models:
            try:
                decision = deciding.on(name)
            except BadPolicy:
                raise
            except Refusal as refusal:
                console.refuse(refusal)
                together.refused.append((name, refusal.message))
                statuses.append("bad")
                continue
            keep(decision)
            bundling.keep(decision, name)
            bill.add(decision, kept)
            if together.add(decision, kept):
                pass
            elif form == "json":
                say_json(decision_record(decision))
            else:
                console.say(("\n" if statuses else "") + _text(decision, deciding.policy))
            statuses.append(decision.verdict.value)
    together.say()
    bill.write()
    return of_models(statuses, fail_on)


def _text(decision: Decision, policy: Policy) -> str:
    colour, width = console.coloured(), console.width()
    return outcome_text(decision, policy.vocabulary, colour=colour, width=width)
