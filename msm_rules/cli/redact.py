"""`msm redact`: facts withheld from a proof that is handed on, so that they can be shown later."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

import click

from msm_rules.cli import console, options
from msm_rules.cli.files import name_of, read_text
from msm_rules.cli.layout import hanging
from msm_rules.cli.no_proof import instead_of_proof
from msm_rules.cli.output import check_apart, check_place, write_text
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import verify
from msm_rules.proof.checker.claims import canonical
from msm_rules.proof.reading import ProofError, read_json
from msm_rules.proof.redaction import RedactionError, redact

_SALT = 32
"""Bytes of chance in a salt: nobody tries values until one fits."""

_MOST_NAMED = 12
"""Facts of a proof that are named where none of them was meant."""


@make(
    "redact",
    examples=(
        "msm redact proof.json --fact memory.int4 --out redacted.json --salts salts.json",
        "msm redact proof.json --fact license --name-original --out own.json --salts salts.json",
        "msm verify redacted.json --reveal salts.json",
    ),
)
@click.argument("proof", type=options.File())
@click.option(
    "--fact", "facts", multiple=True, required=True, metavar="FACT",
    help="The fact to withhold, such as price.input; may repeat.",
)  # fmt: skip
@click.option(
    "--out", required=True, type=options.File(), metavar="FILE", help="Write the proof here."
)
@click.option(
    "--salts", required=True, type=options.File(), metavar="FILE",
    help="Write here, to keep, what shows the facts again.",
)  # fmt: skip
@click.option(
    "--name-original", is_flag=True,
    help="Keep the digests of the original, so that it can be found in a log; values can be tried"
    " against them.",
)  # fmt: skip
def command(proof: str, facts: tuple[str, ...], out: str, salts: str, name_original: bool) -> int:
    """Withhold facts from PROOF: their values, their evidence, and what would give them away.

    Each leaves a salted commitment, so that whoever has the salts can show it later. The proof
    must hold. What the answers of the decision still tell of a fact is said.
    """
    if out == salts:
        raise Refusal("`--out` and `--salts` name the same file", "the salts are not handed on")
    check_apart((out, salts), (proof,))
    check_place(out)
    check_place(salts)
    if os.path.isfile(salts):
        raise Refusal(
            f"{name_of(salts)} is there already: the salts in it may be all that shows other facts",
            "name another file, or take it away yourself",
        )
    document = _sound(proof)
    chance = {fact.removeprefix("model."): secrets.token_hex(_SALT) for fact in facts}
    try:
        found = redact(document, chance, None if name_original else secrets.token_hex(_SALT))
    except RedactionError as problem:
        hint = next(filter(None, (_meant(key, document) for key in chance)), None)
        raise Refusal(f"{name_of(proof)}: {visible(str(problem))}", hint) from None
    write_text(salts, canonical(found.salts).decode())
    write_text(out, canonical(found.document).decode())
    for line in _told(found.tells, console.width()):
        console.note(line)
    if name_original:
        console.note("  = hint: without `--name-original` these digests are withheld as well")
    return CLEAN


def _meant(key: str, proof: Mapping[str, Any]) -> str | None:
    """Which fact of the proof was meant by a name that none of them has."""
    document = proof["facts"]["document"]
    plain = (name for name, value in document["model"].items() if not isinstance(value, Mapping))
    held = {*document["evidence"], *plain} - {"id"}
    return None if key in held else did_you_mean(key, sorted(held), f"it holds {_listed(held)}")


def _listed(keys: set[str]) -> str:
    return ", ".join(f"`{visible(key)}`" for key in sorted(keys)[:_MOST_NAMED]) or "none"


def _sound(path: str) -> Mapping[str, Any]:
    """A proof that holds. Raises Refusal."""
    try:
        document = read_json(read_text(path, "a proof").encode())
    except ProofError as problem:
        raise Refusal(f"{name_of(path)} {visible(str(problem))}") from None
    if not isinstance(document, Mapping) or document.get("schema") != "msm-proof/1":
        what, todo = instead_of_proof(document)
        raise Refusal(f"{name_of(path)} {what}", todo)
    if not verify(document).ok:
        raise Refusal(f"{name_of(path)} is no proof that holds", "see what `msm verify` says of it")
    found: Mapping[str, Any] = document
    return found


def _told(tells: Mapping[str, tuple[str, ...]], width: int) -> Iterator[str]:
    for key, texts in tells.items():
        yield from hanging("", f"what still tells something of `model.{visible(key)}`:", width)
        for text in texts or ("nothing in the proof",):
            yield from hanging("  · ", visible(text), width)
