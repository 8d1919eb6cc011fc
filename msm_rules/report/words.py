"""The words that texts and pages share: of verdicts, of scores, of the answer as a whole."""

from __future__ import annotations

from msm_rules.decide.decision import Bounds, RuleResult, Verdict
from msm_rules.screening import Row, Screening

HOLDS, FAILS, OPEN, WAIVED = "✓", "✗", "?", "w"
"""The signs of a rule's result; beside each stands the word for it."""

SIGNS: dict[object, tuple[str, str]] = {
    True: (HOLDS, "holds"),
    False: (FAILS, "fails"),
    None: (OPEN, "not known"),
    "waived": (WAIVED, "waived"),
}

VERDICTS = {
    Verdict.ACCEPT: "accepted",
    Verdict.REVIEW: "the policy wants a person",
    Verdict.REJECT: "rejected",
}

TOO_LITTLE = "too little is known"


def sign_of(result: RuleResult) -> tuple[str, str] | None:
    """The sign of a critical rule's result and its word; None of a score."""
    return None if isinstance(result, tuple) else SIGNS[result]


def verdict_words(row: Row) -> str:
    """What a decision says, with the verdicts that are still possible where it is open."""
    if row.determined:
        return VERDICTS[row.verdict]
    return f"{TOO_LITTLE}: {either(row.possible)} is possible"


def either(words: tuple[str, ...]) -> str:
    """`accept, reject or review`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


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
    return f"{'; '.join((first, *more))}; {len(screening.rejected):,} are rejected."


def subject(screening: Screening) -> str:
    """What was asked: the policy's title, or its name."""
    return screening.policy.title or screening.policy.name
