"""Files that people name on the command line: their bytes and texts, with clear refusals.

Owns reading of whole files and stdin. What a text means is for others.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible

STDIN = "-"
LARGEST = 64 * 1024 * 1024
"""Bytes beyond which a document is refused; catalogues, which may be larger, are streamed."""


def read_text(path: str, expected: str) -> str:
    """The text of a file, or of stdin for `-`; `expected` says what it should be (`a policy`)."""
    data = read_bytes(path, expected)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _not_text(path, data, problem.start, expected) from None
    if "\0" in text:
        raise _not_text(path, data, data.index(b"\0"), expected)
    if not text.strip():
        raise Refusal(f"{name_of(path)} is empty", f"{expected} is expected")
    return text


def read_bytes(path: str, expected: str) -> bytes:
    """The bytes of a file, or of stdin for `-`; `expected` says what it should be (`a key`)."""
    data = _stdin() if path == STDIN else _file(path, expected)
    if len(data) > LARGEST:
        raise Refusal(f"{name_of(path)} is larger than {LARGEST // 1024 // 1024} MiB")
    return data


def name_of(path: str) -> str:
    """How messages call a file."""
    return "what stdin gave" if path == STDIN else f"`{visible(path)}`"


def _stdin() -> bytes:
    return sys.stdin.buffer.read(LARGEST + 1)


def _file(path: str, expected: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise no_such_file(path) from None
    except IsADirectoryError:
        raise Refusal(f"`{visible(path)}` is a folder", f"{expected} is expected") from None
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise Refusal(f"`{visible(path)}` cannot be read: {reason.lower()}") from None


def no_such_file(path: str) -> Refusal:
    """There is no such file: which one may have been meant."""
    folder = Path(path).parent
    try:
        names = [os.path.join(folder, n) if str(folder) != "." else n for n in os.listdir(folder)]
    except (OSError, ValueError):
        missing = f"nor a folder `{visible(str(folder))}`"
        return Refusal(f"there is no file `{visible(path)}`, {missing}")
    hint = did_you_mean(path, names, "a path is relative to the folder where `msm` is called")
    return Refusal(f"there is no file `{visible(path)}`", hint)


def _not_text(path: str, data: bytes, at: int, expected: str) -> Refusal:
    line = data.count(b"\n", 0, at) + 1
    hint = f"{expected} is expected" + ("" if b"\0" in data else "; save it as UTF-8")
    return Refusal(
        f"{name_of(path)} is not UTF-8 text: byte {at + 1}, in line {line}, is no character", hint
    )
