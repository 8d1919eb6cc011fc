"""What the GGUF files of a folder say together.

Owns which files belong together: the parts of one, and several precisions of one network, of which
none is the model's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msm_rules.sources.broken import BadRecord
from msm_rules.sources.checkpoint.folder import File, Folder
from msm_rules.sources.checkpoint.gguf import FILE_TYPES, Gguf, kv_per_token, read_gguf
from msm_rules.sources.checkpoint.network import CHECKPOINT
from msm_rules.sources.findings import Finding
from msm_rules.sources.normalise.claims import Claim

_PART = re.compile(r"(.*)-\d{5}-of-(\d{5})\.gguf")
_BESIDE = re.compile(r"mmproj|imatrix", re.IGNORECASE)
"""An image encoder and calibration data, which are no precision of the network."""
MOST_SETS = 8


def gguf_claims(folder: Folder) -> tuple[list[Claim], list[Finding]]:
    """Parameters, context and cache by the headers; precision and bytes where there is one set."""
    sets = _sets(folder)
    claims: list[Claim] = []
    findings: list[Finding] = []
    for name, files in list(sets.items())[:MOST_SETS]:
        try:
            claims += _set(name, files, alone=len(sets) == 1)
        except BadRecord as bad:
            findings.append(Finding(name, str(bad)))
    if len(sets) > MOST_SETS:
        message = f"has {len(sets) - MOST_SETS} sets of GGUF files more than are read"
        findings.append(Finding(folder.path.name, message))
    return claims, findings


def _sets(folder: Folder) -> dict[str, list[File]]:
    sets: dict[str, list[File]] = {}
    for name, file in folder.files.items():
        if name.endswith(".gguf") and not _BESIDE.search(name) and not file.pointer:
            found = _PART.fullmatch(name)
            sets.setdefault(f"{found[1]}-*-of-{found[2]}.gguf" if found else name, []).append(file)
    return sets


def _set(name: str, files: list[File], *, alone: bool) -> Iterator[Claim]:
    """What one set says; raises BadRecord where a header cannot be read or a part is missing."""
    parts = _PART.fullmatch(files[0].name)
    if parts and len(files) != int(parts[2]):
        raise BadRecord(f"has {len(files)} of its {int(parts[2])} parts")
    headers = [read_gguf(file) for file in files]
    total = sum(header.parameters for header in headers)
    say = CHECKPOINT.claim
    if total:
        yield say("parameters", total, "measured", f"{name}: tensors")
    yield from _settings(name, headers[0])
    kind = FILE_TYPES.get(headers[0].pairs.get("general.file_type", -1))
    if alone and kind is not None:
        yield say("quantisation", kind, "measured", f"{name}: general.file_type")
    if alone:
        size = sum(file.size for file in files)
        yield say("memory.stored", size, "measured", f"{name}: size")


def _settings(name: str, header: Gguf) -> Iterator[Claim]:
    say = CHECKPOINT.claim
    if header.architecture:
        where = f"{name}: general.architecture"
        yield say("architecture", header.architecture, "declared", where)
    if (context := header.number("context_length")) is not None:
        yield say("context_length", context, "measured", f"{name}: context_length")
    if (cache := kv_per_token(header)) is not None:
        yield say("memory.kv_per_token", cache, "derived", f"{name}: attention")
