"""`msm report`: pages and Markdown of a decision, a shortlist, or proofs."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from msm_rules.cli import options
from msm_rules.cli.again import again
from msm_rules.cli.beside import Beside
from msm_rules.cli.beside import beside as beside_proofs
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.files import STDIN
from msm_rules.cli.models import any_address, bad_facts
from msm_rules.cli.named_records import none_read
from msm_rules.cli.output import check_apart
from msm_rules.cli.refusal import FINDINGS, Refusal
from msm_rules.cli.report_proofs import of_proofs
from msm_rules.cli.reporting import (
    HTML,
    MARKDOWN,
    OTHERS,
    Writing,
    form_of,
    of_one,
    of_several,
)
from msm_rules.cli.screen import screening_of
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_catalogue, of_models
from msm_rules.facts import FactsError
from msm_rules.proof.subject import Purpose
from msm_rules.sources.addresses import Here, HubQuery

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

_PROOFS = (".json", ".jsonl", ".ndjson", ".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2")
_CATALOGUES = (".jsonl", ".ndjson", ".parquet")


@make(
    "report",
    examples=(
        "msm report policies/clinical_assistant.msm BioMistral/BioMistral-7B --out decision.html",
        "msm report policies/clinical_assistant.msm models.jsonl --out shortlist.html",
        "msm report proof.json --out decision.html",
        "msm report proofs/ --log decisions.log --out proofs.html",
    ),
)
@click.argument("what", nargs=-1, required=True, metavar="WHAT...", type=options.File())
@options.catalogue
@options.hub
@options.facts
@options.settings
@options.params
@options.as_of
@options.system
@options.reference
@beside_proofs
@click.option(
    "--format",
    "form",
    type=click.Choice([HTML, MARKDOWN, *OTHERS]),
    help="A page (html) or a comment (markdown); from --out, else markdown. Of proofs also what"
    " other tools read (sarif, junit, prov).",
)
@click.option("--no-graph", is_flag=True, help="Leave the dependency graph out of Markdown.")
@options.out
@options.fail_on
def command(
    what: tuple[str, ...],
    catalogue: str | None,
    facts: tuple[str, ...],
    settings: tuple[str, ...],
    param_files: tuple[str, ...],
    as_of: date | None,
    system: str | None,
    reference: str | None,
    log_file: str | None,
    day: date | None,
    keys: tuple[str, ...],
    reveal: str | None,
    form: str | None,
    no_graph: bool,
    out: str | None,
    fail_on: str | None,
) -> int:
    """Make a page (HTML) or a comment (Markdown) of decisions, to read, print or send.

    WHAT is a policy and models (one decision, or several with the first two side by side), a policy
    alone or with a catalogue (the shortlist), or proofs: files that `msm explain --format json`,
    `msm redact` or `msm attest` wrote, or folders and archives of them. A page is one file that
    loads nothing. With `--log` it says how a person ended a review.

    Of decisions it exits as `msm decide` does, of a shortlist as `msm screen`. Of proofs it exits
    with 1 where one does not hold, or is not signed with a `--key` that was given, and with 2 where
    a file cannot be read. It exits with 1 where the log is not as it was logged.
    """
    beside = Beside(log_file, day, keys, reveal)
    check_apart((out,), (*what, catalogue, *facts, *param_files, *beside.files))
    writing = Writing(form or form_of(out), out, not no_graph)
    if not _are_proofs(what[0]):
        if keys or reveal is not None:
            raise Refusal("`--key` and `--reveal` are for proofs", "name their files")
        if form in OTHERS:
            raise Refusal(
                f"`{form}` is made of proofs here, and this is a policy",
                f"`msm decide POLICY MODEL --format {form}`",
            )
        deciding = Deciding(what[0], settings, param_files, facts, catalogue, as_of)
        if _is_shortlist(what[1:]):
            return _shortlist(deciding, what, writing, beside, fail_on)
        purpose = Purpose(system, reference)
        return _decisions(deciding, what, writing, beside, purpose, fail_on)
    given = (catalogue, *facts, *settings, *param_files, as_of, system, reference)
    if any(option is not None for option in given):
        raise Refusal(
            "a proof is told as it is: params, facts and the day are in it",
            "for a decision anew, name the policy first",
        )
    return of_proofs(what, writing, beside)


def _are_proofs(first: str) -> bool:
    """Whether a call is about proofs and not about a policy."""
    return first == STDIN or os.path.isdir(first) or first.lower().endswith(_PROOFS)


# --- from a policy -------------------------------------------------------------------------------


def _is_shortlist(names: tuple[str, ...]) -> bool:
    """Whether what follows a policy is no model but a catalogue, or nothing."""
    if len(names) != 1:
        return not names
    (name,) = names
    address = any_address(name)
    if isinstance(address, HubQuery):
        return True
    is_file = address == Here("file", name) and name.lower().endswith(_CATALOGUES)
    is_folder = os.path.isdir(name) and address == Here("id", name)
    return (is_file or is_folder) and not _are_results(name)


def _are_results(name: str) -> bool:
    """Whether a file or folder holds results of evaluations, which are of one model."""
    from msm_rules.sources.evaluations import is_evaluation  # only where something is named

    return is_evaluation(name)


def _shortlist(
    deciding: Deciding,
    what: tuple[str, ...],
    writing: Writing,
    beside: Beside,
    fail_on: str | None,
) -> int:
    if beside.log is not None:
        raise Refusal(
            "a log is told of decisions and proofs, and this is a shortlist",
            "`msm screen POLICY --proofs proofs.jsonl`, then `msm report proofs.jsonl --log LOG`",
        )
    from msm_rules.report.shortlist_markdown import shortlist_markdown
    from msm_rules.report.shortlist_page import shortlist_page

    named = what[1] if len(what) > 1 else deciding.catalogue
    screening = screening_of(deciding, named)
    if not screening.rows:
        raise none_read(named)
    make_text = shortlist_page if writing.html else shortlist_markdown
    writing.write(make_text(screening, again("report", what, deciding, writing.out)))
    return of_catalogue([row.verdict.value for row in screening.rows], fail_on)


def _decisions(
    deciding: Deciding,
    what: tuple[str, ...],
    writing: Writing,
    beside: Beside,
    purpose: Purpose,
    fail_on: str | None,
) -> int:
    given: list[Given] = []
    verdicts = []
    for name in what[1:]:
        decision = deciding.on(name)
        try:
            given.append((name, decision.proof(purpose)))
        except FactsError as error:
            raise bad_facts(error) from None
        verdicts.append(decision.verdict.value)
    for_what = (("--for", purpose.system), ("--ref", purpose.reference))
    more = [word for name, value in for_what if value is not None for word in (name, value)]
    call = again("report", what, deciding, writing.out, [*more, *beside.again])
    if len(given) == 1:
        of_one(given[0], call, writing, beside)
    else:
        of_several(given, _title(deciding), call, writing, beside, named=False)
    return FINDINGS if beside.unsound else of_models(verdicts, fail_on)


def _title(deciding: Deciding) -> str:
    head = deciding.policy.header
    return f"{head.title or head.name} {head.version}"
