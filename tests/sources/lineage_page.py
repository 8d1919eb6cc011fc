"""`docs/lineage.md`: how lineage is found, and what it finds among the rows of a real snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msm_rules.lineage import Binding, Lineage, Relicensed, line, lineage, relicensed
from msm_rules.lineage.relicensing import is_permissive
from msm_rules.sources.licence_findings import license_findings

HEAD = """\
# Where models come from, and under which licences

`msm facts lineage MODEL` shows a model, its parents, theirs, and so on, each with its licence, as
far as the catalogue knows them:

```
$ msm facts lineage yuvraj17/Llama3-8B-abliterated-Spectrum-slerp --catalogue snapshot.jsonl
{tree}
```

- Ids ignore case. A parent that was renamed is found under its new name where the evidence of any
  model in the catalogue shows both names.
- A parent that the catalogue does not have ends the line there. What lies behind it is unknown: the
  licences down the line are then *at least* those that were found, and a policy that asks of the
  whole chain (`model.license_chain permits "commercial-use"`) cannot be sure.
- A model that names no parent is taken to have none, unless its name, tags, licence or architecture
  say otherwise; then it *may have parents that nobody names*.
- Merges have several parents. Adapters, fine-tunes and quantised copies have one. A model that
  descends from itself, in one step or in several, is read like any other, and said to.
- A model's own licence is in its chain as surely as it is known: where sources name two, the chain
  may have either. An ancestor's licence in the shipped catalogue is what all sources came to.
- Where two models of one id are in the catalogue, in any case, the first counts.

`--format json` gives the same for machines, `--format mermaid` and `dot` draw it, and
`--facts FILE` puts what your organisation settled over what the catalogue says, of ancestors too.

## Licences that give more than they have

A model that declares a permissive licence (or one in the public domain) over an ancestor whose
licence binds every copy is a finding. It names the nearest such ancestor, its licence, and the
terms that a permissive licence does not carry on, each with the clause it rests on: no commercial
use, no modification or distribution, share-alike, use restrictions that must be passed on, a cap on
users, a name that must be shown, no training on outputs, no military use. It is said of sure
things alone: not where a licence is unknown or may be one of several, and not of an ancestor that
is not in the catalogue and whose licence nobody saw. It is information, not legal advice; a
licensor may have agreed to more than the licence says.

## What is found among {rows:,} real models

The rows are a snapshot of the Hub's model table (hub-stats schema, May 2026). Each ancestor has to
be a row too to be looked up.

| models | how many |
| --- | --- |
| in the snapshot | {rows:,} |
| that declare a permissive licence | {permissive:,} |
| … and name a parent | {parents:,} |
| … and an ancestor that is a row with a licence that is known | {judged:,} |
| … **one of which binds: found** | **{found}** |
| … of these over their own parent | {direct} |
| … of these only over an ancestor further up | {further} |
| that declare a permissive licence and have an ancestor that is not a row | {open:,} |

By names alone more would be suspected, and none of it would be known: {named_base} of the models
that declare Apache-2.0 or MIT name a base whose name has `llama` or `gemma` in it, {named} if their
own name counts too. A name is no licence: of these {named}, {innocent} have no ancestor that is
known to bind.

| model | declares | over | licence | rests on |
| --- | --- | --- | --- | --- |
{table}
"""


def page(documents: Sequence[dict[str, Any]], tree: str) -> str:
    """The page, with figures and findings of these documents."""
    of = lineage(documents)
    found = relicensed(of)
    assert len(found) == sum("declares" in f.message for f in license_findings(documents))
    return HEAD.format(
        tree=tree,
        rows=len(of.members),
        found=len(found),
        direct=sum(each.bindings[0].steps == 1 for each in found),
        further=sum(each.bindings[0].steps != 1 for each in found),
        **counts(of),
        **suspected(of, {each.id for each in found}),
        table="\n".join(map(row, found)),
    )


def counts(of: Lineage) -> dict[str, int]:
    own = [m for m in of.members.values() if m.licences and all(map(is_permissive, m.licences))]
    lines = [line(of, m.id) for m in own]
    return {
        "permissive": len(own),
        "parents": sum(bool(m.parents) for m in own),
        "judged": sum(any(a.licences for a, _ in each.known) for each in lines),
        "open": sum(bool(each.missing) for each in lines),
    }


def suspected(of: Lineage, found: set[str]) -> dict[str, int]:
    """What looking at names would suspect of the models that declare Apache-2.0 or MIT."""
    own = [m for m in of.members.values() if m.licences in (("Apache-2.0",), ("MIT",))]
    based = {m.id for m in own if any(map(says, m.parents))}
    named = based | {m.id for m in own if says(m.id)}
    return {"named_base": len(based), "named": len(named), "innocent": len(named - found)}


def says(name: str) -> bool:
    return re.search("llama|gemma", name, re.IGNORECASE) is not None


def row(found: Relicensed) -> str:
    nearest = found.bindings[0]
    cells = (f"`{found.id}`", found.licence, over(found), nearest.licence, "; ".join(why(nearest)))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def over(found: Relicensed) -> str:
    nearest, *others = found.bindings
    steps = "" if nearest.steps == 1 else f", {nearest.steps} up"
    return f"`{nearest.ancestor}`{steps}" + (f", and {len(others)} more" if others else "")


def why(binding: Binding) -> Iterator[str]:
    if not binding.grounds:
        yield f"its category, {binding.category}"
    for ground in binding.grounds[:2]:
        yield f"{ground.kind} {ground.term} ({ground.clause})"
