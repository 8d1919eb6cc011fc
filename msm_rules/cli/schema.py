"""`msm schema`: the JSON Schemas of the documents that `msm` reads and writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

from msm_rules import shipped
from msm_rules.cli import options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.schemas import FORMS
from msm_rules.cli.shape import command as make
from msm_rules.facts import facts_schema


def _facts(policy: str | None) -> Mapping[str, Any]:
    return facts_schema(vocabulary_of(policy))


def _proof(_: str | None) -> Mapping[str, Any]:
    from msm_rules.proof.document import proof_schema  # loads all that proofs are made with

    return proof_schema()


def _redacted(_: str | None) -> Mapping[str, Any]:
    from msm_rules.proof.schemas import redacted_schema  # loads what checks proofs

    return redacted_schema()


def _salts(_: str | None) -> Mapping[str, Any]:
    from msm_rules.proof.schemas import salts_schema  # as above

    return salts_schema()


def _manifest(_: str | None) -> Mapping[str, Any]:
    from msm_rules.screening.manifest import manifest_schema  # loads all that screens

    return manifest_schema()


def _diagnostics(_: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(shipped.data("msm_rules.diagnostics", "schema.json"))
    return found


def _form(kind: str) -> Callable[[str | None], Mapping[str, Any]]:
    return lambda _: FORMS[kind]()


def _why_not(_: str | None) -> Mapping[str, Any]:
    from msm_rules.analysis.why_not_document import why_not_schema  # loads all that searches

    return why_not_schema()


def _comparison(_: str | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        shipped.data("msm_rules.screening", "comparison.schema.json")
    )
    return found


SCHEMAS: dict[str, Callable[[str | None], Mapping[str, Any]]] = {
    "facts": _facts,
    "proof": _proof,
    "proof-redacted": _redacted,
    "salts": _salts,
    "manifest": _manifest,
    "diagnostics": _diagnostics,
    "why-not": _why_not,
    "comparison": _comparison,
    **{kind: _form(kind) for kind in FORMS},
}
"""The kinds of document, as they name themselves (`msm-KIND/1`), and what makes each schema."""


_HELP = f"""Print the JSON Schema of a KIND of document.

Documents that commands read and write, and what they print with `--format json`, name their form
under `schema` (`msm-KIND/1`). KIND is one of {", ".join(SCHEMAS)}.
"""


@make(
    "schema",
    help=_HELP,
    examples=(
        "msm schema facts > facts.schema.json",
        "msm schema proof",
        "msm schema decision",
        "msm schema proof-redacted",
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(list(SCHEMAS)))
@options.own_facts
def command(kind: str, policy: str | None) -> int:
    say_document(SCHEMAS[kind](policy))
    return CLEAN
