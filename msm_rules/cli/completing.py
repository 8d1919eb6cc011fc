"""What a shell offers while somebody types: policies, models, diagnostics, licences.

Owns the words that are offered. A fault here offers nothing, and never disturbs the typing.
"""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

MOST = 200
"""How many words are offered at once."""


def policies(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Policies and folders that begin like what is typed."""
    folder, _sep, name = incomplete.rpartition("/")
    found: list[CompletionItem] = []
    try:
        entries = sorted(Path(f"{folder}/" if folder or incomplete[:1] == "/" else ".").iterdir())
    except OSError:
        return []
    for entry in entries:
        if not entry.name.startswith(name) or (entry.name.startswith(".") and not name):
            continue
        path = f"{folder}/{entry.name}" if _sep else entry.name
        if entry.is_dir():
            found.append(CompletionItem(path + "/"))
        elif entry.suffix == ".msm":
            found.append(CompletionItem(path))
    return found


def models(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem | str]:
    """Models of the shipped catalogue, whatever the case; files of facts if none fits."""
    from msm_rules.cli.lookup import ids_in  # reading the catalogue is for this alone

    folded = incomplete.casefold()
    found: list[CompletionItem | str] = [i for i in ids_in(None) if i.casefold().startswith(folded)]
    return found[:MOST] or [CompletionItem(incomplete, type="file")]


def diagnostics(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of diagnostics."""
    from msm_rules.diagnostics import DIAGNOSTICS

    return [name for name in DIAGNOSTICS if name.startswith(incomplete)]


def licences(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Ids of licences, whatever the case."""
    from msm_rules.licences import entries

    folded = incomplete.casefold()
    return [e.id for e in entries() if e.id.casefold().startswith(folded)][:MOST]


def params(context: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`name=` of each param of the policy that was typed before."""
    typed = [context.params.get("policy"), *context.args]  # with `--set` unfinished, all is there
    path = next((t for t in typed if isinstance(t, str) and t.endswith(".msm")), None)
    if "=" in incomplete or path is None:
        return []
    from msm_rules.api import load_policy
    from msm_rules.diagnostics.error import PolicyError

    try:
        found = load_policy(path).graph.params
    except (PolicyError, OSError):
        return []
    return [
        CompletionItem(f"{p.name}=", help=p.doc) for p in found if p.name.startswith(incomplete)
    ]
