"""Folders that appear whole or not at all.

Owns the writing of many files as one result. What they hold is for its callers.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msm_rules.report.whole_file import write_whole

Put = Callable[[str, bytes], None]


@contextmanager
def whole_folder(path: Path) -> Iterator[Put]:
    """What puts files, by name, into a folder that is at `path` only once the block has ended.

    Whatever fails, nothing is there. Raises OSError where there is a folder with something in it
    already, or none can be made.
    """
    target = path.resolve()
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))

    def put(name: str, content: bytes) -> None:
        (beside / name).write_bytes(content)

    try:
        yield put
        _settle(beside)
        os.rename(beside, target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _settle(folder: Path) -> None:
    """Have the system write what it holds back, and let others read as the process allows."""
    for file in folder.iterdir():
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)


def add_whole(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a folder, which is made if there is none, whole or not at all.

    A link of that name is not followed, but refused with an OSError.
    """
    folder.mkdir(exist_ok=True)
    target = folder / name
    if target.is_symlink():
        raise OSError(f"`{name}` in it is a link, which is not followed")
    write_whole(target, content)
