"""`msm schema`: the JSON Schemas of the documents that `msm` reads and writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import click

from msm_rules.cli import options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.facts import facts_schema


def _facts(policy: str | None) -> Mapping[str, Any]:
    return facts_schema(vocabulary_of(policy))


def _proof(_: str | None) -> Mapping[str, Any]:
    from msm_rules.proof.document import proof_schema  # loads all that proofs are made with

    return proof_schema()


def _manifest(_: str | None) -> Mapping[str, Any]:
    from msm_rules.screening.manifest import manifest_schema  # loads all that screens

    return manifest_schema()


def _diagnostics(_: str | None) -> Mapping[str, Any]:
    text = files("msm_rules.diagnostics").joinpath("schema.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def _why_not(_: str | None) -> Mapping[str, Any]:
    from msm_rules.analysis.why_not_document import why_not_schema  # loads all that searches

    return why_not_schema()


def _comparison(_: str | None) -> Mapping[str, Any]:
    text = files("msm_rules.screening").joinpath("comparison.schema.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


SCHEMAS: dict[str, Callable[[str | None], Mapping[str, Any]]] = {
    "facts": _facts,
    "proof": _proof,
    "manifest": _manifest,
    "diagnostics": _diagnostics,
    "why-not": _why_not,
    "comparison": _comparison,
}
"""The kinds of document, and where the schema of each comes from."""


@make(
    "schema",
    examples=(
        "msm schema facts > facts.schema.json",
        "msm schema proof",
        "msm schema manifest",
        "msm schema diagnostics",
    ),
)
@click.argument("kind", type=click.Choice(list(SCHEMAS)))
@options.own_facts
def command(kind: str, policy: str | None) -> int:
    """Print the JSON Schema of a KIND of document: facts, proof, manifest, diagnostics, why-not or
    comparison."""
    say_document(SCHEMAS[kind](policy))
    return CLEAN
