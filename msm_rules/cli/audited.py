"""What commands about logs and signatures share: refusals in words, keys from files.

Owns the loading of `audit.keys`, whose library is an extra.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from msm_rules.audit.problem import AuditError
from msm_rules.cli import options
from msm_rules.cli.files import name_of, read_text
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible

if TYPE_CHECKING:
    from types import ModuleType

    from msm_rules.audit.keys import Private, Public

signing_key = click.option(
    "--key",
    type=options.File(),
    required=True,
    metavar="FILE",
    help="The private key to sign with; `msm keys new` makes one.",
)


@contextmanager
def refusing(where: str | None = None) -> Iterator[None]:
    """Stop the command where a log, a key or an envelope is refused; `where` names its file."""
    try:
        yield
    except AuditError as error:
        lead = f"{name_of(where)}: " if where else ""
        raise Refusal(f"{lead}{visible(str(error))}") from None


def keys() -> ModuleType:
    """The module of keys. Raises Refusal where its library is not installed."""
    try:
        from msm_rules.audit import keys as found  # of an extra, and slow to load
    except ImportError:
        hint = "`pip install 'msm-rules[audit]'` brings what signs"
        raise Refusal("signatures need the package `cryptography`", hint) from None
    return found


def private_key(path: str) -> Private:
    """The key to sign with in a file. Raises Refusal."""
    content = read_text(path, "a private key").encode()
    with refusing():
        found: Private = keys().read_private(content, path)
    return found


def named_key(path: str) -> tuple[str, bytes]:
    """The name and the content of a file with a public key, looked at once. Raises Refusal."""
    public_key(path)  # refused here rather than at every proof
    return path, read_text(path, "a public key").encode()


def public_key(path: str) -> Public:
    """The key to check signatures with in a file. Raises Refusal."""
    content = read_text(path, "a public key").encode()
    with refusing():
        found: Public = keys().read_public(content, path)
    return found
