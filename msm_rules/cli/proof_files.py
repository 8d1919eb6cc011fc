"""The proofs that a call names: files, folders, archives, lists; one after the other, each bounded.

Owns where proofs stand and what is refused before their bytes are read: members of archives that
lead out of it, and files and lists without end. How archives are read is for `archives`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from msm_rules.cli import console
from msm_rules.cli.archives import MOST, Endless, Member, tarred, zipped
from msm_rules.cli.files import LARGEST, STDIN, name_of, no_such_file
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible

BLANK = 1_000_000
"""Empty lines of a list; one that has more is no list of proofs, and would be read for hours."""
_LINES = (".jsonl", ".ndjson")
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2")
_SUFFIXES = (".json", *_LINES)
_MARKS = re.compile(r"^`|`(?=: `)|(?<=`: )`|`(?=(?:, line \d+)?$)")
_BOMB = f"unpacks to more than {MOST // 1024**3} GiB"
_NOTHING_AFTER = "nothing after that is read"


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


def plain_name(name: str) -> str:
    """A name as machines are told it: without the marks that set paths apart for people."""
    return _MARKS.sub("", name)


def _below(folder: str) -> Iterator[Found]:
    shown = [p for p in Path(folder).rglob("*") if not p.name.startswith(".") and p.is_file()]
    names = sorted(str(p) for p in shown if p.name.lower().endswith(_SUFFIXES))
    if not names:
        raise Refusal(f"there is no proof (`*.json`) below `{visible(folder)}`")
    for name in names:
        yield from _file(name)
    _tell_others(len(shown) - len(names), f"below `{visible(folder)}`")


def _tell_others(number: int, where: str) -> None:
    if number:
        files = "1 file" if number == 1 else f"{number:,} files"
        console.note(f"passed over {files} {where}: proofs end in {', '.join(_SUFFIXES)},"
                     " and an archive is named by itself")  # fmt: skip


def _file(path: str) -> Iterator[Found]:
    name, low = name_of(path), path.lower()
    found = _plain(path, name)
    if low.endswith(".zip"):
        found = _archive(path, name, zipped)
    elif low.endswith(_TARS):
        found = _archive(path, name, tarred)
    none = True
    for one in found:
        none = False
        yield one
    if none:
        yield Found(name, b"", "holds no proof")


def _plain(path: str, name: str) -> Iterator[Found]:
    try:
        with open(path, "rb") as file:
            yield from _read(name, path, file)
    except (OSError, ValueError) as bad:
        yield Found(name, b"", _unreadable(bad))


def _unreadable(bad: Exception) -> str:
    return f"cannot be read: {visible((getattr(bad, 'strerror', None) or str(bad)).lower())}"


def _read(name: str, path: str, file: IO[bytes]) -> Iterator[Found]:
    yield from _lines(name, file) if path.lower().endswith(_LINES) else _whole(name, file)


def _whole(name: str, file: IO[bytes]) -> Iterator[Found]:
    data = file.read(LARGEST + 1)
    yield Found(name, b"", _too_large()) if len(data) > LARGEST else Found(name, data)


def _too_large() -> str:
    return f"is larger than {LARGEST // 1024**2} MiB"


def _lines(name: str, file: IO[bytes]) -> Iterator[Found]:
    """A proof a line; a line without end is where reading stops."""
    number = blank = 0
    while line := file.readline(LARGEST + 1):
        number += 1
        blank += not line.strip()
        if blank > BLANK:
            yield Found(name, b"", f"has more than {BLANK:,} empty lines; {_NOTHING_AFTER}")
            return
        if len(line) > LARGEST:
            yield Found(f"{name}, line {number}", b"", f"{_too_large()}; {_NOTHING_AFTER}")
            return
        if line.strip():
            yield Found(f"{name}, line {number}", line)


# --- archives ------------------------------------------------------------------------------------


def _archive(path: str, name: str, members: Callable[[str], Iterator[Member]]) -> Iterator[Found]:
    """The proofs in an archive; whatever a damaged one raises is said of it."""
    others = 0
    try:
        for member in members(path):
            if _is_proof(member.name):
                yield from _of_member(member, f"{name}: `{visible(member.name)}`")
            else:
                others += not _is_hidden(member.name)
    except Endless:
        yield Found(name, b"", f"{_BOMB}; {_NOTHING_AFTER}")
    except OSError as bad:
        yield Found(name, b"", _unreadable(bad))
    except Exception as bad:  # what reads archives may raise anything where they are damaged
        yield Found(name, b"", f"is no sound archive: {_reason(bad)}")
    _tell_others(others, f"in {name}")


def _of_member(member: Member, name: str) -> Iterator[Found]:
    """The proofs in a file of an archive; one that is damaged does not lose those after it."""
    if problem := _climbs(member.name) or member.problem:
        yield Found(name, b"", problem)
        return
    try:
        with member.open() as file:
            yield from _read(name, member.name, file)
    except Endless:
        raise
    except Exception as bad:  # as above
        yield Found(name, b"", f"is damaged: {_reason(bad)}")


def _reason(bad: Exception) -> str:
    return visible(str(bad).lower() or type(bad).__name__)


def _is_proof(member: str) -> bool:
    return member.lower().endswith(_SUFFIXES) and not _is_hidden(member)


def _is_hidden(member: str) -> bool:
    return PurePosixPath(member).name.startswith(".")


def _climbs(member: str) -> str | None:
    path = member.replace("\\", "/")
    outside = path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]
    return "has a path that leads out of the archive, and is not read" if outside else None
