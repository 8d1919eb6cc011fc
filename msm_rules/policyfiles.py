"""Where policies are found: beside the file that refers to them, on the policy path, in the
package.

Owns the reading of policy files and the rule that a path never leaves the policy's folder.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping, Sequence
from pathlib import Path

from msm_rules import shipped
from msm_rules.check import Finder
from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Source, Span

POLICY_PATH = "MSM_POLICY_PATH"
"""The environment variable that names further directories, as `PATH` does."""

LARGEST = 8 * 1024 * 1024
"""Bytes beyond which a file is not read at all; the parser's own limit is lower."""


def read_policy(path: Path, name: str | None = None) -> Source | Diagnostic:
    """The text of a policy file, or the diagnostic that says why there is none."""
    text, problem = _read(path)
    source = Source(name or str(path), text or "")
    if problem is None:
        return source
    return Diagnostic("missing-file", f"`{path}` {problem}", Span(source, 0, 0))


def _read(path: Path) -> tuple[str | None, str | None]:
    try:
        if path.is_dir():
            return None, "is a folder, not a policy file"
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # a device has no size, and no end
    except FileNotFoundError:
        return None, "does not exist"
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        return None, f"cannot be read: {reason}"
    if len(data) > LARGEST:
        return None, f"is larger than {LARGEST // 1024 // 1024} MiB"
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return None, f"is not UTF-8 text: byte {problem.start} in line {line}"


def within(path: str, importer: str, root: str) -> str | None:
    """The path as seen from the importer, normalised; None where it leaves the root folder."""
    if not path or "\\" in path or "\0" in path or posixpath.isabs(path) or ":" in path:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    inside = posixpath.relpath(joined, root or ".")
    return None if inside.startswith("..") else joined


def _refused(path: str) -> str:
    return (
        f"`{path}` leaves the policy's folder; only files in it, on the policy path "
        "and in the standard library can be named"
    )


def in_texts(texts: Mapping[str, str]) -> Finder:
    """A finder among texts given by path, and in the standard library."""

    def find(path: str, importer: Source | None) -> Source | str:
        name = within(path, importer.name if importer else "", "")
        if name is None:
            return _refused(path)
        for candidate in (name, posixpath.normpath(path)):
            if candidate in texts:
                return Source(candidate, texts[candidate])
        return _shipped(path) or f"there is no file `{path}`"

    return find


def in_folder(main: Path, policy_path: Sequence[Path] | None = None) -> Finder:
    """A finder beside the policy, on the policy path, and in the standard library."""
    root = str(main.parent).replace(os.sep, "/")
    further = _policy_path() if policy_path is None else tuple(policy_path)

    def find(path: str, importer: Source | None) -> Source | str:
        beside = importer.name.replace(os.sep, "/") if importer else str(main)
        shipped = importer is not None and importer.name.startswith("std/")
        home = _home(beside, root, further)
        name = within(path, beside, "" if shipped else home)
        if name is None:
            return _refused(path)
        candidates = [] if shipped else [Path(name)]
        candidates += [d / posixpath.normpath(path) for d in further]
        for candidate in candidates:
            if not _is_there(candidate):
                continue
            if not shipped and candidate == Path(name) and not _truly_within(candidate, home):
                return _refused(path)
            text, problem = _read(candidate)
            if text is None:
                return f"`{path}` {problem}"
            return _one_name(Source(str(candidate), text), path)
        return _shipped(path) or f"there is no file `{path}`"

    return find


def _is_there(candidate: Path) -> bool:
    try:
        return candidate.exists()
    except OSError:  # a name that no file can have
        return False


def _home(beside: str, root: str, further: Sequence[Path]) -> str:
    """The folder that a file's references may not leave: the policy's own or, of a file that was
    found on the policy path, the directory there."""
    homes = (root, *(str(d).replace(os.sep, "/") for d in further))
    return next((h for h in homes if within(posixpath.basename(beside), beside, h)), root)


def _truly_within(candidate: Path, home: str) -> bool:
    """Whether a file lies in a folder once links are followed."""
    return candidate.resolve().is_relative_to(Path(home).resolve())


def _one_name(found: Source, path: str) -> Source:
    """A copy of a library's file counts as the library's own, which has one name however reached.

    Otherwise a policy beside a copy of `std/` and its base in another folder would each have an
    instance of the same library, and what one sets the other would not see.
    """
    own = _shipped(path)
    return own if own is not None and own.text == found.text else found


def _policy_path() -> tuple[Path, ...]:
    return tuple(Path(p) for p in os.environ.get(POLICY_PATH, "").split(os.pathsep) if p)


def shipped_text(name: str) -> str | None:
    """The text of the library that ships under a name (`std/…`); None where none does."""
    found = _shipped(name)
    return None if found is None else found.text


def _shipped(path: str) -> Source | None:
    """A file of the standard library, named `std/…` wherever it is referred to from."""
    name = posixpath.normpath(path)
    if not name.startswith("std/"):
        return None
    data = shipped.beside("policies", name)
    return None if data is None else Source(name, data.decode())
