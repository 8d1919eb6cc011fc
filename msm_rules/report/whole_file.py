"""Files that appear whole or not at all.

Owns the writing of a result to a path. What it holds, and in which form, is for its callers.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: str | bytes) -> None:
    """Put the content at `path` in one step: whatever fails, the old file or none is there.

    Text is written as UTF-8 with the line ends it has. A link is followed, and the permissions of
    a file that is replaced stay. Raises OSError where the folder cannot be written to.
    """
    with whole_file(path) as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to piece by piece, which is at `path` only once the block has ended without
    a fault; as `write_whole` else. What is no plain file (a pipe, `/dev/null`) is written to."""
    if _is_special(path):
        with path.open("wb") as file:
            yield file
        return
    target = path.resolve()
    handle, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _permissions(target))
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _is_special(path: Path) -> bool:
    """Whether something is there that must not be replaced by a file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _permissions(target: Path) -> int:
    """Those of the file that is there, else what the process gives to new ones."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
