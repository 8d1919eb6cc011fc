"""`msm screen`: a policy over a whole catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.manifesting import Manifesting, manifest_option, proofs_option
from msm_rules.cli.output import check_place, writing
from msm_rules.cli.policies import BadPolicy
from msm_rules.cli.records import screening_record
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_catalogue
from msm_rules.diagnostics.error import PolicyError
from msm_rules.report.shortlist_text import shortlist_text
from msm_rules.sources import CatalogueError

if TYPE_CHECKING:
    from msm_rules.screening import Screening

_EVERY = 500
"""After how many models the progress is told anew."""


@make(
    "screen",
    examples=(
        "msm screen policies/clinical_assistant.msm",
        "msm screen policies/clinical_assistant.msm --out shortlist.html --out shortlist.csv",
        "msm screen policies/clinical_assistant.msm models.jsonl --facts settled.yaml",
        "msm screen policies/clinical_assistant.msm --manifest manifest.json --proofs proofs.jsonl",
    ),
)
@options.policy
@click.argument("models", required=False, type=options.File(), metavar="[CATALOGUE]")
@click.option("--catalogue", type=options.File(), metavar="FILE", help="The same as CATALOGUE.")
@options.facts
@options.settings
@options.params
@options.as_of
@options.text_or_json
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=options.File(),
    metavar="FILE",
    help="Write a page (.html) or a table (.csv .jsonl .parquet) too; may repeat.",
)
@manifest_option
@proofs_option
@options.fail_on
def command(
    policy: str,
    models: str | None,
    catalogue: str | None,
    facts: tuple[str, ...],
    settings: tuple[str, ...],
    param_files: tuple[str, ...],
    as_of: date | None,
    form: str,
    outs: tuple[str, ...],
    manifest_file: str | None,
    proofs_place: str | None,
    fail_on: str | None,
) -> int:
    """Decide on every model of a catalogue: the shortlist, and where the others fell.

    CATALOGUE is a file (.jsonl, .json, .yaml, .parquet), a folder of these, or `-` for JSON lines
    on stdin; without it, it is the catalogue that ships with msm.

    Exits with 0 where a model is accepted, else with 3 where one is for review, else with 1.
    """
    if models is not None and catalogue is not None:
        raise Refusal("the catalogue is named twice", "name it once, behind the policy")
    writers = [(_writer(path), path) for path in outs]
    manifesting = Manifesting(manifest_file, proofs_place)
    deciding = Deciding(policy, settings, param_files, facts, None, as_of)
    screening = _screening(deciding, models or catalogue)
    if form == "json":
        say_document(screening_record(screening))
    else:
        console.say(_text(screening, policy))
    for write, path in writers:
        with writing(path):
            write(screening, path)
    manifesting.write(screening)
    if not screening.rows:
        raise Refusal("no record of the catalogue could be read")
    return of_catalogue([row.verdict.value for row in screening.rows], fail_on)


def _writer(path: str) -> Callable[[Screening, str], None]:
    """What writes a file; raises Refusal, before any work, where its ending says no form."""
    from msm_rules.report.out import UnknownFormat, check_format, write_screening  # loads jinja2

    check_place(path)
    try:
        check_format(path)
    except UnknownFormat as unknown:
        raise Refusal(str(unknown), "the ending says what is written") from None
    return _needing_polars(write_screening)


def _needing_polars(
    write: Callable[[Screening, str], None],
) -> Callable[[Screening, str], None]:
    def checked(screening: Screening, path: str) -> None:
        try:
            write(screening, path)
        except ModuleNotFoundError as missing:
            raise Refusal(
                f"`{path}` needs {missing.name}", "install msm-rules[parquet], or write .csv"
            ) from None

    return checked


def _screening(deciding: Deciding, catalogue: str | None) -> Screening:
    try:
        return deciding.policy.screen(
            catalogue,
            as_of=deciding.day,
            params=deciding.params,
            attested=deciding.attested,
            progress=_progress if sys.stderr.isatty() else None,
        )
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    except PolicyError as error:
        raise BadPolicy(error.diagnostics) from None
    finally:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")


def _progress(done: int, total: int | None) -> None:
    if done % _EVERY == 0:
        sys.stderr.write(f"\r{done:,}{f' of {total:,}' if total else ''} models")
        sys.stderr.flush()


def _text(screening: Screening, policy: str) -> str:
    colour, width = console.coloured(), console.width()
    return shortlist_text(screening, width=width, colour=colour, policy_path=policy).rstrip("\n")
