"""`msm verify`: proofs derived again from what they hold, without the engine that made them."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator

import click

from msm_rules import shipped
from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_json
from msm_rules.cli.audited import named_key
from msm_rules.cli.bundle import check_bundle
from msm_rules.cli.enveloped import is_manifest
from msm_rules.cli.no_proof import WRITES
from msm_rules.cli.policies import facts_as_in, vocabulary_of
from msm_rules.cli.proof_files import is_one, plain_name, proofs_in
from msm_rules.cli.refusal import BAD, CLEAN, FINDINGS, Refusal
from msm_rules.cli.salts import salts_in
from msm_rules.cli.shape import command as make
from msm_rules.cli.verify_against import Files, check_repository, own_facts, own_policy
from msm_rules.cli.verify_text import Summary, one_proof
from msm_rules.cli.verifying import Checked, How, examine_all
from msm_rules.diagnostics.cells import visible
from msm_rules.proof import check_proof
from msm_rules.proof.check import Problem

VERIFIED = "msm-verification/1"
_SOON = 1.0
"""Seconds after which progress is told, on a terminal."""
_EVERY = 0.1
_EVIDENCE = "the proofs name the evidence, not the manifest"
_DECIDED = "the proofs hold what is decided on, not the manifest"
_SETTLED = "facts that were settled are put over those of the catalogue"


def _program(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the small checker and end."""
    if asked:
        console.say(shipped.data("msm_rules.proof", "check_proof.py").decode().rstrip())
        ctx.exit(CLEAN)


@make(
    "verify",
    examples=(
        "msm verify proof.json",
        "msm verify proofs/ kept.zip",
        "msm verify proof.json --policy policies/clinical_assistant.msm --replay",
        "msm verify model.att.json --key own.key.pub --require-signature",
    ),
)
@click.argument("proofs", metavar="PROOF...", nargs=-1, required=True, type=options.File())
@click.option("--digest", metavar="SHA256", help="What the digest of the proof is known to be.")
@click.option(
    "--policy", type=options.File(), metavar="FILE", help="Hold its policy against this file."
)
@click.option(
    "--facts", multiple=True, type=options.File(), metavar="FILE",
    help="Hold its facts against this facts document, value by value; may repeat.",
)  # fmt: skip
@click.option("--replay", is_flag=True, help="Let the engine decide again, and compare.")
@click.option(
    "--key", "keys", multiple=True, type=options.File(), metavar="FILE",
    help="Check signatures with this public key; may repeat.",
)  # fmt: skip
@click.option(
    "--require-signature", is_flag=True,
    help="What none of the keys given has signed does not hold; one of them is enough.",
)  # fmt: skip
@click.option(
    "--reveal", type=options.File(), metavar="FILE",
    help="Bring back withheld facts with the salts in this file.",
)  # fmt: skip
@click.option(
    "--proofs", "proofs_of", type=options.File(), metavar="PLACE",
    help="Hold a manifest against these proofs: a folder, an archive or a list (.jsonl).",
)  # fmt: skip
@click.option(
    "--catalogue", type=options.File(), metavar="FILE",
    help="Hold a manifest against this catalogue (`shipped`: the one that ships with msm).",
)  # fmt: skip
@click.option(
    "--about", multiple=True, metavar="ID",
    help="Say what became of this model in a manifest; of two, why one stands first.",
)  # fmt: skip
@click.option(
    "--bundle", type=options.File(), metavar="FOLDER",
    help="Hold the evidence against the bytes in this folder, which `--bundle` of explain kept.",
)  # fmt: skip
@click.option(
    "--repository", type=options.File(), metavar="FOLDER",
    help="Hold its policy against the commit that it names, in this git checkout or clone.",
)  # fmt: skip
@click.option(
    "--small",
    is_flag=True,
    help="With the small checker alone, which reads less of the text and can be read in one go.",
)
@click.option(
    "--program", is_flag=True, is_eager=True, expose_value=False, callback=_program,
    help="Print the small checker, one file for plain Python that you can read, and nothing else.",
)  # fmt: skip
@options.text_or_json
def command(
    proofs: tuple[str, ...],
    digest: str | None,
    policy: str | None,
    facts: tuple[str, ...],
    replay: bool,
    keys: tuple[str, ...],
    require_signature: bool,
    reveal: str | None,
    proofs_of: str | None,
    catalogue: str | None,
    about: tuple[str, ...],
    bundle: str | None,
    repository: str | None,
    small: bool,
    form: str,
) -> int:
    """Check each PROOF: a file that `msm explain --format json` or `msm redact` wrote, an
    attestation, a folder, an archive (zip, tar) or a list (jsonl) of them, or `-` for stdin; or
    the manifest of a screening (`msm screen --manifest`), signed or not, with `--proofs` and
    `--catalogue`.

    Every step is derived again from what the proof holds, and compared with the text of its
    policy. Exits with 1 where a proof does not hold, with 2 where something is no proof. It also
    says what it has not shown.
    """
    if small:
        others = (digest, policy, reveal, proofs_of, catalogue, bundle, repository)
        if any(others) or facts or keys or about or replay or require_signature or form != "text":
            raise Refusal(
                "`--small` takes files of proofs, and no other option",
                "the small checker shows what it shows from the proof alone",
            )
        return check_proof.main([*proofs])
    digest = None if digest is None else _digest(digest)
    if require_signature and not keys:
        raise Refusal("`--require-signature` needs `--key`", "name the file with the public key")
    if bundle is not None:
        check_bundle(bundle)
    single = is_one(proofs)
    found = proofs_in(proofs)
    if single:
        (one,) = found
        found = iter((one,))
        if is_manifest(one):
            from msm_rules.cli.verify_manifest import Asked  # loads what screens
            from msm_rules.cli.verify_manifest import verify as verify_manifest

            _refuse_with_manifest(reveal, repository)
            _refuse_without(proofs_of, "--proofs", bundle is not None, "--bundle", _EVIDENCE)
            _refuse_without(proofs_of, "--proofs", replay, "--replay", _DECIDED)
            _refuse_without(catalogue, "--catalogue", bool(facts), "--facts", _SETTLED)
            asked = Asked(
                digest, proofs_of, catalogue, policy, facts, about, replay,
                tuple(map(named_key, keys)), require_signature, bundle,
            )  # fmt: skip
            return verify_manifest(one, asked, form)
    if proofs_of is not None or catalogue is not None or about:
        raise Refusal(
            "`--proofs`, `--catalogue` and `--about` are for a manifest, named by its file",
            "`msm screen --manifest FILE` writes one",
        )
    if not single and (digest is not None or reveal is not None):
        raise Refusal("`--digest` and `--reveal` are for one proof, named by its file")
    if repository is not None:
        check_repository(repository)
    own = own_policy(policy) if policy is not None else ()
    with facts_as_in(policy):
        theirs = own_facts(facts, vocabulary_of(policy)) if facts else {}
    how = How(
        digest,
        tuple(map(named_key, keys)),
        require_signature,
        salts_in(reveal) if reveal is not None else None,
        Files(own, theirs),
        replay,
        bundle,
        repository,
    )
    checked = examine_all(found, how)
    return _one(next(checked), form) if single else _many(checked, form)


