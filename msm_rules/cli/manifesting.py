"""The manifest of a screening and its proofs, written while `msm screen` is at it.

Owns the two options and where their files may stand. What a manifest holds is for `screening`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import click

from msm_rules.cli import options
from msm_rules.cli.models import bad_facts
from msm_rules.cli.output import check_place, write_text, writing
from msm_rules.cli.progress import Progress
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import FactsError
from msm_rules.graph.canonical import canonical_json, text_of

if TYPE_CHECKING:
    from msm_rules.proof.subject import Origin
    from msm_rules.screening import Screening
    from msm_rules.screening.manifest import Keep

LIST = ".jsonl"
_OTHERS = (".json", ".zip", ".tar", ".gz", ".tgz", ".xz", ".bz2", ".html")

manifest_option = click.option(
    "--manifest", "manifest_file", type=options.File(), metavar="FILE",
    help="Write the manifest too: what became of every model, with the digest of its proof.",
)  # fmt: skip
proofs_option = click.option(
    "--proofs", "proofs_place", type=options.File(), metavar="FOLDER",
    help="Write every model's proof into this new folder, or into one file (.jsonl).",
)  # fmt: skip


class Manifesting:
    """Where the manifest and the proofs go. Raises Refusal, before any work, where they cannot."""

    def __init__(self, manifest: str | None, proofs: str | None) -> None:
        self.manifest, self.proofs = manifest, proofs
        if manifest is not None:
            check_place(manifest)
        if proofs is not None:
            _check_proofs(proofs)

    def write(self, screening: Screening, origin: Origin) -> None:
        """Make all proofs, and write what was asked for, each whole or not at all."""
        if self.manifest is None and self.proofs is None:
            return
        from msm_rules.screening.manifest import manifest  # loads all that proofs are made with

        progress = Progress()
        try:
            with _keeping(self.proofs) as keep:
                found = manifest(screening, keep, progress.done, origin)
        except FactsError as error:
            raise bad_facts(error) from None
        finally:
            progress.end()
        if self.manifest is not None:
            write_text(self.manifest, canonical_json(found).decode())


def _check_proofs(path: str) -> None:
    name = visible(path)
    if PurePath(path).suffix.lower() in _OTHERS:
        raise Refusal(f"`{name}` takes no proofs", f"name a new folder, or a file ending in {LIST}")
    if path.endswith(LIST):
        check_place(path)
    elif os.path.lexists(path) and not os.path.isdir(path):
        raise Refusal(f"`{name}` is a file, and the proofs go into a folder")
    elif os.path.isdir(path) and os.listdir(path):
        hint = "name a new folder, so that all proofs in it are of this screening"
        raise Refusal(f"`{name}` holds files already", hint)
    else:
        check_place(path.rstrip("/") if not os.path.isdir(path) else os.path.join(path, "proof"))


@contextmanager
def _keeping(path: str | None) -> Iterator[Keep | None]:
    """What keeps proofs, one after the other."""
    if path is None:
        yield None
        return
    from msm_rules.report.whole_file import whole_file  # only where proofs are kept
    from msm_rules.report.whole_folder import whole_folder

    with writing(path):
        if path.endswith(LIST):
            with whole_file(Path(path)) as file:
                yield lambda proof: file.writelines([_line(proof)])
        else:
            with whole_folder(Path(path)) as put:
                yield lambda proof: put(proof_name(proof), _line(proof))


def _line(proof: Mapping[str, Any]) -> bytes:
    """A proof in its canonical form, with a line end."""
    return text_of(proof).encode() + b"\n"


def proof_name(proof: Mapping[str, Any]) -> str:
    """How the file of a proof is called in a folder of them: by its digest."""
    return f"{proof['digest']}.json"
