"""What is said of a row: its facts document, and what in it could not be read.

Owns the one way from a row to a document, whoever asks: the entry's claims, what its id says, and
what follows from both.  A row that is not plain is checked claim by claim, so that a document made
here can always be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msm_rules.facts import Problem
from msm_rules.sources.findings import ill_named, sound
from msm_rules.sources.normalise.claims import Claim, Json, document
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.repository import entry_claims, identity
from msm_rules.sources.normalise.whole import whole
from msm_rules.sources.snapshot.columns import CARD
from msm_rules.sources.snapshot.rows import Row


def said(entry: Entry, known: Mapping[str, Entry]) -> list[Claim]:
    """All claims about a model of a snapshot whose other models are known by id without case."""
    return whole([*entry_claims(entry, known), *identity(entry.id)])


def records(row: Row, known: Mapping[str, Entry], name: str) -> Iterator[dict[str, Json] | Problem]:
    """The document of a row, and a problem for each thing in it that could not be read."""
    if row.entry is None:
        yield Problem(name, "", "has no `id`: a name such as `author/model`")
        return
    yield from (Problem(name, column, message) for column, message in row.odd)
    claims = said(row.entry, known)
    if row.plain:
        yield document(row.entry.id, claims)
        return
    if ill := ill_named(row.entry.id):
        yield Problem(name, "", f"cannot be read, its `id` {ill}")
        return
    if any(column == CARD for column, _ in row.odd):
        claims = [c for c in claims if c.evidence["method"] != "assumed"]  # it may say otherwise
    kept, findings = sound(claims)
    yield from (Problem(name, finding.where, finding.message) for finding in findings)
    yield document(row.entry.id, kept)
