"""Policies named on the command line: found, loaded, or refused with all their diagnostics.

Owns what to say where a path is not a policy. Mistakes inside a policy are `check`'s to find.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msm_rules.cli import console
from msm_rules.cli.files import STDIN, name_of, no_such_file
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics import Diagnostic
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.error import PolicyError
from msm_rules.diagnostics.render_text import render_text, summary
from msm_rules.facts import Vocabulary, builtin

if TYPE_CHECKING:
    from msm_rules.api import Policy

SUFFIX = ".msm"
_DOCUMENTS = (".json", ".jsonl", ".yaml", ".yml", ".toml", ".parquet", ".csv")


class BadPolicy(Refusal):
    """A policy that cannot be used; its diagnostics say why."""

    complete = True

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        found = [d for d in diagnostics if d.severity == "error"]
        text = render_text(found, colour=console.coloured_errors(), width=console.width())
        super().__init__(f"{text}\n\n{summary(found, 1)}")


def load(path: str, as_of: date | None = None) -> Policy:
    """The policy in a file. Raises Refusal where there is none, or one with errors."""
    from msm_rules.api import load_policy  # everything that decides loads with it

    refuse_other_kinds(path)
    try:
        return load_policy(path, as_of=as_of)
    except PolicyError as error:
        raise BadPolicy(error.diagnostics) from None


def vocabulary_of(policy: str | None) -> Vocabulary:
    """The facts that a policy may ask for, its own included; the built-in ones for None."""
    return builtin() if policy is None else load(policy).vocabulary


OWN_FACTS = "a policy may have facts of its own: name it with `--policy`"


@contextmanager
def facts_as_in(policy: str | None) -> Iterator[None]:
    """Where facts are refused that are read without a policy, say that one may have its own."""
    try:
        yield
    except Refusal as refusal:
        if policy is None and refusal.hint is None and "is no fact" in refusal.message:
            raise Refusal(refusal.message, OWN_FACTS) from None
        raise


def refuse_other_kinds(path: str) -> None:
    """Raise Refusal where a path names no file, a folder, or plainly something else."""
    if path == STDIN:
        raise Refusal("a policy is read from a file, since it may refer to others beside it")
    if os.path.isdir(path):
        inside = sorted(p.name for p in Path(path).glob(f"*{SUFFIX}"))[:3]
        examples = ", ".join(f"`{visible(os.path.join(path, name))}`" for name in inside)
        hint = f"name a policy in it, such as {examples}" if inside else "there is no policy in it"
        raise Refusal(f"`{visible(path)}` is a folder, and one policy is expected", hint)
    if not os.path.exists(path):
        raise no_such_file(path)
    if path.lower().endswith(_DOCUMENTS):
        raise Refusal(
            f"{name_of(path)} is no policy, and one is expected here",
            f"the policy comes first, and its name ends in `{SUFFIX}`",
        )


def in_paths(paths: Iterable[str]) -> Iterator[str]:
    """The policies that paths name; of a folder, every `.msm` below it, in order of name.

    Raises Refusal for a path that names nothing.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _below(path) if os.path.isdir(path) else [path]:
            if file != STDIN and not os.path.isdir(path):
                refuse_other_kinds(file)
            key = os.path.realpath(file)
            if key not in seen:
                seen.add(key)
                yield file


def _below(folder: str) -> list[str]:
    found = sorted(str(p) for p in Path(folder).rglob(f"*{SUFFIX}") if p.is_file())
    visible_ones = [p for p in found if not _hidden(os.path.relpath(p, folder))]
    if not visible_ones:
        raise Refusal(f"there is no policy (`*{SUFFIX}`) below `{visible(folder)}`")
    return visible_ones


def _hidden(path: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in Path(path).parts)
