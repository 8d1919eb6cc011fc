"""A proof read for other tools: what came of each rule of the policy, and where it stands there.

Owns the reading of proofs that SARIF, JUnit and the like share. Nothing is decided here; texts of
policies and models are strangers' and are made visible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.report.withholding import is_redacted
from msm_rules.source import Source, Span

Proof = Mapping[str, Any]

Outcome = Literal["met", "failed", "escalated", "unknown", "waived", "no part"]

VERDICT = "verdict"
"""The name under which what the conditions of `decide` come to stands beside the rules."""

_STATUSES: Mapping[str, Outcome] = {
    "holds": "met",
    "scored": "met",
    "fails": "failed",
    "unknown": "unknown",
    "not needed": "unknown",
    "waived": "waived",
    "does not apply": "no part",
}


def unfolded(document: Proof) -> Proof:
    """The proof in a document: of a redacted one, as far as it is shown."""
    return document["proof"] if is_redacted(document) else document


def withheld_in(document: Proof) -> tuple[str, ...]:
    """The facts that a redacted document withholds; none in a whole proof."""
    return tuple(sorted(document["withheld"])) if is_redacted(document) else ()


@record
class RuleRow:
    """A rule of a policy and what came of it for a model.

    `score` are the ends of a scored rule's result, which may be `withheld`; `waiver` is the one
    that lifts a rule.
    """

    name: str
    tier: str
    title: str
    reasons: tuple[str, ...]
    cites: tuple[str, ...]
    place: Span
    outcome: Outcome
    score: tuple[float, float] | None
    withheld: bool
    waiver: Mapping[str, Any] | None

    @property
    def words(self) -> str:
        """The rule as people call it: its title, or its name, and what it cites."""
        said = self.title or self.name
        return f"{said} ({', '.join(self.cites)})" if self.cites else said


def rows_of(proof: Proof) -> tuple[RuleRow, ...]:
    """Every rule, in the order of the policy."""
    sources = _sources(proof)
    waivers = {waiver["id"]: waiver for waiver in proof["waivers"]}
    return tuple(
        RuleRow(
            rule["name"],
            rule["tier"],
            visible(rule["title"] or ""),
            tuple(map(visible, rule["because"])),
            tuple(map(visible, rule["cites"])),
            _span(rule["span"], sources),
            _outcome(rule),
            _score(rule),
            rule["status"] == "scored" and "value" not in rule["result"],
            waivers.get(rule["waiver"]),
        )
        for rule in proof["rules"]
    )


def _outcome(rule: Mapping[str, Any]) -> Outcome:
    found = _STATUSES[rule["status"]]
    return "escalated" if found == "failed" and rule["otherwise"] is not None else found


def _score(rule: Mapping[str, Any]) -> tuple[float, float] | None:
    value = rule["result"].get("value")
    return (value["lo"], value["hi"]) if rule["status"] == "scored" and value else None


def verdict_place(proof: Proof) -> Span:
    """Where the policy says what is accepted; its beginning where it says nothing."""
    sources, wanted = _sources(proof), proof["policy"]["graph"]["accept"]
    node = next(node for node in proof["nodes"] if node["id"] == wanted)
    if node.get("span"):
        return _span(node["span"], sources)
    return Span(next(iter(sources.values())), 0, 0)


def verdict_words(proof: Proof) -> str:
    """The verdict in a sentence."""
    decision, model = proof["decision"], visible(proof["decision"]["model"]["id"])
    if not decision["determined"]:
        return f"{model} is undecided: too little is known"
    return f"{model} {_VERDICTS[decision['verdict']]}"


_VERDICTS = {
    "accept": "is accepted",
    "review": "is for a person to decide",
    "reject": "is rejected: it cannot meet the conditions, whatever is still unknown",
}


def policy_words(proof: Proof) -> str:
    """Name and version of the policy."""
    return visible(f"{proof['policy']['name']} {proof['policy']['version']}")


def waiver_words(waiver: Mapping[str, Any]) -> str:
    """A waiver with who approved it, until when, and why."""
    said = f"{waiver['id']}, approved by {waiver['approved_by']}, {waiver['from']} to"
    return visible(f"{said} {waiver['until']}: {waiver['because']}")


def excerpt(place: Span) -> Iterator[str]:
    """The lines of the policy at a place, visible."""
    return (visible(line.replace("\t", "    ")) for line in place.text.splitlines())


def _sources(proof: Proof) -> dict[str, Source]:
    return {f["path"]: Source(f["path"], f["text"]) for f in proof["policy"]["files"]}


def _span(span: Mapping[str, Any], sources: Mapping[str, Source]) -> Span:
    return Span(sources[span["file"]], span["start"], span["end"])
