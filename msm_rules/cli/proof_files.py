"""The proofs that a call names: files, folders, archives, lists; one after the other, each bounded.

Owns where proofs stand and what is refused before their bytes are read: members of archives that
lead out of it, links, and files without end. Nothing is unpacked to the disk.
"""

from __future__ import annotations

import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from msm_rules.cli.files import LARGEST, STDIN, name_of, no_such_file
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible

MOST = 8 * 1024**3
"""Bytes that are read of one archive; what unpacks to more is no archive of proofs."""
_LINES = (".jsonl", ".ndjson")
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
_SUFFIXES = (".json", *_LINES)


class Found(NamedTuple):
    """A proof to be looked at: its name for people, and its bytes or why there are none."""

    name: str
    data: bytes
    problem: str | None = None


def proofs_in(paths: Iterable[str]) -> Iterator[Found]:
    """Every proof that the paths name. Raises Refusal for a path that names nothing."""
    for path in paths:
        if path == STDIN:
            yield from _whole(name_of(path), sys.stdin.buffer)
        elif os.path.isdir(path):
            yield from _below(path)
        elif not os.path.exists(path):
            raise no_such_file(path)
        else:
            yield from _file(path)


def is_one(paths: tuple[str, ...]) -> bool:
    """Whether a call names one proof by its file."""
    (first, *rest) = paths
    name = first.lower()
    return not rest and not os.path.isdir(first) and not name.endswith((".zip", *_TARS, *_LINES))


def _below(folder: str) -> Iterator[Found]:
    names = sorted(
        str(p)
        for p in Path(folder).rglob("*")
        if p.name.lower().endswith(_SUFFIXES) and not p.name.startswith(".") and p.is_file()
    )
    if not names:
        raise Refusal(f"there is no proof (`*.json`) below `{visible(folder)}`")
    for name in names:
        yield from _file(name)


def _file(path: str) -> Iterator[Found]:
    name, low = name_of(path), path.lower()
    reader: Callable[[str, str], Iterator[Found]] = _plain
    if low.endswith(".zip"):
        reader = _zip
    elif low.endswith(_TARS):
        reader = _tar
    try:
        none = True
        for found in reader(path, name):
            none = False
            yield found
        if none:
            yield Found(name, b"", "holds no proof")
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, NotImplementedError) as bad:
        yield Found(name, b"", f"is no sound archive: {visible(str(bad).lower())}")
    except (OSError, ValueError, RuntimeError) as bad:
        reason = getattr(bad, "strerror", None) or str(bad)
        yield Found(name, b"", f"cannot be read: {visible(reason.lower())}")


def _plain(path: str, name: str) -> Iterator[Found]:
    with open(path, "rb") as file:
        yield from _lines(name, file) if path.lower().endswith(_LINES) else _whole(name, file)


def _whole(name: str, file: IO[bytes]) -> Iterator[Found]:
    data = file.read(LARGEST + 1)
    yield Found(name, b"", _too_large()) if len(data) > LARGEST else Found(name, data)


def _too_large() -> str:
    return f"is larger than {LARGEST // 1024**2} MiB"


def _lines(name: str, file: IO[bytes]) -> Iterator[Found]:
    """A proof a line; a line without end is where reading stops."""
    number = 0
    while line := file.readline(LARGEST + 1):
        number += 1
        if len(line) > LARGEST:
            yield Found(f"{name}, line {number}", b"", f"{_too_large()}; nothing after it is read")
            return
        if line.strip():
            yield Found(f"{name}, line {number}", line)


# --- archives ------------------------------------------------------------------------------------


def _zip(path: str, name: str) -> Iterator[Found]:
    left = MOST
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir() or not _is_proof(info.filename):
                continue
            if problem := _climbs(info.filename):
                yield Found(_member(name, info.filename), b"", problem)
                continue
            with archive.open(info) as file:
                for found in _of_member(_member(name, info.filename), info.filename, file):
                    left -= LARGEST if found.problem else len(found.data)
                    if left < 0:
                        yield Found(name, b"", _bomb())
                        return
                    yield found


def _tar(path: str, name: str) -> Iterator[Found]:
    left = MOST
    with tarfile.open(path, "r|*") as archive:
        for info in archive:
            left -= max(info.size, 0)
            if left < 0:
                yield Found(name, b"", _bomb())
                return
            if info.isdir() or not _is_proof(info.name):
                continue
            file = archive.extractfile(info) if info.isreg() else None
            problem = _climbs(info.name) or (None if file else "is a link, which is not followed")
            if problem or file is None:
                yield Found(_member(name, info.name), b"", problem)
                continue
            yield from _of_member(_member(name, info.name), info.name, file)


def _is_proof(member: str) -> bool:
    return member.lower().endswith(_SUFFIXES) and not PurePosixPath(member).name.startswith(".")


def _member(archive: str, member: str) -> str:
    return f"{archive}: `{visible(member)}`"


def _of_member(name: str, member: str, file: IO[bytes]) -> Iterator[Found]:
    yield from _lines(name, file) if member.lower().endswith(_LINES) else _whole(name, file)


def _climbs(member: str) -> str | None:
    path = member.replace("\\", "/")
    outside = path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]
    return "has a path that leads out of the archive, and is not read" if outside else None


def _bomb() -> str:
    return f"unpacks to more than {MOST // 1024**3} GiB; nothing after that is read"
