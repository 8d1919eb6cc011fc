"""`msm keys`: keys to sign checkpoints and attestations with."""

from __future__ import annotations

import click

from msm_rules.cli import console, options
from msm_rules.cli.audited import keys, refusing
from msm_rules.cli.output import check_place
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import Group
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible


@click.group("keys", cls=Group, examples=("msm keys new own.key", "msm keys new --help"))
def command() -> None:
    """Make keys to sign checkpoints and attestations with."""


@make("new", examples=("msm keys new own.key", "msm keys new release.key"))
@click.argument("path", metavar="FILE", type=options.File())
def new(path: str) -> int:
    """Make an Ed25519 key: the private one in FILE, the public one in FILE.pub.

    The private key has no password: only its owner may read the file, and whoever can read it can
    sign. No file is overwritten.
    """
    check_place(path)
    with refusing():
        key = keys().new_keys(path)
    console.note(f"wrote {visible(path)}, to sign with, and {visible(path)}.pub, for others")
    console.say(key)
    return CLEAN


command.add_command(new)
