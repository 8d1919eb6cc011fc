"""Bundles: folders with the bytes that evidence points to, each under its SHA-256 digest.

Owns their form, and the two things done with them: keeping bytes while a decision is made
(`--bundle` of `msm explain` and `msm decide`), and holding a proof against them (`msm verify`).
Nothing outside of the folder is read or written: names are digests, and links are not followed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from msm_rules.cli import console, options
from msm_rules.cli.output import check_place
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem

if TYPE_CHECKING:
    from msm_rules.decide.decision import Decision

DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024
_NAMED = 3
"""How many missing documents are named."""

bundle_option = click.option(
    "--bundle", type=options.File(), metavar="FOLDER",
    help="Keep the bytes that the evidence points to (card, config, answers), where they are here.",
)  # fmt: skip


class Bundling:
    """Where bytes are kept. Raises Refusal, before any work, where there can be no folder."""

    def __init__(self, folder: str | None) -> None:
        self.folder = folder
        if folder is None:
            return
        if os.path.lexists(folder) and not os.path.isdir(folder):
            raise Refusal(f"`{visible(folder)}` is a file, and a bundle is a folder")
        check_place(os.path.join(folder, "x") if os.path.isdir(folder) else folder.rstrip("/"))

    def keep(self, decision: Decision, name: str) -> None:
        """Keep what the evidence of a decision points to and the model's folder or card holds."""
        if self.folder is None:
            return
        from msm_rules.report.whole_folder import add_whole  # only where a bundle is kept
        from msm_rules.sources.evidence_bytes import evidence_bytes

        rows = (row for rows in decision.facts.evidence.values() for row in rows)
        wanted = frozenset(r.sha256 for r in rows if r.sha256 and DIGEST.fullmatch(r.sha256))
        kept = 0
        try:
            Path(self.folder).mkdir(exist_ok=True)  # also where there is nothing to keep
            for digest, data in evidence_bytes(Path(name), wanted):
                add_whole(Path(self.folder), digest, data)
                kept += 1
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            place = visible(self.folder)
            raise Refusal(f"`{place}` cannot be written: {visible(reason)}") from None
        model, place = visible(decision.facts.id), visible(self.folder)
        console.note(f"kept {kept} of {len(wanted)} documents that evidence on {model} names"
                     f" by digest in {place}")  # fmt: skip


# --- holding a proof against it ------------------------------------------------------------------


class Bundled(NamedTuple):
    """What a bundle shows of a proof: bytes that are others, what is missing, how many fit."""

    problems: list[Problem]
    missing: list[str]
    fit: int
    named: int


def check_bundle(folder: str) -> None:
    """Raise Refusal where a path is no folder."""
    if not os.path.isdir(folder):
        raise Refusal(
            f"there is no folder `{visible(folder)}`", "`--bundle` of `msm explain` makes one"
        )


def against_bundle(proof: Mapping[str, Any], folder: str) -> Bundled:
    """Compare every document that evidence names by digest with its bytes in a bundle."""
    problems: list[Problem] = []
    missing: list[str] = []
    named = dict(_named_documents(proof))
    for digest, said in named.items():
        if not DIGEST.fullmatch(digest):
            missing.append(f"{said}, whose digest `{visible(digest[:80])}` is no SHA-256")
            continue
        found = _digest_in(folder, digest)
        if found is None:
            missing.append(said)
        elif found != digest:
            problems.append(Problem(f"bundle.{digest}", f"is not {said}", digest, found))
    return Bundled(problems, missing, len(named) - len(problems) - len(missing), len(named))


def missing_words(missing: list[str]) -> str:
    """Which documents a bundle does not have, in words."""
    shown = "; ".join(missing[:_NAMED])
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return f"that these documents are what was read, which the bundle lacks: {shown}{more}"


def _named_documents(proof: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The digests that evidence names, sound or not, and what each is said to be of."""
    for key, rows in proof["facts"]["document"]["evidence"].items():
        for row in rows:
            digest = row.get("sha256")
            if digest is not None:
                source = row.get("source")
                place = str(row.get("locator") or source or key).partition(":")[0]
                yield str(digest), visible(f"{place} ({source or row.get('method')})")


def _digest_in(folder: str, digest: str) -> str | None:
    """The digest of the bytes that stand under a digest; None where none do."""
    try:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(os.path.join(folder, digest), flags)
    except FileNotFoundError:
        return None
    except OSError:
        return "no plain file"
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return "no plain file"
    with os.fdopen(handle, "rb") as file:
        found = sha256()
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
