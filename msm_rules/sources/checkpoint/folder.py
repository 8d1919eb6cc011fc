"""The files of a checkpoint folder: what is there, how large, and its first bytes.

Owns the limits of reading: no link that leaves the folder is followed, nothing that is no plain
file is opened, and only as many bytes are read as are asked for.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from msm_rules.frozen import record
from msm_rules.sources.broken import CatalogueError, refused
from msm_rules.sources.findings import Finding

MOST_FILES = 10_000
DEEPEST = 3
"""Folders below the checkpoint's own that are looked into (`onnx/`, `unet/weights/`)."""


@record
class File:
    """A file of the folder: `size` is in bytes, of a pointer that of the file it stands for."""

    name: str
    path: Path
    size: int
    pointer: bool = False


@record
class Folder:
    """The plain files of a checkpoint, by name with `/` below the folder."""

    path: Path
    files: Mapping[str, File]


def open_folder(path: Path) -> tuple[Folder, tuple[Finding, ...]]:
    """The files of a folder and what was left out; raises CatalogueError where it is none."""
    try:
        root = path.resolve(strict=True)
        if not root.is_dir():
            raise CatalogueError(str(path), "is no folder", "name the folder of a checkpoint")
        names, gone = _names(root)
    except (OSError, ValueError, RuntimeError) as error:
        raise refused(path, error if isinstance(error, OSError) else ValueError(error)) from None
    files = {name: file for name in names if (file := _file(root, name)) is not None}
    return Folder(root, files), tuple(gone)


def _names(root: Path) -> tuple[list[str], list[Finding]]:
    """The names of all files, sorted; links out of the folder are told, not followed."""
    found: list[str] = []
    outside: list[str] = []
    for here, folders, files in os.walk(root):
        below = Path(here).relative_to(root)
        kept = [f for f in folders if not f.startswith(".") and len(below.parts) < DEEPEST]
        folders[:] = sorted(f for f in kept if not (Path(here) / f).is_symlink())
        for name in sorted(files):
            inside = _stays(root, Path(here) / name)
            (found if inside else outside).append((below / name).as_posix())
        if len(found) > MOST_FILES:
            message = f"holds more than {MOST_FILES:,} files; the others are not looked at"
            return found[:MOST_FILES], [Finding(root.name, message), *_links(outside)]
    return found, _links(outside)


def _stays(root: Path, path: Path) -> bool:
    if not path.is_symlink():
        return True
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _links(outside: list[str]) -> list[Finding]:
    if not outside:
        return []
    more = f", and so are {len(outside) - 1} other files" if len(outside) > 1 else ""
    return [Finding(outside[0], f"is a link that leaves the folder or is broken{more}; not read")]


def _file(root: Path, name: str) -> File | None:
    path = root / name
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    real = _pointed(path) if 0 < status.st_size <= _POINTER_SIZE else None
    return File(name, path, status.st_size) if real is None else File(name, path, real, True)


# https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer has less than 1024 bytes.
_POINTER_SIZE = 1024
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\r?\n(?:.*\n)*?size (\d{1,18})\r?\n?"
)


def _pointed(path: Path) -> int | None:
    """The size of the file that a pointer of Git LFS stands for; None for any other file."""
    try:
        found = _POINTER.match(path.read_bytes())
    except OSError:
        return None
    return int(found[1]) if found else None


def first_bytes(file: File, most: int) -> bytes:
    """The first bytes of a file, at most so many; empty where it cannot be read."""
    try:
        with file.path.open("rb") as stream:
            return stream.read(most)
    except OSError:
        return b""
