"""Figures of a row as fragments: counts, and the scores that its card copied from a board.

Owns what of them is written beforehand: all but the figure itself.  What is said is that of
`normalise.repository` and `normalise.scores`, whose claims the evidence is taken from.
"""

from __future__ import annotations

from typing import TypeAlias

from msm_rules.sources.normalise import repository, scores
from msm_rules.sources.normalise.claims import Claim, Source
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.snapshot.cells import json_line
from msm_rules.sources.snapshot.fragments import Fragments, keep, members, written_apart

_Head: TypeAlias = "tuple[str, bytes, bytes]"
"""A fact, its member of `benchmarks` up to the value, and its evidence up to what is `raw`."""

MOST_HEADS = 1000


class Figures:
    """Writes figures of rows of one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        some = Entry("", source, downloads=0, downloads_all_time=0, likes=0, revision="")
        self._counts = {
            claim.fact: (json_line(claim.fact) + b":", members({claim.fact: [{**claim.evidence}]}))
            for claim in repository.counts(some)
        }
        self._heads: dict[tuple[str, str | None, str], list[_Head]] = {}

    def counts(self, entry: Entry) -> Fragments:
        """Downloads, likes and the commit at which they were seen."""
        said = {
            "downloads": entry.downloads,
            "downloads_all_time": entry.downloads_all_time,
            "likes": entry.likes,
            "revision": entry.revision,
        }
        found: Fragments = {}
        for fact, value in said.items():
            if value is not None:
                head, evidence = self._counts[fact]
                found[fact] = head + json_line(value), evidence
        return found

    def scores(self, entry: Entry) -> Fragments:
        """Results under `model-index`; those that have to be settled among each other are."""
        found: Fragments = {}
        for name, setting, metric, printed in scores.board_results(entry.card):
            value, raw = json_line(scores.board_fraction(printed)), json_line(printed)
            for fact, member, evidence in self._heads_of(name, setting, metric):
                if fact in found:
                    return written_apart(scores.card_results(entry))
                found[fact] = member + value, evidence + raw + b"}]"
        if not found:
            return found
        in_order = [found[fact] for fact in sorted(found)]
        facts = b'"benchmarks":{%b}' % b",".join([fact for fact, _ in in_order])
        return {"benchmarks": (facts, b",".join([evidence for _, evidence in in_order]))}

    def _heads_of(self, name: str, setting: str | None, metric: str) -> list[_Head]:
        key = (name, setting, metric)
        known = self._heads.get(key)
        if known is None:
            claims = scores.board_claims(self.source, name, setting, metric, 0.0)
            known = keep(self._heads, MOST_HEADS, key, [_head(claim) for claim in claims])
        return known


def _head(claim: Claim) -> _Head:
    said = {**claim.evidence}
    assert said.popitem()[0] == "raw"
    name = claim.fact.removeprefix('benchmarks["').removesuffix('"]')
    evidence = b'%b:[{%b,"raw":' % (json_line(claim.fact), members(said))
    return claim.fact, json_line(name) + b":", evidence
