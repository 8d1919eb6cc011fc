"""`msm log`: the decisions that were logged, whether the log is sound, and reviews ended by people.

What `msm log show` prints is laid out in `log_text`.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from msm_rules.audit.chain import Head, Verification, verify_log
from msm_rules.audit.database import BESIDE
from msm_rules.audit.entry import Ending, plain
from msm_rules.audit.log import entries
from msm_rules.audit.reviews import end_review
from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_json
from msm_rules.cli.audited import keys, private_key, public_key, refusing, signing_key
from msm_rules.cli.documents import read_document
from msm_rules.cli.log_text import entry_lines, not_shown, verification_lines
from msm_rules.cli.output import check_out, give, writing
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import Group
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.report.whole_file import whole_file

_log = click.argument("log", metavar="LOG", type=options.File())


@click.group(
    "log",
    cls=Group,
    examples=(
        "msm log show decisions.log",
        "msm log verify decisions.log",
        "msm log resolve --help",
    ),
)
def command() -> None:
    """Show and check the decisions that `msm decide --log` kept, and end reviews."""


@make("show", examples=("msm log show decisions.log", "msm log show decisions.log --format json"))
@_log
@click.option("--model", metavar="ID", help="Only what was decided on this model.")
@options.text_or_json
def show(log: str, model: str | None, form: str) -> int:
    """Show the entries of LOG in their order: decisions, and reviews that a person ended."""
    width, models = console.width(), dict[str, str]()
    with refusing():
        for number, entry in entries(log):
            name = models.setdefault(entry.proof, getattr(entry, "model", ""))
            if model is not None and name != model:
                continue
            if form == "json":
                say_json({"schema": "msm-log-entry/1", "number": number, **plain(entry)})
            else:
                console.say("\n".join(entry_lines(number, entry, name, width)))
    return CLEAN


@make(
    "verify",
    examples=(
        "msm log verify decisions.log",
        "msm log verify decisions.log --checkpoint kept.json --key own.key.pub",
    ),
)
@_log
@click.option(
    "--checkpoint", "kept", type=options.File(), metavar="FILE", help="Compare with a checkpoint."
)
@click.option(
    "--key", type=options.File(), metavar="FILE", help="The public key that signed the checkpoint."
)
@options.text_or_json
def verify(log: str, kept: str | None, key: str | None, form: str) -> int:
    """Check that LOG holds what was logged: nothing edited, deleted, inserted or moved.

    Exits with 1 where it does not, and says where. That entries at the end are missing, or that
    all was written anew, shows only against a checkpoint that was kept elsewhere, and only of
    what that has.
    """
    head = _kept(kept, key)
    with refusing():
        found = verify_log(log, head)
    if form == "json":
        say_json(_record(found, head))
    else:
        lines = verification_lines(found, visible(log), head, console.width())
        console.say("\n".join(lines))
    return CLEAN if found.ok else FINDINGS


@make(
    "export",
    examples=(
        "msm log export decisions.log > decisions.jsonl",
        "msm log export decisions.log --out decisions.jsonl",
    ),
)
@_log
@options.out
def export(log: str, out: str | None) -> int:
    """Write the rows of LOG as JSON Lines, with the digests that chain them.

    A digest is SHA-256 over the canonical JSON (RFC 8785) of `entry`, `number` and `previous`.
    """
    from msm_rules.audit.export import exported  # loads what writes canonical JSON

    _check_out(out, log)
    with refusing():
        lines = exported(log)
        if out is not None:
            with writing(out), whole_file(Path(out)) as file:
                file.writelines(f"{line}\n".encode() for line in lines)
            return CLEAN
        for line in lines:
            console.say(line)
    return CLEAN


@make(
    "checkpoint",
    examples=(
        "msm log checkpoint decisions.log --key own.key > kept.json",
        "msm log checkpoint decisions.log --key own.key --out kept.json",
    ),
)
@_log
@signing_key
@options.out
def checkpoint(log: str, key: str, out: str | None) -> int:
    """Sign how far LOG has come, to be kept elsewhere; LOG is checked before.

    Against it, `msm log verify` finds whatever is done to the entries that are there now.
    """
    keys()
    from msm_rules.audit.checkpoint import checkpoint as signed  # needs what `keys` looked for
    from msm_rules.graph.canonical import canonical_json

    _check_out(out, log, key)
    signer = private_key(key)
    with refusing():
        found = verify_log(log)
    if not found.ok:
        name = visible(log)
        raise Refusal(f"`{name}` is not as it was logged", f"`msm log verify {name}` says where")
    text = canonical_json(signed(found.head, options.now(), signer)).decode()
    give(text, out)
    return CLEAN


@make(
    "resolve",
    examples=(
        'msm log resolve decisions.log 1 accept --by "Dr. Chen" --because "read the card"'
        " --until 2099-06-30",
        'msm log resolve decisions.log 1 reject --by Legal --because "no terms" --until 2099-01-01',
    ),
)
@_log
@click.argument("decision", metavar="DECISION")
@click.argument("verdict", type=click.Choice(["accept", "reject"]))
@click.option("--by", required=True, metavar="NAME", help="Who decided.")
@click.option("--because", required=True, metavar="TEXT", help="Why.")
@click.option(
    "--until",
    type=options.Day(),
    required=True,
    metavar="DATE",
    help="The last day it holds (UTC).",
)
def resolve(log: str, decision: str, verdict: Ending, by: str, because: str, until: date) -> int:
    """End a review: a person accepts or rejects what the policy left to people.

    DECISION is its number in LOG, or how the digest of its proof begins. The end is an entry of
    its own, bound to that proof.
    """
    said = {"by": by, "because": because, "until": until.isoformat(), "time": options.now()}
    with refusing():
        number, review = end_review(log, decision, verdict, **said)
    name, before = visible(review.decision.model), review.ended
    console.note(f"logged as entry {number} of {visible(log)}: {verdict} for {name}")
    if before is not None:
        how = f"{before[1].verdict} by {visible(before[1].by)}"
        console.note(f"note: entry {before[0]} had ended it ({how}); the last one counts")
    return CLEAN


for one in (show, verify, export, checkpoint, resolve):
    command.add_command(one)


def _check_out(out: str | None, log: str, *read: str) -> None:
    """Raise Refusal where a result cannot be written to `out`, or belongs to the log: the files
    beside it may hold its last entries, and where there are none yet, would spoil it."""
    check_out(out, (log, *read))
    real = os.path.realpath(log)
    if out is not None and os.path.realpath(out) in [real + end for end in BESIDE]:
        raise Refusal(
            f"`{visible(out)}` belongs to `{visible(log)}`, and may hold entries of it",
            "name another file",
        )


def _kept(path: str | None, key: str | None) -> Head | None:
    """The head in a checkpoint. Raises Refusal, also where one is named without the other."""
    if path is None and key is None:
        return None
    if path is None or key is None:
        raise Refusal("`--checkpoint` and `--key` belong together", "name both, or none")
    keys()
    from msm_rules.audit.checkpoint import read_checkpoint  # needs what `keys` has looked for

    checker, envelope = public_key(key), read_document(path, "a checkpoint")
    with refusing(path):
        return read_checkpoint(envelope, checker)


def _record(found: Verification, kept: Head | None) -> dict[str, object]:
    return {
        "schema": "msm-log-verification/1",
        "ok": found.ok,
        "entries": found.head.entries,
        "digest": found.head.digest,
        "problems": [{"number": p.number, "message": p.message} for p in found.problems],
        "not_shown": [*not_shown(kept)],
    }
