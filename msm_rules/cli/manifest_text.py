"""What `msm verify` tells people of a manifest: whether it holds, and how single models fared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from msm_rules.cli.bundle import missing_words
from msm_rules.cli.enveloped import NOBODY, UNCHECKED
from msm_rules.cli.layout import hanging
from msm_rules.cli.verify_text import not_shown_lines, problem_lines, signed_lines
from msm_rules.cli.verifying import Checked
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import NOT_KNOWN
from msm_rules.proof.manifest import ManifestReport
from msm_rules.proof.nouns import noun
from msm_rules.proof.order import decided_by, surely_before, ways_of

Row = Mapping[str, Any]

_VERDICTS = {"accept": "accepted", "review": "for a person", "reject": "rejected"}

_SHOWN_BY_MANIFEST = (
    NOBODY,
    UNCHECKED,
    NOT_KNOWN,
)
"""What a proof alone leaves open, and the manifest that names it by its digest does not."""
_MOST_OPEN = 100
"""How many different things that proofs leave open are told; further ones are counted."""


class Beside:
    """What was found beside a manifest: who signed it, what it was held against, and of its proofs
    how many are signed with a key that was given, what the bundle holds of their evidence, and what
    they leave open."""

    def __init__(self, signed: tuple[str, ...]) -> None:
        self.signed = signed
        self.borne_out: tuple[str, ...] = ()  # what the call held the manifest against
        self.proofs = self.signed_proofs = self.fit = self.named = self.bundled = 0
        self.replays = self.replayed = 0
        self.left_open: Counter[str] = Counter()
        self.further = 0

    def add(self, checked: Checked) -> None:
        """Count a proof."""
        self.signed_proofs += bool(checked.signed)
        self.replays += checked.replay is not None
        self.replayed += checked.replay == ()
        if checked.ok:
            self.proofs += 1
            self._left_open(checked)
        if checked.documents is not None:
            self.bundled += 1
            self.fit += checked.documents.fit
            self.named += checked.documents.named

    def bundle(self) -> str | None:
        """How much of the evidence fits a bundle, in words; None where none was looked at."""
        if not self.bundled:
            return None
        return f"{self.fit:,} of {self.named:,} documents that evidence names fit the bundle"

    def _left_open(self, checked: Checked) -> None:
        missing = checked.documents.missing if checked.documents is not None else []
        aside = (*_SHOWN_BY_MANIFEST, *([missing_words(missing)] if missing else []))
        for text in checked.not_shown:
            if text in aside:
                continue
            if text in self.left_open or len(self.left_open) < _MOST_OPEN:
                self.left_open[text] += 1
            else:
                self.further += 1

    def not_shown(self, said: Sequence[str] = ()) -> list[str]:
        """What a bundle leaves open, and the proofs that hold, with their number; but for what is
        `said` of the manifest itself."""
        lacking = "that the other documents are what was read: the bundle lacks them"
        further = f"{self.further:,} further things that proofs leave open: look at them alone"
        return [
            *([lacking] if self.fit != self.named else []),
            *(self._whose(text) for text in self.left_open if text not in said),
            *([further] if self.further else []),
        ]

    def _whose(self, text: str) -> str:
        count = self.left_open[text]
        return f"{text} ({_counted(count, 'proof', 'proofs')} of {self.proofs:,})"


def manifest_lines(
    name: str,
    manifest: Mapping[str, Any],
    report: ManifestReport,
    beside: Beside,
    about: Sequence[str],
    width: int,
) -> Iterator[str]:
    """A manifest in full: what holds, what does not, and what was asked about models."""
    if report.ok:
        yield from hanging("✓ ", visible(f"{name} holds: {_said(manifest)}"), width)
    else:
        yield f"✗ {name} does not hold"
    yield from problem_lines(report.problems, width)
    yield from signed_lines(beside.signed)
    if beside.replays:
        again = f"{beside.replayed:,} of {_counted(beside.replays, 'proof', 'proofs')}"
        yield from hanging(
            "  ", f"replay, a claim of its own: the engine gives {again} again", width
        )
    if report.ok:
        yield f"  {visible(_counts(manifest))}"
        for text in beside.borne_out:
            yield from hanging("  ✓ ", text, width)
        if report.proofs:
            count = _counted(report.proofs, "row is", "rows are")
            yield f"  {count} what the proofs say, and those hold"
        if beside.signed_proofs:
            count = _counted(beside.signed_proofs, "proof is", "proofs are")
            yield f"  {count} signed with a key that was given"
        if beside.bundle() is not None:
            yield f"  {beside.bundle()}"
        for line in about_lines(manifest, about):
            yield from hanging("  ", visible(line), width)
    yield from not_shown_lines(report.not_shown, width)


def _said(manifest: Mapping[str, Any]) -> str:
    policy = manifest["policy"]
    models = _counted(manifest["catalogue"]["models"], "model", "models")
    return f"{models} by {policy['name']} {policy['version']}, as of {manifest['as_of']}"


def _counts(manifest: Mapping[str, Any]) -> str:
    counts, unread = manifest["counts"], manifest["catalogue"]["unread"]
    parts = [f"{counts['verdicts'][verdict]:,} {word}" for verdict, word in _VERDICTS.items()]
    parts.append(f"{counts['shortlisted']:,} on the shortlist")
    return ", ".join([*parts, *([f"{len(unread):,} left out or in doubt"] if unread else [])])


def _counted(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


# --- single models -------------------------------------------------------------------------------


def rows_about(manifest: Mapping[str, Any], ids: Sequence[str]) -> list[Row | None]:
    """The rows of models by id, ignoring case; None where there is none."""
    known = {row["id"].casefold(): row for row in manifest["rows"]}
    return [known.get(id.casefold()) for id in ids]


def about_lines(manifest: Mapping[str, Any], ids: Sequence[str]) -> Iterator[str]:
    """Of each model whether it was considered and what came of it; of two why one stands first."""
    rows = rows_about(manifest, ids)
    for id, row in zip(ids, rows, strict=True):
        yield _not_considered(manifest, id) if row is None else _fared(manifest, row)
    standing = [row for row in rows if row is not None and row["place"] is not None]
    for one, other in pairwise(sorted(standing, key=lambda row: row["place"])):
        yield _before(one, other, manifest)


def _not_considered(manifest: Mapping[str, Any], id: str) -> str:
    said = f"{id} was not considered"
    unread = manifest["catalogue"]["unread"]
    own = [u for u in unread if u["record"].casefold().endswith(f": {id.casefold()}")]
    if own:
        return f"{said}: its record could not be read: {own[0]['field']}: {own[0]['message']}"
    count = _counted(len(unread), "record was", "records were")
    doubt = f"; {count} left out or in doubt" if unread else ""
    return f"{said}: no model of the catalogue has that id{doubt}"


def _fared(manifest: Mapping[str, Any], row: Row) -> str:
    said = f"{row['id']} was considered"
    if row["verdict"] == "reject":
        why = f"fails {_listed(row['failed'])}" if row["failed"] else "below every threshold"
        return f"{said}: rejected, {why} · proof {row['proof']}"
    standing = sum(other["place"] is not None for other in manifest["rows"])
    word = _VERDICTS[row["verdict"]] if row["determined"] else "undecided, too little is known"
    listed = "on the shortlist" if row["shortlisted"] else "not on the shortlist"
    waived = f", waived: {_listed(row['waived'])}" if row["waived"] else ""
    place = f"place {row['place']} of {standing}, {listed}"
    return f"{said}: {word}, {place}{waived} · proof {row['proof']}"


def _listed(names: Sequence[str] | Mapping[str, str]) -> str:
    return ", ".join(names)


def _before(one: Row, other: Row, manifest: Mapping[str, Any]) -> str:
    said = f"{one['id']} stands before {other['id']}"
    if one["verdict"] != other["verdict"]:
        return f"{said}: it is accepted, the other is for a person"
    ways = ways_of(manifest)
    number = decided_by(one, other, ways)
    if number is None:
        return f"{said} by its id alone: the keys of the order are the same"
    node, more = manifest["policy"]["rank"][number]
    mine, theirs = (_shown(row["keys"][number]) for row in (one, other))
    way = "more" if more else "less"
    sure = "whatever is still unknown" if surely_before(one, other, ways) else "not separable yet"
    return f"{said} by {_key(node)}, {way} is better: {mine} against {theirs} ({sure})"


def _key(node: str) -> str:
    """What a key of `rank` is called: a score or a fact in words, others as they are written."""
    if node.startswith("model."):
        return noun(node.removeprefix("model."))
    scored = node.removesuffix(".number")
    return _SCORES.get(scored, f"`{visible(node)}`")


_SCORES = {
    "score": "the score",
    "important": "the important score",
    "contextual": "the contextual score",
}


def _shown(key: Any) -> str:
    ends = key["between"] if isinstance(key, dict) else [key]
    return " … ".join(f"{end:,}" if isinstance(end, int | float) else str(end) for end in ends)
