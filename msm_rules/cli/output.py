"""Files that a command writes: where they cannot be, said before or instead of a fault.

Owns the refusals. That a file appears whole or not at all is `report.whole_file`'s to see to.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msm_rules.cli import console
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.report.whole_file import write_whole


def check_place(path: str) -> None:
    """Raise Refusal, before any work, where no file can be written."""
    name = visible(path)
    if not path or os.path.isdir(path):
        raise Refusal(f"`{name}` is a folder, and a file is to be written", "name the file in it")
    folder = os.path.dirname(path) or "."
    if "\0" in path or not os.path.isdir(folder):
        raise Refusal(f"`{name}` cannot be written: there is no folder `{visible(folder)}`")


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Say which file was written, or raise Refusal with why it was not."""
    try:
        yield
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Refusal(f"`{visible(path)}` cannot be written: {reason}") from None
    console.note(f"wrote {visible(path)}")


def write_text(path: str, text: str) -> None:
    """Write a text with a line end to a file, whole or not at all. Raises Refusal."""
    with writing(path):
        write_whole(Path(path), text + "\n")
