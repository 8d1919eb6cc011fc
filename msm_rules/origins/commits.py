"""Policies held against git: whether a commit holds their texts, and which is checked out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from msm_rules.diagnostics.cells import visible
from msm_rules.origins.address import COMMIT, OriginError, public_address
from msm_rules.origins.git import BY_HAND, GitRefused, ask, blob_at, config, files_in, text_of
from msm_rules.policyfiles import shipped_text
from msm_rules.proof.subject import Origin

Texts = Iterable[tuple[str, str]]


class Asked(NamedTuple):
    """The origin of a policy as git tells it, and what people should know about it."""

    origin: Origin
    notes: tuple[str, ...] = ()


def origin_of(texts: Texts) -> Asked:
    """Where the files of a policy, paths and texts, come from: the commit that is checked out, and
    the address of its remote without credentials.

    What ships with the package is passed over: the version of the engine names it. Raises
    OriginError where a file is not in that commit as it was read, or git cannot be asked.
    """
    own = [(path, text) for path, text in texts if shipped_text(path) != text]
    if not own:
        raise OriginError("the policy ships with msm, and comes from no repository")
    top, commit = _checkout(own[0][0])
    places = [_inside(path, top) for path, _ in own]
    held = files_in(top, commit, *places)
    for (path, text), place in zip(own, places, strict=True):
        _demand(path, text, held.get(place), top, commit)
    remote, address = _remote(top)
    return Asked(Origin(address, commit), tuple(_notes(top, commit, remote, address)))


def _checkout(path: str) -> tuple[str, str]:
    """The top folder of the checkout that a file is in, and the commit that is checked out."""
    folder = os.path.dirname(os.path.realpath(path))
    try:
        top = ask(folder, "rev-parse", "--show-toplevel").decode().removesuffix("\n")
    except GitRefused as refused:
        reason = "it is in no git checkout" if "not a git repo" in str(refused) else str(refused)
        raise OriginError(f"git does not know `{visible(path)}`: {reason}", BY_HAND) from None
    try:
        commit = ask(top, "rev-parse", "--verify", "HEAD^{commit}").decode().strip()
    except GitRefused:
        where = visible(top)
        raise OriginError(f"the checkout `{where}` has no commit yet", "commit first") from None
    return os.path.realpath(top), commit


def _inside(path: str, top: str) -> str:
    """The path of a file as seen from the top folder of its checkout. Raises OriginError."""
    real = os.path.realpath(path)
    if not Path(real).is_relative_to(top):
        raise OriginError(
            f"`{visible(path)}` is outside of the checkout `{visible(top)}`, and no commit of it"
            " holds both",
            BY_HAND,
        )
    return os.path.relpath(real, top).replace(os.sep, "/")


def _demand(path: str, text: str, blob: str | None, top: str, commit: str) -> None:
    """Raise OriginError where a commit holds no such file, or another text of it."""
    name, named = visible(path), f"the commit that is checked out, {commit[:12]}"
    if blob is None:
        raise OriginError(f"`{name}` is not in {named}", "commit it first, or leave `--origin` out")
    found = text_of(top, blob)
    if found == text:
        return
    if found is not None and found == text.replace("\r\n", "\n"):
        raise OriginError(
            f"`{name}` has other line ends than in {named}",
            "check it out as it was committed: `* -text` in .gitattributes, or core.autocrlf=false",
        )
    raise OriginError(f"`{name}` differs from {named}", "commit the change, or undo it")


def _remote(top: str) -> tuple[str | None, str | None]:
    """The remote that a checkout follows, and its address; None where there is none to tell."""
    settings = config(top)
    try:
        branch = ask(top, "symbolic-ref", "-q", "--short", "HEAD").decode().strip()
    except GitRefused:
        branch = ""  # a commit by itself is checked out, as CI does
    remotes = {
        key.removeprefix("remote.").removesuffix(".url"): url
        for key, url in settings.items()
        if key.startswith("remote.") and key.endswith(".url")
    }
    only = remotes if len(remotes) == 1 else ()
    wanted = (settings.get(f"branch.{branch}.remote"), "origin", *only)
    remote = next((name for name in wanted if name in remotes), None)
    if remote is None and remotes:
        names = ", ".join(f"`{visible(name)}`" for name in sorted(remotes))
        raise OriginError(f"the checkout has several remotes, {names}", BY_HAND)
    return remote, None if remote is None else public_address(remotes[remote])


def _notes(top: str, commit: str, remote: str | None, address: str | None) -> Iterator[str]:
    """What an auditor would stumble over: a commit that nobody else can get."""
    if address is None:
        why = "has no remote" if remote is None else "has a remote that is no address for others"
        yield f"the checkout {why}, so the proof names commit {commit[:12]} alone"
        return
    branches = f"refs/remotes/{remote}"
    if not ask(top, "for-each-ref", "--count=1", f"--contains={commit}", branches).strip():
        yield f"commit {commit[:12]} is on no branch that is known of {address}: push it"


# --- holding a proof against git -----------------------------------------------------------------


def check_repository(folder: str) -> None:
    """Raise OriginError where a folder is no git repository, or git cannot be asked."""
    name = visible(folder)
    if not os.path.isdir(folder):
        raise OriginError(f"there is no folder `{name}`", "name a git checkout, or a clone")
    try:
        ask(folder, "rev-parse", "--git-dir")
    except GitRefused as refused:
        raise OriginError(f"`{name}` is no git repository: {refused}") from None


def held_against(texts: Texts, origin: Origin, repository: str) -> list[tuple[str, str]]:
    """What of an origin a repository does not bear out: where in `policy`, and why; nothing where
    the commit is in it and holds every text.

    What ships with the package is passed over, and so is the address: one repository has several
    (ssh, https, mirrors), and whether the commit can be had there only who is there can tell.
    Raises OriginError where git cannot be asked.
    """
    if not isinstance(origin.commit, str) or not COMMIT.fullmatch(origin.commit):
        return [("origin.commit", "it names no commit, so no repository can bear it out")]
    try:
        held = _held(repository, origin.commit)
    except GitRefused:
        why = f"your repository `{visible(repository)}` has no such commit; is it all fetched?"
        return [("origin.commit", why)]
    wrong = []
    for path, text in texts:
        if shipped_text(path) == text:
            continue
        found = held.get(_name(path), ())
        if not found:
            std = " and it is not what ships with this version of msm" if _is_std(path) else ""
            wrong.append((f"files.{path}", f"the commit has no file of that name{std}"))
        elif differs := _difference(repository, origin.commit, found, text):
            wrong.append((f"files.{path}", differs))
    return wrong


def _difference(
    repository: str, commit: str, found: Iterable[tuple[str, str]], text: str
) -> str | None:
    """Why none of the files of a name in a commit, places and contents, bears out a text."""
    try:
        for place, blob in found:
            if text_of(repository, blob) == text and blob_at(repository, commit, place) == blob:
                return None
    except OriginError as problem:
        return str(problem)
    return "the commit has another text of it"


def _is_std(path: str) -> bool:
    return path.startswith("std/")


def _name(path: str) -> str:
    """The name of a file by itself: which folder `msm` was called in, a proof does not tell."""
    return path.replace("\\", "/").rpartition("/")[2]


@lru_cache(maxsize=8)
def _held(repository: str, commit: str) -> Mapping[str, list[tuple[str, str]]]:
    """The places and contents of a commit's files by their names; raises GitRefused where there is
    none."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, blob in files_in(repository, commit).items():
        found.setdefault(_name(path), []).append((path, blob))
    return found
