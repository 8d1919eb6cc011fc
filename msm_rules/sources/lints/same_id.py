"""Two records of one model, perhaps in other case.

Ids ignore case everywhere, so that only the first such record of a catalogue counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.lints.subject import Found, Subject


def same_id(subject: Subject) -> Iterator[Found]:
    """The record that came before with the same id."""
    earlier, own = subject.earlier, subject.facts.id
    if earlier is None:
        return
    where = visible(earlier.record)
    if earlier.id == own:
        message = f"`{visible(own)}` is in {where} already; only one of them counts"
    else:
        message = (
            f"`{visible(own)}` differs from `{visible(earlier.id)}` in {where} by case alone, "
            "and ids ignore case; only one of them counts"
        )
    yield Found("id", message, {"id": own, "earlier": earlier.id, "record": earlier.record})
