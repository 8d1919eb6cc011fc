"""The questions that are put to git, and how.

Owns the calls of `git`: without a shell, with a time limit, asking nobody over a network. No hook,
filter or helper that a repository brings along is part of what is asked.
"""

from __future__ import annotations

import os
import subprocess
from functools import lru_cache
from hashlib import sha1, sha256

from msm_rules.diagnostics.cells import visible
from msm_rules.origins.address import OriginError

SECONDS = 20
"""How long one question to git may take; each is answered from the disk."""

LARGEST = 8 * 1024 * 1024
"""Bytes of a file in a commit beyond which it is no policy, as `policyfiles` has it."""

BY_HAND = "say it yourself: `--origin ADDRESS@COMMIT`"
_OF_A_HOOK = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
)
"""Variables by which a hook tells git another repository than the one that is asked about."""

_CAREFUL = ("--no-replace-objects", "--no-optional-locks", "-c", "protocol.allow=never")
"""What a commit holds and nothing put in its place; no lock; nothing is fetched."""

_NOTHING_FETCHED = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1"}
"""No transport at all, whatever a repository's own configuration allows: to fetch what a partial
clone lacks, git would run programs that the configuration names."""


class GitRefused(OriginError):
    """Git answered with an error; its own words."""


def ask(folder: str, *words: str) -> bytes:
    """What git answers. Raises OriginError where it cannot be asked, or refuses."""
    environment = {k: v for k, v in os.environ.items() if k not in _OF_A_HOOK}
    own = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", **_NOTHING_FETCHED}
    command = ["git", *_CAREFUL, "-C", folder, *words]
    try:
        run = subprocess.run(
            command,
            env={**environment, **own},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise OriginError("git is not installed, or not on the PATH", BY_HAND) from None
    except subprocess.TimeoutExpired:
        raise OriginError(f"git gave no answer within {SECONDS} seconds", BY_HAND) from None
    except (OSError, ValueError) as problem:
        raise OriginError(f"git cannot be asked: {visible(str(problem))}", BY_HAND) from None
    if run.returncode:
        said = run.stderr.decode(errors="replace").strip().splitlines()
        fatal = [line.removeprefix("fatal: ") for line in said if line.startswith("fatal: ")]
        raise GitRefused(visible((fatal or said or ["it gives no reason"])[0]))
    return run.stdout


def files_in(folder: str, commit: str, *paths: str) -> dict[str, str]:
    """The plain files of a commit, or those of `paths`, and git's names for their contents."""
    named = f"{commit}^{{commit}}"
    told = ask(folder, "ls-tree", "-r", "-z", "--full-tree", named, "--", *paths)
    found = {}
    for entry in told.decode(errors="surrogateescape").split("\0"):
        head, _, path = entry.partition("\t")
        mode, kind, blob = head.split() if head else ("", "", "")
        if kind == "blob" and mode != _LINK:
            found[path] = blob
    return found


_LINK = "120000"


@lru_cache(maxsize=256)
def text_of(folder: str, blob: str) -> str | None:
    """The text of a file in a repository, as policies are read; None where it is no text."""
    try:
        if int(ask(folder, "cat-file", "-s", blob)) > LARGEST:
            return None
        return _object(folder, "blob", blob).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def blob_at(folder: str, commit: str, path: str) -> str | None:
    """Git's name for the content of a file of a commit, from names that are held against contents
    all the way down; None where the commit has no such file.

    Git itself looks at few of these names when it reads: a file of its object store that was
    written over would pass for what the commit holds.
    """
    head = _object(folder, "commit", commit).decode(errors="replace")
    found: str | None = head.partition("\n")[0].removeprefix("tree ")
    for part in path.split("/"):
        found = _tree(folder, found).get(part) if found else None
    return found


@lru_cache(maxsize=256)
def _tree(folder: str, name: str) -> dict[str, str]:
    """The names of what a folder of a commit holds: mode, name, NUL, and the object's own name."""
    data, size, found, at = _object(folder, "tree", name), len(name) // 2, dict[str, str](), 0
    while at < len(data):
        end = data.index(b"\0", at)
        part = data[at:end].partition(b" ")[2].decode(errors="surrogateescape")
        found[part] = data[end + 1 : end + 1 + size].hex()
        at = end + 1 + size
    return found


@lru_cache(maxsize=64)
def _object(folder: str, kind: str, name: str) -> bytes:
    """An object of a repository. Raises OriginError where it is not what its name says."""
    data = ask(folder, "cat-file", kind, name)
    digest = sha1 if len(name) == _SHA1 else sha256
    if digest(b"%s %d\0" % (kind.encode(), len(data)) + data).hexdigest() != name:
        where = f"the {kind} {name[:12]} of the repository `{visible(folder)}`"
        raise OriginError(
            f"{where} is not what its name says", "clone it anew from where you trust"
        )
    return data


_SHA1 = 40
"""Characters of a name by SHA-1, which git uses where a repository does not say SHA-256."""


def config(top: str) -> dict[str, str]:
    """What the configuration says of remotes and branches; of several addresses the first."""
    try:
        told = ask(top, "config", "-z", "--get-regexp", r"^(remote|branch)\..*\.(url|remote)$")
    except GitRefused:
        return {}  # git calls it an error that there is nothing
    found: dict[str, str] = {}
    for entry in told.decode(errors="replace").split("\0"):
        key, _, value = entry.partition("\n")
        found.setdefault(key, value)
    return found
