"""The licence file beside the weights: which licence its title names.

Owns the reading of titles.  A title is the author's word, not a reading of the text below it,
which may have been changed; a title that the knowledge base does not have is a finding.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.licences import from_declared
from msm_rules.sources.checkpoint.folder import File, Folder, first_bytes
from msm_rules.sources.checkpoint.network import CHECKPOINT
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.claims import Claim

LARGEST = 256 * 1024
_NAMES = re.compile(r"(?:licen[cs]e|copying)(?:[-_.][\w.-]+)?", re.IGNORECASE)
_LINES = 3
"""Lines of a title, at most: Apache's stands in two, Llama's in one."""


def licence_claims(folder: Folder) -> tuple[list[Claim], list[Finding]]:
    """The licence that the titles of licence files name."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    for name, file in folder.files.items():
        if _NAMES.fullmatch(name) is None or file.pointer:
            continue
        found = list(_named(file))
        claims += found
        if not found:
            findings.append(Finding(name, "has a title that names no licence that is known"))
    return claims, findings


def _named(file: File) -> Iterator[Claim]:
    data = first_bytes(file, LARGEST + 1)
    lines = [line.strip(" \t#*=-") for line in data.decode("utf-8-sig", "replace").splitlines()]
    title = [line for line in lines if line][:_LINES]
    whole = len(data) <= LARGEST
    digest = hashlib.sha256(data).hexdigest() if whole else None
    for words in (" ".join(title[:n]) for n in range(1, len(title) + 1)):
        for form in (words, re.sub(r",? (?:January|Release Date).*", "", words)):
            licence = from_declared(form[:200]).expression
            if licence is not None:
                where = f"{file.name}: title"
                more = {"raw": visible(form[:200]), "sha256": digest}
                yield CHECKPOINT.claim("license", licence, "declared", where, **more)
                return
