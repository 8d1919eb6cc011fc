"""`msm attest`: proofs signed as in-toto statements, and taken out of them again."""

from __future__ import annotations

from collections.abc import Mapping

import click

from msm_rules.cli import console, options
from msm_rules.cli.audited import keys, private_key, public_key, refusing
from msm_rules.cli.documents import read_document
from msm_rules.cli.files import name_of
from msm_rules.cli.no_proof import instead_of_proof
from msm_rules.cli.output import check_apart, check_place, write_text
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.graph.canonical import canonical_json


@make(
    "attest",
    examples=(
        "msm attest proof.json --key own.key --out model.att.json",
        "msm attest model.att.json --check own.key.pub --out proof.json",
        "msm attest model.att.json --check own.key.pub | msm verify -",
    ),
)
@click.argument("document", metavar="FILE", type=options.File())
@click.option("--key", type=options.File(), metavar="FILE", help="Sign with this private key.")
@click.option(
    "--check",
    type=options.File(),
    metavar="FILE",
    help="Check an attestation with this public key, and write the proof in it.",
)
@click.option(
    "--vsa",
    is_flag=True,
    help="Sign, or check, a SLSA verification summary, which says passed or failed and points at"
    " the proof.",
)
@options.out
def command(document: str, key: str | None, check: str | None, vsa: bool, out: str | None) -> int:
    """Sign a proof, FILE, as a statement on the model at its revision; or check such a statement.

    The form is an in-toto Statement v1 in a DSSE envelope. A signature says who vouches for the
    proof; whether the proof holds is for `msm verify`. With `--vsa` it is a summary for those who
    trust the signer and do not read proofs; it is signed only if the proof holds.
    """
    if (key is None) == (check is None):
        raise Refusal(
            "either `--key` or `--check` is expected",
            "`--key` signs a proof, `--check` opens an attestation",
        )
    if out is not None:
        check_apart((out,), (document, key, check))
        check_place(out)
    text = _signed(document, key, vsa) if key else _opened(document, check or "", vsa)
    if out is None:
        console.say(text)
    else:
        write_text(out, text)
    return CLEAN


def _signed(document: str, key: str, vsa: bool) -> str:
    keys()
    from msm_rules.audit.attestation import attest  # needs the library that `keys` has looked for
    from msm_rules.audit.summary import summarise

    signer, proof = private_key(key), read_document(document, "a proof")
    if not isinstance(proof, Mapping) or proof.get("schema") != "msm-proof/1":
        what, todo = instead_of_proof(proof)
        raise Refusal(f"{name_of(document)} {what}", todo)
    with refusing(document):
        return canonical_json((summarise if vsa else attest)(proof, signer)).decode()


def _opened(document: str, key: str, vsa: bool) -> str:
    keys()
    from msm_rules.audit.attestation import read_attestation  # as above
    from msm_rules.audit.summary import read_summary

    checker, envelope = public_key(key), read_document(document, "an attestation")
    with refusing(document):
        return canonical_json(
            (read_summary if vsa else read_attestation)(envelope, checker)
        ).decode()
