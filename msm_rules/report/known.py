"""What is known of a model, fact by fact, in words and with its sources.

Owns how a fact of a decision reads in reports. An address is only ever one of the web: sources are
written by strangers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from msm_rules.decide.decision import Decision
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence, ModelFacts, Vocabulary, display, split_key
from msm_rules.facts.package_url import HUB_SOURCES
from msm_rules.facts.strength import RANK
from msm_rules.frozen import record
from msm_rules.proof.nouns import noun
from msm_rules.proof.phrases import WITHHELD
from msm_rules.screening.topics import LICENCE
from msm_rules.sources.normalise.identity import is_hub_id
from msm_rules.values.display import NOT_KNOWN
from msm_rules.values.possible import is_exact

_MOST_SOURCES = 3
_LONGEST = 120
_COMMIT = re.compile("[0-9a-f]{40}")
_SHORT = 12  # characters of a revision
_STALE = "too old to count"
_NOT_ASKED = "not asked for, since it could not change the verdict"


@record
class SourceLine:
    """One piece of evidence: how it is known, where it stands (with an address of the web, if it
    is one), when it was seen, and in `detail` what else identifies it."""

    method: str
    where: str
    address: str | None
    seen: str
    detail: str


@record
class KnownFact:
    """A fact as reports show it; `open` where more than one value is possible, `more` sources are
    not written out, `note` says why what is known does not count."""

    key: str
    noun: str
    words: str
    open: bool
    note: str
    sources: tuple[SourceLine, ...]
    more: int

    @property
    def silent(self) -> bool:
        """Whether nothing is known, and no source says anything."""
        return self.words == NOT_KNOWN and not self.sources and not self.note


def known_of(decision: Decision, names: Sequence[str], vocabulary: Vocabulary) -> str:
    """What a decision's model says of the first of some open facts, in a few words."""
    name = names[0]
    if name.startswith(LICENCE):
        return f"{visible(name.removeprefix(LICENCE))} was not read"
    key = name.removeprefix("model.")
    stale = [key] if name in decision.stale else []
    (found,) = known_facts(decision.facts, (key,), vocabulary, stale)
    return f"{found.words}{' (stale)' if stale else ''}"


def known_facts(
    facts: ModelFacts,
    keys: Iterable[str],
    vocabulary: Vocabulary,
    stale: Collection[str] = (),
    pending: Collection[str] = (),
) -> tuple[KnownFact, ...]:
    """Facts of a model by their keys (`memory.int4`), each once and in that order."""
    return tuple(
        _known(facts, key, vocabulary, _STALE if key in stale else _NOT_ASKED * (key in pending))
        for key in dict.fromkeys(keys)
    )


def withheld_fact(key: str) -> KnownFact:
    """A fact that a redacted proof withholds: neither missing nor unknown."""
    return KnownFact(visible(key), noun(key), WITHHELD, False, "with its evidence", (), 0)


def _known(facts: ModelFacts, key: str, vocabulary: Vocabulary, note: str) -> KnownFact:
    spec = vocabulary.facts[split_key(key)[0]]
    value = facts.values.get(key)
    words = display(spec, spec.missing if value is None else value)
    rows = sorted(facts.evidence.get(key, ()), key=lambda row: RANK[row.method])
    return KnownFact(
        visible(key),
        noun(key),
        visible(facts.id) if key == "id" else words,
        value is None or not is_exact(spec.value_type, value),
        note,
        tuple(_line(row, facts.id) for row in rows[:_MOST_SOURCES]),
        max(len(rows) - _MOST_SOURCES, 0),
    )


def _line(row: Evidence, model: str) -> SourceLine:
    place = [row.source, row.locator, row.by and f"by {row.by}", row.because]
    where = " · ".join(visible(str(part)) for part in place if part)
    until = f", until {_day(row.until)}" if row.until is not None else ""
    return SourceLine(
        row.method,
        shortened(where),
        address_of(row.locator, row.source, row.record.get("reporter")) or _on_the_hub(row, model),
        (_day(row.observed) if row.observed else "") + until,
        _detail(row),
    )


def _on_the_hub(row: Evidence, model: str) -> str | None:
    """The page of a model on the Hub, at the revision that was read, where a fact is from there."""
    if row.source not in HUB_SOURCES or not is_hub_id(model):
        return None
    at = f"/tree/{row.revision}" if row.revision and _COMMIT.fullmatch(row.revision) else ""
    return f"https://huggingface.co/{model}{at}"


def _detail(row: Evidence) -> str:
    parts = (
        row.member and f"for {row.member}",
        row.revision and f"revision {row.revision[:_SHORT]}",
        row.raw is not None and f"raw {json.dumps(row.raw, ensure_ascii=False, default=str)}",
        row.extractor and f"read by {row.extractor}",
        row.sha256 and f"sha256 {row.sha256}",
    )
    return " · ".join(shortened(visible(str(part))) for part in parts if part)


def _day(ordinal: float) -> str:
    return date.fromordinal(int(ordinal)).isoformat()


def address_of(*texts: object) -> str | None:
    """The first text that is an address of the web as a whole; no other scheme is ever a link."""
    for text in texts:
        if isinstance(text, str) and text and not any(c.isspace() or ord(c) < 32 for c in text):
            try:
                parts = urlsplit(text)
            except ValueError:
                continue
            if parts.scheme in ("http", "https") and parts.netloc:
                return text
    return None


def shortened(text: str, most: int = _LONGEST) -> str:
    """A text of at most so many characters; what is left out shows as an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"
