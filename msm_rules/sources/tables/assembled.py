"""The facts document of a model from what a table says of it, and what could not be read.

Owns what is added for every table: the uploader and the size that an id shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.sources.findings import ill_named, sound
from msm_rules.sources.normalise.claims import Claim, document
from msm_rules.sources.normalise.repository import identity
from msm_rules.sources.normalise.whole import whole

Record = tuple[str, object]


def assembled(
    name: str, model_id: str, claims: Iterable[Claim], own: Iterable[Claim] = ()
) -> Iterator[Record]:
    """What of the claims no facts document can hold, each as a problem, and the document.

    `name` is what messages call the record; `own` are claims of facts that a policy declares, which
    were checked already."""
    if (no_id := ill_named(model_id)) is not None:
        yield name, problem(name, "", f"says no model: as its id, {no_id}")
        return
    said = list(claims)
    kept, findings = sound([*said, *_of_id(model_id, said)])
    odd = [*((f.where, f.message) for f in findings), *_unknown_licences(kept)]
    here = f"{Path(name).name}: "
    yield from ((name, problem(name, at.removeprefix(here), message)) for at, message in odd)
    yield name, document(model_id, [*whole(kept), *own])


def problem(name: str, field: str, message: str) -> Problem:
    """Something of a record that could not be read."""
    return Problem(visible(name), visible(field), message)


def _unknown_licences(claims: list[Claim]) -> Iterator[tuple[str, str]]:
    """Where a licence was declared, and why it is none that is known."""
    if any(claim.fact == "license" for claim in claims):
        return
    for claim in claims:
        if claim.fact == "license_declared" and (note := claim.evidence.get("note")):
            yield str(claim.evidence["locator"]), str(note)


def _of_id(model_id: str, said: list[Claim]) -> Iterator[Claim]:
    """What the id shows, unless the table itself says who uploaded the model."""
    stated = {claim.fact for claim in said}
    return (c for c in identity(model_id) if c.fact != "author" or "author" not in stated)
