"""`msm screen`: a policy over a whole catalogue."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import click

from msm_rules.cli import console, options, proving
from msm_rules.cli.again import again
from msm_rules.cli.as_json import say_document
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.lookup import in_catalogue
from msm_rules.cli.manifesting import Manifesting, manifest_option, proofs_option
from msm_rules.cli.mapping import mapped
from msm_rules.cli.mapping import mapping as mapping_option
from msm_rules.cli.named_records import none_read
from msm_rules.cli.output import check_apart, check_place, writing
from msm_rules.cli.policies import SUFFIX, BadPolicy
from msm_rules.cli.progress import Progress
from msm_rules.cli.proving import Asked
from msm_rules.cli.read_here import tell
from msm_rules.cli.records import screening_record
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.statuses import of_catalogue
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.error import PolicyError
from msm_rules.report.shortlist_text import shortlist_text
from msm_rules.sources import CatalogueError
from msm_rules.sources.addresses import HUB, is_hub_name

if TYPE_CHECKING:
    from msm_rules.screening import Screening
    from msm_rules.sources.hub import Hub

Writer: TypeAlias = "Callable[[Screening, str, str], None]"


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
@mapping_option
@options.deciding_on_all
@options.text_or_json
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=options.File(),
    metavar="FILE",
    help="Write a page (.html .md) or a table (.csv .jsonl .parquet) too; may repeat.",
)
@manifest_option
@proofs_option
@proving.origin
@options.fail_on
def command(
    given: options.Given,
    models: str | None,
    catalogue: str | None,
    mapping: str | None,
    form: str,
    outs: tuple[str, ...],
    manifest_file: str | None,
    proofs_place: str | None,
    asked: Asked,
    fail_on: str | None,
) -> int:
    """Decide on every model of a catalogue: the shortlist, and where the others fell.

    CATALOGUE is a file (.jsonl, .json, .yaml, .toml, .csv, .parquet, a CycloneDX BOM), a folder of
    these or of checkpoint folders and model cards, results of evaluations, `-` for JSON lines on
    stdin, or models of the Hub (hub:?task=text-generation&author=Qwen&limit=20); without it, it is
    the catalogue that ships with msm. Tables need a mapping: `--mapping`, or
    `register.csv.map.yaml` beside `register.csv`.

    Exits with 0 where a model is accepted, else with 3 where one is for review, else with 1.
    """
    if models is not None and catalogue is not None:
        raise Refusal("the catalogue is named twice", "name it once, behind the policy")
    named = mapped(catalogue if models is None else models, mapping)
    writers = [(_writer(path), path) for path in outs]
    manifesting = Manifesting(manifest_file, proofs_place)
    written = (*outs, manifest_file, proofs_place)
    check_apart(written, (models, catalogue, *given.files()))
    asked.demand(bool(manifest_file or proofs_place), "name them with `--proofs` or `--manifest`")
    deciding = Deciding(*given)
    kept = asked.of(deciding.policy.graph)
    screening = screening_of(deciding, named)
    if not screening.rows:
        tell(screening.problems)
        raise none_read(named)
    if form == "json":
        say_document(screening_record(screening))
    else:
        console.say(_text(screening, given.policy))
    for write, path in writers:
        with writing(path):
            write(screening, path, again("screen", (given.policy, named), deciding, path))
    manifesting.write(screening, kept.origin)
    return of_catalogue([row.verdict.value for row in screening.rows], fail_on)


def _writer(path: str) -> Writer:
    """What writes a file; raises Refusal, before any work, where its ending says no form."""
    from msm_rules.report.out import UnknownFormat, check_format, write_screening  # loads jinja2

    check_place(path)
    try:
        check_format(path)
    except UnknownFormat as unknown:
        raise Refusal(str(unknown), "the ending says what is written") from None
    return _needing_polars(write_screening)


def _needing_polars(write: Writer) -> Writer:
    def checked(screening: Screening, path: str, command: str) -> None:
        try:
            write(screening, path, command)
        except ModuleNotFoundError as missing:
            raise Refusal(
                f"`{path}` needs {missing.name}", "install msm-rules[parquet], or write .csv"
            ) from None

    return checked


def screening_of(deciding: Deciding, catalogue: str | None) -> Screening:
    """The screening of a catalogue (None: the shipped one). Raises Refusal where it is bad."""
    if catalogue is not None:
        _refuse_other_kinds(catalogue)
    if catalogue is not None and catalogue.startswith(HUB):
        from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

        with asking_the_hub() as asked:
            return _screened(deciding, catalogue, asked.progress, asked.hub)
    progress = Progress()
    try:
        return _screened(deciding, catalogue, progress, None)
    finally:
        progress.end()


def _refuse_other_kinds(name: str) -> None:
    """Raise Refusal where a policy or one model is named in the place of a catalogue."""
    if name.lower().endswith(SUFFIX):
        raise Refusal(
            f"`{visible(name)}` is a policy, and a catalogue is expected here",
            "the policy comes first, what it decides on after it",
        )
    if is_hub_name(name) and not os.path.exists(name) and in_catalogue(name, None) is not None:
        raise Refusal(
            f"`{visible(name)}` is one model, and a catalogue is expected here",
            "`msm decide` and `msm explain` take models by their ids",
        )


def _screened(
    deciding: Deciding, catalogue: str | None, progress: Progress, hub: Hub | None
) -> Screening:
    try:
        return deciding.policy.screen(
            catalogue,
            as_of=deciding.day,
            params=deciding.params,
            attested=deciding.attested,
            progress=progress.done,
            hub=hub,
        )
    except CatalogueError as error:
        progress.end()
        raise Refusal(str(error), error.hint) from None
    except PolicyError as error:
        raise BadPolicy(error.diagnostics) from None


def _text(screening: Screening, policy: str) -> str:
    colour, width = console.coloured(), console.width()
    return shortlist_text(screening, width=width, colour=colour, policy_path=policy).rstrip("\n")
