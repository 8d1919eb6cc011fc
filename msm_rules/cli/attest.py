"""`msm attest`: proofs and manifests signed as in-toto statements, and taken out of them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from msm_rules.cli import console, options
from msm_rules.cli.audited import keys, private_key, public_key, refusing
from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.no_proof import instead_of_proof
from msm_rules.cli.output import check_apart, check_place, write_text
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.salts import salts_in
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof.check import SCHEMA, verify
from msm_rules.proof.redaction import REDACTED

_HOW = (
    "hint: facts name a commit under `revision`; those of a model of the Hub do (`hub:AUTHOR/NAME`)"
)


@make(
    "attest",
    examples=(
        "msm attest proof.json --key own.key --out model.att.json",
        "msm attest manifest.json --key own.key --out manifest.att.json",
        "msm attest redacted.json --key own.key --reveal salts.json --out redacted.att.json",
        "msm attest model.att.json --check own.key.pub --out proof.json",
    ),
)
@click.argument("document", metavar="FILE", type=options.File())
@click.option("--key", type=options.File(), metavar="FILE", help="Sign with this private key.")
@click.option(
    "--check",
    type=options.File(),
    metavar="FILE",
    help="Check an attestation with this public key, and write what is in it.",
)
@click.option(
    "--reveal",
    type=options.File(),
    metavar="FILE",
    help="Sign a redacted proof only if these salts bring back the original that it names.",
)
@click.option(
    "--vsa",
    is_flag=True,
    help="Sign, or check, a SLSA verification summary, which says passed or failed and points at"
    " the proof.",
)
@options.out
def command(
    document: str,
    key: str | None,
    check: str | None,
    reveal: str | None,
    vsa: bool,
    out: str | None,
) -> int:
    """Sign FILE, a proof, a redacted proof or a manifest; or check what was signed.

    The form is an in-toto Statement v1 in a DSSE envelope: on the model at its commit, or on the
    proof where no commit is known; of a manifest, on it and the accepted models at their commits. A
    signature says who vouches for it; whether it holds is for `msm verify`. With `--vsa` it is a
    summary for those who trust the signer and do not read proofs; it is signed only if the proof
    holds. With `--check --vsa` it exits with 1 where the summary says that the model failed.
    """
    if (key is None) == (check is None):
        raise Refusal(
            "either `--key` or `--check` is expected",
            "`--key` signs a proof, `--check` opens an attestation",
        )
    if reveal is not None and (key is None or vsa):
        raise Refusal("`--reveal` is for signing a redacted proof", "leave it out here")
    if out is not None:
        check_apart((out,), (document, key, check, reveal))
        check_place(out)
    if key:
        text, status = _signed(document, key, reveal, vsa), CLEAN
    else:
        text, status = _opened(document, check or "", vsa)
    if out is None:
        console.say(text)
    else:
        write_text(out, text)
    return status


def _signed(path: str, key: str, reveal: str | None, vsa: bool) -> str:
    keys()
    from msm_rules.audit.attestation import attest  # needs the library that `keys` has looked for
    from msm_rules.audit.statement import kind_of, unbound
    from msm_rules.audit.summary import summarise

    signer, document = private_key(key), read_document(path, "a proof or a manifest")
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if kind_of(document) is None or (vsa and schema != SCHEMA):
        what, todo = instead_of_proof(document)
        raise Refusal(f"{name_of(path)} {what}", todo)
    _check_original(path, document, reveal)
    with refusing(path):
        envelope = (summarise if vsa else attest)(document, signer)
    left = unbound(document)
    if left is not None:
        _note_unbound(left)
    return canonical_json(envelope).decode()


def _check_original(path: str, document: Mapping[str, Any], reveal: str | None) -> None:
    """Raise Refusal where a redacted proof is not of the original that it names, if that is to be
    seen; say so where it is not."""
    if document["schema"] != REDACTED:
        if reveal is not None:
            raise Refusal(f"{name_of(path)} withholds no facts", "leave `--reveal` out")
        return
    if reveal is None:
        console.note(
            "note: that it is of the original it names was not looked at: `--reveal` with its salts"
            " does"
        )
        return
    report = verify(document, reveal=salts_in(reveal))
    if not report.ok or report.withheld:
        why = str(report.problems[0]) if report.problems else "they do not show every fact"
        raise Refusal(
            f"{name_of(reveal)} does not bring back the original of {name_of(path)}: {visible(why)}"
        )


def _note_unbound(left: str) -> None:
    console.note(f"note: the statement leaves open {visible(left)}")
    console.note(f"  = {_HOW}")


def _opened(path: str, key: str, vsa: bool) -> tuple[str, int]:
    """What is in an attestation, and the exit status."""
    keys()
    from msm_rules.audit.attestation import read_attestation  # as above
    from msm_rules.audit.statement import NO_REVISION, unbound
    from msm_rules.audit.summary import has_failed, read_summary, summary_binds_a_revision

    checker, envelope = public_key(key), read_document(path, "an attestation")
    with refusing(path):
        found = (read_summary if vsa else read_attestation)(envelope, checker)
    left = None if vsa else unbound(found)
    if vsa and not summary_binds_a_revision(found):
        left = NO_REVISION
    if left is not None:
        console.note(f"note: the statement leaves open {visible(left)}")
    failed = vsa and has_failed(found)
    if failed:
        console.note("note: the summary says that the model failed")
    return canonical_json(found).decode(), FINDINGS if failed else CLEAN
