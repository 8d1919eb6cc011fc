"""Files that a command writes: where they cannot be, said before or instead of a fault.

Owns the refusals. That a file appears whole or not at all is `report.whole_file`'s to see to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msm_rules.cli import console
from msm_rules.cli.files import STDIN
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.report.whole_file import write_whole


def check_apart(written: Iterable[str | None], read: Iterable[str | None]) -> None:
    """Raise Refusal, before any work, where a file that is read would be written over, or one is
    to be written twice."""
    places: list[str] = []
    for path in filter(None, written):
        name = visible(path)
        if any(_is_same(path, other) for other in read if other):
            raise Refusal(
                f"`{name}` is read by this call, and would be written over", "name another file"
            )
        if os.path.abspath(path) in places:
            raise Refusal(f"`{name}` is to be written twice", "name a file for each")
        places.append(os.path.abspath(path))


def check_place(path: str) -> None:
    """Raise Refusal, before any work, where no file can be written."""
    name = visible(path)
    if path == STDIN:
        raise Refusal(
            "`-` is no file to write to", "name a file; without `--out` a result goes to stdout"
        )
    if not path:
        raise Refusal("a file to write to has an empty name", "is a variable not set?")
    if os.path.isdir(path):
        raise Refusal(f"`{name}` is a folder, and a file is to be written", "name the file in it")
    folder = os.path.dirname(path) or "."
    if "\0" in path or not os.path.isdir(folder):
        raise Refusal(f"`{name}` cannot be written: there is no folder `{visible(folder)}`")
    special = os.path.exists(path) and not os.path.isfile(path)  # a pipe, or a device
    if not os.access(path if special else folder, os.W_OK):
        raise Refusal(f"`{name}` cannot be written: permission denied")
    with _in_words(path), suppress(FileNotFoundError):
        os.lstat(path)  # a name that no file can have


def check_out(out: str | None, read: Iterable[str | None] = ()) -> None:
    """Raise Refusal, before any work, where `--out` cannot be written, or is in `read`."""
    if out is not None:
        check_apart((out,), read)
        check_place(out)


def _is_same(path: str, other: str) -> bool:
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):
        return False


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Say which file was written, or raise Refusal with why it was not."""
    with _in_words(path):
        yield
    console.note(f"wrote {visible(path)}")


@contextmanager
def _in_words(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Refusal(f"`{visible(path)}` cannot be written: {visible(reason)}") from None


def write_text(path: str, text: str) -> None:
    """Write a text with a line end to a file, whole or not at all. Raises Refusal."""
    with writing(path):
        write_whole(Path(path), text + "\n")


def give(text: str, out: str | None) -> None:
    """Write a text to the file that was asked for, or to stdout. Raises Refusal."""
    if out is None:
        console.say(text.rstrip("\n"))
    else:
        write_text(out, text.rstrip("\n"))
