"""`msm explain`: one decision told in full, or kept as a proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from msm_rules.cli import completing, console, options, proving
from msm_rules.cli.bundle import Bundling, bundle_option
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.models import bad_facts
from msm_rules.cli.output import check_out, give
from msm_rules.cli.proving import Asked
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_models
from msm_rules.facts import FactsError
from msm_rules.graph.canonical import canonical_json as canonical
from msm_rules.proof.document import proof_document
from msm_rules.proof.explain import explain
from msm_rules.proof.subject import Subject

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision


@make(
    "explain",
    examples=(
        "msm explain policies/clinical_assistant.msm epfl-llm/meditron-70b",
        "msm explain policies/clinical_assistant.msm epfl-llm/meditron-70b --all",
        "msm explain policies/clinical_assistant.msm facts.json --set hardware.memory=48GiB",
        "msm explain policies/clinical_assistant.msm facts.json --format json --out proof.json",
    ),
)
@options.policy
@click.argument("model", shell_complete=completing.models)
@click.option("--all", "all_nodes", is_flag=True, help="Show every step with its value.")
@options.deciding
@proving.asked
@options.form(
    *("text", "json"),
    default="text",
    help="In words (text), or as the proof document (json).",
)
@click.option(
    "--advice",
    is_flag=True,
    help="Put beside the proof what would have to be different; outside its digest.",
)
@options.out
@bundle_option
@options.fail_on
def command(
    given: options.Given,
    model: str,
    all_nodes: bool,
    asked: Asked,
    form: str,
    advice: bool,
    out: str | None,
    bundle: str | None,
    fail_on: str | None,
) -> int:
    """Say why MODEL is accepted, rejected or for a person, and what is still to be found out.

    MODEL is an id of the catalogue, a model of the Hub (hub:author/name), a file with a facts
    document, a checkpoint folder, a model card (README.md), or `-` for stdin. With `--format json`
    it is the proof: everything from which the verdict can be derived again.
    """
    if advice and form != "json":
        raise Refusal("`--advice` goes into a proof", "add `--format json`, or ask `msm why-not`")
    check_out(out, (model, *given.files()))
    bundling = Bundling(bundle)
    deciding = Deciding(*given)
    kept = asked.of(deciding.policy.graph)
    decision = deciding.on(model, whole=advice)
    bundling.keep(decision, model)
    subject = decision.subject(*kept)
    beside = {"advice": _advice(decision)} if advice else {}
    text = (
        _proof(subject, beside)
        if form == "json"
        else _words(subject, all_nodes, plain=out is not None)
    )
    give(text, out)
    return of_models([decision.verdict.value], fail_on)


def _words(subject: Subject, all_nodes: bool, *, plain: bool) -> str:
    colour = console.coloured() and not plain
    try:
        text = explain(subject, all_nodes=all_nodes, colour=colour, width=console.width())
    except FactsError as error:
        raise bad_facts(error) from None
    return text.rstrip("\n")


def _advice(decision: Decision) -> dict[str, object]:
    """What would have to be different, for the part of a proof that its digest leaves out."""
    from msm_rules.analysis.why_not import why_not  # the search, only where it is wanted
    from msm_rules.analysis.why_not_document import why_not_record

    found = why_not(decision.session, decision.facts)
    return {"notice": _NOTICE, "why_not": why_not_record(decision, found)}


_NOTICE = (
    "Advice lies outside the digest, and `msm verify` does not check it; `msm why-not` with the "
    "file of this proof works it out again."
)


def _proof(subject: Subject, beside: Mapping[str, object]) -> str:
    """The proof in its canonical form: the same decision always gives the same bytes."""
    try:
        return canonical({**proof_document(subject), **beside}).decode("utf-8")
    except FactsError as error:
        raise bad_facts(error) from None
