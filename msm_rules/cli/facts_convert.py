"""`msm facts convert`: any catalogue that can be read, as facts documents or as a BOM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from msm_rules.cli import console, options
from msm_rules.cli.converting import FORMS, Converting, form_of
from msm_rules.cli.mapping import mapped
from msm_rules.cli.mapping import mapping as mapping_option
from msm_rules.cli.output import check_place, writing
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.report.whole_file import whole_file
from msm_rules.sources import CatalogueError


@make(
    "convert",
    examples=(
        "msm facts convert models.jsonl --to yaml",
        "msm facts convert models.jsonl --out models.cdx.json",
        "msm facts convert register.csv --mapping register.map.yaml --out register.jsonl",
        "msm facts convert register.csv --suggest-mapping > register.csv.map.yaml",
    ),
)
@click.argument("catalogue", required=False, type=options.File(), metavar="[CATALOGUE]")
@mapping_option
@options.hub
@options.own_facts
@options.out
@click.option(
    "--to",
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    help="The form of the output; else the ending of FILE says it, else it is jsonl.",
)
@click.option(
    "--suggest-mapping",
    is_flag=True,
    help="Print a first mapping for a CSV file, guessed from its header, and stop.",
)
def command(
    catalogue: str | None,
    mapping: str | None,
    policy: str | None,
    out: str | None,
    form: str | None,
    suggest_mapping: bool,
) -> int:
    """Turn CATALOGUE into facts documents (jsonl, json, yaml, parquet), or into a CycloneDX BOM.

    CATALOGUE is a table (.csv, .tsv, .toml and others with a mapping), a catalogue (.jsonl, .json,
    .yaml, .parquet), a CycloneDX BOM (.json), a folder of these, `-` for JSON lines on stdin, or
    models of the Hub (hub:?author=Qwen); without it, it is the catalogue that ships with msm. What
    could not be read is told on stderr.
    A FILE is written whole or not at all.

    Exits with 1 where a record had to be left out.
    """
    if suggest_mapping:
        console.say(_draft(catalogue))
        return CLEAN
    form = form_of(out, form)
    address = mapped(catalogue, mapping)
    run = Converting(address, vocabulary_of(policy), _place(catalogue, mapping))
    try:
        pieces = run.in_bulk() if form == "jsonl" and policy is None else None
        _written(FORMS[form](iter(run)) if pieces is None else pieces, out)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    except ModuleNotFoundError as missing:
        hint = "install msm-rules[parquet], or write .jsonl"
        raise Refusal(f"Parquet needs {missing.name}", hint) from None
    run.tell()
    return FINDINGS if run.left_out else CLEAN


def _place(catalogue: str | None, mapping: str | None) -> str:
    """What messages call the whole of a catalogue, without the mapping before it."""
    if catalogue is None or mapping is not None:
        return catalogue or "shipped"
    from msm_rules.sources.tables.address import table_address

    return table_address(catalogue).place


def _written(pieces: Iterator[bytes], out: str | None) -> None:
    """Write to a file, which then appears whole, or to stdout as the pieces come."""
    if out is None:
        for piece in pieces:
            console.say(piece.decode("utf-8").removesuffix("\n"))
        return
    check_place(out)
    with writing(out), whole_file(Path(out)) as file:
        for piece in pieces:
            file.write(piece)


def _draft(catalogue: str | None) -> str:
    from msm_rules.sources.csv_rows import CsvForm, column_names
    from msm_rules.sources.tables.drafting import draft

    if catalogue is None or not catalogue.lower().endswith((".csv", ".tsv")):
        raise Refusal("a mapping is drafted for a CSV file", "name one, such as register.csv")
    try:
        return draft(column_names(Path(catalogue), CsvForm()))
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
