"""One more attested fact beside those that are there: does it say the same, or the contrary?

Owns the comparison. Two entries meet where they are about one fact of one model, at a revision that
may be the same, on a day that both cover.
"""

from __future__ import annotations

from collections.abc import Sequence

from msm_rules.facts.attested import Attested
from msm_rules.facts.keys import split_key
from msm_rules.facts.merging import joined
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import record


@record
class Meeting:
    """Entries that the new one meets: those that say the same in every field, those that agree, and
    those that cannot be true beside it."""

    same: tuple[Attested, ...]
    agreeing: tuple[Attested, ...]
    contrary: tuple[Attested, ...]


def meeting(new: Attested, there: Sequence[Attested], vocabulary: Vocabulary) -> Meeting:
    """How a new entry stands to those that are there."""
    same: list[Attested] = []
    agreeing: list[Attested] = []
    contrary: list[Attested] = []
    spec = vocabulary.facts[split_key(new.key)[0]]
    for old in filter(lambda old: _meet(new, old), there):
        if _words(new) == _words(old):
            same.append(old)
        elif joined(spec, [new.value, old.value])[1]:
            agreeing.append(old)
        else:
            contrary.append(old)
    return Meeting(tuple(same), tuple(agreeing), tuple(contrary))


def _meet(a: Attested, b: Attested) -> bool:
    return (
        a.key == b.key
        and a.model.casefold() == b.model.casefold()
        and (a.revision is None or b.revision is None or a.revision == b.revision)
        and (a.until is None or b.on <= a.until)
        and (b.until is None or a.on <= b.until)
    )


def _words(entry: Attested) -> tuple[object, ...]:
    """Everything an entry says, whatever file it stands in."""
    who = (entry.evidence.by, entry.evidence.because)
    return entry.value, entry.revision, entry.on, entry.until, *who
