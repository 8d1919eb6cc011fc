"""The words that texts and pages share: of verdicts, of scores, of the answer as a whole."""

from __future__ import annotations

from typing import Any

from msm_rules.decide.decision import Bounds
from msm_rules.screening import Screening
from msm_rules.values.possible import MILLION

SIGNS: dict[str, tuple[str, str]] = {
    "holds": ("✓", "y"),
    "fails": ("✗", "n"),
    "unknown": ("?", "u"),
    "waived": ("~", "w"),
}
"""The sign of what came of a rule and its class in style sheets; other outcomes have none. Beside
each sign stands the word for it."""

WORDS = {"unknown": "not known", "not needed": "not asked for"}
"""What came of a rule where the word of proofs is not the one for readers."""

GROUPS = {
    "accepted": "Accepted",
    "person": "A person decides",
    "unknown": "Too little is known",
    "rejected": "Rejected",
}
"""What a decision comes to: the four groups of every report, in their order."""


def group_of(verdict: str, determined: bool) -> str:
    """The group that a decision belongs to."""
    if not determined:
        return "unknown"
    return {"accept": "accepted", "reject": "rejected"}.get(verdict, "person")


def both(words: tuple[str, ...]) -> str:
    """`this, that and the other`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def score_words(bounds: Bounds | None, decimals: int = 2) -> str:
    """A score for reading, rounded: `0.81`, `0.61…0.69`, `≈0.61`; a dash where there is none."""
    if bounds is None:
        return "–"
    lo, hi = (f"{end:.{decimals}f}" for end in bounds)
    if lo != hi:
        return f"{lo}…{hi}"
    return lo if bounds.lo == bounds.hi else f"≈{lo}"


def score_of(millionths: Any, decimals: int = 2) -> str:
    """The value of a score's node for reading."""
    lo, hi = millionths
    return score_words(Bounds(lo / MILLION, hi / MILLION), decimals)


def counted(n: int, one: str, many: str | None = None) -> str:
    """`1 model`, `1,204 models`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def answer(screening: Screening) -> str:
    """What comes of a screening, in one sentence."""
    found = screening.funnel
    if not found.models:
        return "No model could be looked at."
    is_ = "is" if found.accepted == 1 else "are"
    first = f"{found.accepted:,} of {counted(found.models, 'model')} {is_} accepted"
    parts = (
        (found.wants_person, "the policy sends {} to a person"),
        (found.too_little_known, "too little is known of {}"),
    )
    more = [words.format(f"{n:,}") for n, words in parts if n]
    rejected = len(screening.rejected)
    last = f"{rejected:,} {'is' if rejected == 1 else 'are'} rejected"
    return f"{'; '.join((first, *more, last))}."


def subject(screening: Screening) -> str:
    """What was asked: the policy's title, or its name."""
    return screening.policy.title or screening.policy.name


def holding_words(total: int, holding: int, failing: int, unread: int) -> str:
    """Whether proofs hold, in one sentence, what is wrong first."""
    if not total:
        return "There is no proof here."
    does = "does NOT hold" if failing == 1 else "do NOT hold"
    could = "file could not be read" if unread == 1 else "files could not be read"
    parts = (
        (failing, f"{failing:,} of {counted(total, 'proof')} {does}"),
        (unread, f"{unread:,} {could}"),
        (holding, f"{_all(holding, total)} {'holds' if holding == 1 else 'hold'}"),
    )
    return "; ".join(words for n, words in parts if n) + "."


def _all(holding: int, total: int) -> str:
    if holding < total:
        return f"{holding:,} of {counted(total, 'proof')}"
    return "The proof" if total == 1 else "Both proofs" if total == 2 else f"All {total:,} proofs"