def _refuse_with_manifest(reveal: str | None, repository: str | None) -> None:
    if reveal is not None:
        raise Refusal("`--reveal` is for a proof with facts withheld, and this is a manifest")
    if repository is not None:
        raise Refusal("`--repository` is for proofs, and this is a manifest")


def _refuse_without(needed: str | None, named: str, given: bool, option: str, why: str) -> None:
    """Raise Refusal where an option would check nothing, since another is not there."""
    if given and needed is None:
        raise Refusal(f"`{option}` needs `{named}` here: {why}")


def _digest(given: str) -> str:
    """A SHA-256 in hex, however it was written. Raises Refusal."""
    found = given.strip().lower().removeprefix("sha256:")
    if not re.fullmatch(r"[0-9a-f]{64}", found):
        raise Refusal(
            f"`--digest` has `{visible(given)}`, which is no SHA-256",
            "64 digits 0-9 and a-f are expected; a proof has it under `digest`",
        )
    return found


def _one(checked: Checked, form: str) -> int:
    if checked.no_proof is not None:
        hint = checked.hint or WRITES
        raise Refusal(f"{checked.name} {checked.no_proof}", hint)
    if form == "json":
        say_json({"schema": VERIFIED, **_record(checked)})
    else:
        console.say("\n".join(one_proof(checked, console.width())))
    return CLEAN if checked.ok else FINDINGS


def _many(found: Iterable[Checked], form: str) -> int:
    summary, rows = Summary(console.width()), []
    for checked in _with_progress(found):
        lines = list(summary.add(checked))
        if form == "json":
            rows.append(_record(checked))
        elif lines:
            console.say("\n".join(lines))
    if form == "json":
        say_json({"schema": VERIFIED, "ok": summary.held == summary.done, "proofs": rows})
    else:
        console.say("\n".join(summary.end()))
    if summary.no_proofs:
        return BAD
    return CLEAN if summary.held == summary.done else FINDINGS


def _with_progress(found: Iterable[Checked]) -> Iterator[Checked]:
    """Tell on a terminal how many are done, once it takes longer than a moment."""
    if not sys.stderr.isatty():
        yield from found
        return
    told = time.monotonic() + _SOON - _EVERY
    for done, checked in enumerate(found, 1):
        if time.monotonic() - told >= _EVERY:
            told = time.monotonic()
            sys.stderr.write(f"\r{done:,} proofs")
            sys.stderr.flush()
        if not checked.ok:
            sys.stderr.write("\r\x1b[K")
        yield checked
    sys.stderr.write("\r\x1b[K")


def _record(checked: Checked) -> dict[str, object]:
    found: dict[str, object] = {
        "name": plain_name(checked.name),
        "ok": checked.ok,
        "no_proof": checked.no_proof,
        **checked.said,
        "problems": list(map(_problem, checked.problems)),
        "not_shown": list(checked.not_shown),
        "bundle": checked.bundle,
        "withheld": list(checked.withheld),
        "signed_with": list(checked.signed),
    }
    if checked.replay is not None:
        same = not checked.replay
        found["replay"] = {"same": same, "problems": list(map(_problem, checked.replay))}
    return found


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "node": problem.node,
        "message": problem.message,
        "expected": problem.expected,
        "found": problem.found,
    }
