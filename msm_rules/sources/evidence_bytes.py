"""The bytes that evidence points to, where they are at hand: of a checkpoint folder, of a card, or
among the answers of the Hub that were kept.

Owns which bytes of a file evidence may be about: the whole of a small file, the header of weights.
Only bytes with a digest that is asked for are given, so what was changed since is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.checkpoint import LARGEST_DOCUMENT
from msm_rules.sources.checkpoint.folder import File, first_bytes, open_folder
from msm_rules.sources.checkpoint.safetensors import MOST_READ
from msm_rules.sources.hub.cache import Cache, usual_folder

_WEIGHTS = ".safetensors"
_LENGTH = 8
"""Bytes of the length that stands before a header of safetensors."""


def evidence_bytes(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Pairs of digest and bytes, each digest once, of those wanted that a folder or a file has,
    or that the Hub once gave.

    Nothing outside the folder and the Hub's cache is read.
    """
    left = set(wanted)
    for file in _files(path):
        if not left:
            return
        data = _about(file)
        digest = sha256(data).hexdigest()
        if digest in left:
            left.remove(digest)
            yield digest, data
    cache = usual_folder()
    if left and cache is not None:
        yield from ((kept.sha256, kept.body) for kept in Cache(cache).holding(left))


def _files(path: Path) -> Iterator[File]:
    try:
        if path.is_dir():
            yield from open_folder(path)[0].files.values()
        elif path.is_file():
            yield File(path.name, path, path.stat().st_size)
    except (OSError, ValueError, CatalogueError):
        return


def _about(file: File) -> bytes:
    """What of a file evidence is about; nothing of a great one that is no weights."""
    if file.name.endswith(_WEIGHTS):
        length = int.from_bytes(first_bytes(file, _LENGTH), "little")
        return first_bytes(file, min(_LENGTH + length, MOST_READ))
    return first_bytes(file, LARGEST_DOCUMENT) if file.size <= LARGEST_DOCUMENT else b""
