"""`msm decide`: verdicts on models named one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from msm_rules.cli import console, options
from msm_rules.cli.decided import outcome_text, record
from msm_rules.cli.models import find_model, read_settled, settled
from msm_rules.cli.policies import BadPolicy, load
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.settings import read_settings
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import Status, of_models
from msm_rules.diagnostics.error import PolicyError

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.decide.decision import Decision


@make(
    "decide",
    examples=(
        "msm decide policies/clinical_assistant.msm BioMistral/BioMistral-7B",
        "msm decide policies/clinical_assistant.msm epfl-llm/meditron-7b --set gpu_memory=48GiB",
        "msm decide policies/clinical_assistant.msm facts.json --facts settled.yaml --format json",
        "msm decide policies/clinical_assistant.msm - --as-of 2026-11-22 < facts.json",
    ),
)
@options.policy
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@options.catalogue
@options.facts
@options.settings
@options.params
@options.as_of
@options.text_or_json
@options.fail_on
def command(
    policy: str,
    models: tuple[str, ...],
    catalogue: str | None,
    facts: tuple[str, ...],
    settings: tuple[str, ...],
    param_files: tuple[str, ...],
    as_of: date | None,
    form: str,
    fail_on: str | None,
) -> int:
    """Decide on models: accept, reject, or review by a person.

    A MODEL is an id of the catalogue (BioMistral/BioMistral-7B), a file with a facts document
    (JSON or YAML), or `-` for one on stdin. With `--format json` each decision is one line.
    """
    deciding = Deciding(policy, settings, param_files, facts, catalogue, as_of)
    statuses: list[Status] = []
    for name in models:
        try:
            decision = deciding.on(name)
        except BadPolicy:
            raise
        except Refusal as refusal:
            console.error(refusal.message, refusal.hint)
            statuses.append("bad")
            continue
        if form == "json":
            console.say_json(record(decision))
        else:
            console.say(("\n" if statuses else "") + _text(decision, deciding.policy))
        statuses.append(decision.verdict.value)
    return of_models(statuses, fail_on)


def _text(decision: Decision, policy: Policy) -> str:
    colour, width = console.coloured(), console.width()
    return outcome_text(decision, policy.vocabulary, colour=colour, width=width)


class Deciding:
    """What the call says of a policy, its params and the facts, read once for all its models."""

    def __init__(
        self,
        path: str,
        settings: tuple[str, ...],
        param_files: tuple[str, ...],
        facts: tuple[str, ...],
        catalogue: str | None,
        as_of: date | None,
    ) -> None:
        self.day = as_of or options.today()
        self.policy: Policy = load(path, self.day)
        self.params = read_settings(self.policy.graph, settings, param_files)
        self.attested = read_settled(facts, self.policy.vocabulary)
        self.catalogue = catalogue

    def on(self, name: str) -> Decision:
        """The decision on one model. Raises Refusal where it, its facts or a param is bad."""
        vocabulary = self.policy.vocabulary
        known = find_model(name, self.catalogue, vocabulary)
        known = settled(known, self.attested, self.day, vocabulary)
        try:
            return self.policy.decide(known, as_of=self.day, params=self.params)
        except PolicyError as error:
            raise BadPolicy(error.diagnostics) from None
