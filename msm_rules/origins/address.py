"""Addresses of repositories, as they are written into proofs: what others can use, and no secrets.

Owns what of an address is left out, and the notation `ADDRESS@COMMIT`.
"""

from __future__ import annotations

import re

from msm_rules.diagnostics.cells import visible
from msm_rules.proof.subject import Origin

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A commit by its whole name, SHA-1 or SHA-256: a shorter one may be another's some day."""

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)([^?#]*)", re.IGNORECASE)
_SCP = re.compile(r"(?:([^/:@]+)@)?([^/:@]{2,}):(?!:)[^?#@]+")
_WITH_ACCOUNT = ("ssh", "git+ssh", "ssh+git")
"""Schemes whose user (`git`) is a part of the address; elsewhere it is who fetches, or a token."""

EXAMPLE = "https://git.example.org/policies.git@" + 40 * "4"


class OriginError(Exception):
    """Nobody can say where a policy came from; `hint` says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def read_origin(text: str) -> Origin:
    """The origin in `ADDRESS@COMMIT`, without whatever credentials the address holds.

    Raises OriginError; what was given is not repeated in full, since it may hold a secret.
    """
    given, _, commit = text.strip().rpartition("@")
    if not COMMIT.fullmatch(commit.lower()):
        raise OriginError(
            "an origin is `git`, or an address and the whole name of a commit behind `@`",
            f"the commit has 40 (or 64) digits 0-9 and a-f: {EXAMPLE}",
        )
    address = public_address(given)
    if address is None:
        raise OriginError(
            "before `@` stands no address of a repository that others could ask",
            f"it begins with a scheme, or names a host: {EXAMPLE}",
        )
    return Origin(address, commit.lower())


def public_address(address: str) -> str | None:
    """An address as it may be shown: without passwords, tokens, and who fetches.

    None where it is no address outside of this machine (a folder), or none of a known form.
    """
    if not address.isprintable() or " " in address:
        return None
    if found := _URL.match(address):
        scheme, authority, path = found[1].lower(), found[2], found[3]
        user, _, host = authority.rpartition("@")
        account = user.partition(":")[0] if scheme in _WITH_ACCOUNT else ""
        shown = f"{account}@{host}" if account else host
        return f"{scheme}://{shown}{path}" if host else None
    if found := _SCP.fullmatch(address):
        return address
    return None


def spoken(origin: Origin) -> str:
    """An origin in words, of what is known of it."""
    commit = f"commit {origin.commit[:12]}" if origin.commit else None
    return visible(", ".join(filter(None, (origin.address, commit))))
