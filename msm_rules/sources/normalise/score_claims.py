"""What a result says of a model: its facts, with an interval where one is known.

Owns the step from a printed score to claims: which names it stands under, its value, its
evidence.  Pure; how files are read stands in the modules of the formats.
"""

from __future__ import annotations

from math import isfinite

from msm_rules.sources.normalise.claims import Claim, Json, Source, between
from msm_rules.sources.normalise.intervals import normal, wilson
from msm_rules.sources.normalise.metrics import AMOUNT, PROPORTION, metric, plain_metric
from msm_rules.sources.normalise.naming import Named, named, plain, settings, shots_name
from msm_rules.sources.normalise.score import Oddity, Score

BENCHMARKS, PROTOTYPES = "benchmarks", "prototypes"

NO_SHARE = "is no share of anything: marked as your own run, it is read as `prototypes`"
UNKNOWN_METRIC = (
    "is no metric that is known, so that its numbers are not read as shares: marked as your own "
    "run, they are read as `prototypes`"
)
OUTSIDE = "lies outside the range of its scale and is left out"
LOWER = "is better where it is lower: it stands under its own metric alone"


def score_claims(
    source: Source, score: Score, own: bool = False
) -> tuple[list[Claim], list[Oddity]]:
    """The claims that one result makes, and what is odd about it.

    `own` marks a run of the user's own: it is claimed as `prototypes`, in its own unit where it is
    no share.  A result that cannot be used gives no claims and says why; nothing raises.
    """
    bench, odd = named(score.benchmark), _impossible(score)
    if odd or not bench.name:
        return [], odd or [Oddity(score.benchmark, "is no name of a benchmark")]
    lower = _lower_is_better(score)
    share = _is_share(score)
    if share is not None and not own:
        return [], [share]
    value, outside = _value(score, bench, is_share=share is None)
    if outside:
        return [], [outside]
    names = _names(score, bench, apart=score.apart or (lower and not own), amount=share is not None)
    kind = PROTOTYPES if own else BENCHMARKS
    said = _evidence(score, lower)
    claims = [
        source.claim(f'{kind}["{name}"]', value, score.method, score.locator, **said)
        for name in names
    ]
    return claims, [Oddity(_metric_of(score), LOWER)] if lower and not own else []


# --- what cannot be used -------------------------------------------------------------------------


def _impossible(score: Score) -> list[Oddity]:
    if not isfinite(score.printed):
        return [Oddity(score.benchmark, "has a value that is no finite number")]
    if score.n is not None and score.n < 1:
        return [Oddity(score.benchmark, f"was run on {score.n} questions and is left out")]
    return []


def _is_share(score: Score) -> Oddity | None:
    """Why a score is no share of anything; None where it is one."""
    known = metric(score.metric) if score.metric is not None else None
    if score.scale is None or (known is not None and known.kind == AMOUNT):
        return Oddity(_metric_of(score), NO_SHARE)
    if score.metric is not None and known is None and not score.share:
        return Oddity(score.metric, UNKNOWN_METRIC)
    return None


def _metric_of(score: Score) -> str:
    return score.metric or score.benchmark


def _lower_is_better(score: Score) -> bool:
    """What the source says of it; where it says nothing, what is known of the metric."""
    if score.lower_is_better is not None:
        return score.lower_is_better
    known = metric(score.metric) if score.metric is not None else None
    return known is not None and known.lower_is_better


# --- value ---------------------------------------------------------------------------------------


def _value(score: Score, bench: Named, is_share: bool) -> tuple[Json, Oddity | None]:
    stderr = score.stderr if score.stderr is not None and _sound(score.stderr) else None
    if not is_share:
        ends = normal(score.printed, stderr) if stderr else (score.printed, score.printed)
        return between(*ends), None
    assert score.scale is not None
    if score.chance is not None:
        lo, hi = above_chance(score.scale.fraction(score.printed), score.chance)
    else:
        lo = hi = score.scale.fraction(score.printed)
    if not 0 <= lo <= hi <= 1:
        shown = f"{score.benchmark}: {_metric_of(score)} {score.printed:g}"
        return None, Oddity(shown, OUTSIDE)
    return _interval(score, bench, lo, hi, stderr), None


def _sound(number: float) -> bool:
    return isfinite(number) and number >= 0


def _interval(score: Score, bench: Named, lo: float, hi: float, stderr: float | None) -> Json:
    """Wilson's interval where n right or wrong answers are known, else the standard error's, else
    the one that the source states."""
    assert score.scale is not None
    width = score.scale.hi - score.scale.lo
    if score.n is not None and _is_proportion(score, bench):
        return between(wilson(lo, score.n)[0], wilson(hi, score.n)[1])
    if stderr is not None:
        error = stderr / width * (1 - (score.chance or 0.0))
        return between(normal(lo, error, 0.0)[0], normal(hi, error, hi=1.0)[1])
    if score.interval is not None:
        ends = [score.scale.fraction(end) for end in score.interval if isfinite(end)]
        if len(ends) == 2 and 0 <= ends[0] <= lo <= hi <= ends[1] <= 1:
            return between(*ends)
    return between(lo, hi)


def _is_proportion(score: Score, bench: Named) -> bool:
    """Whether a score counts right answers.  Where the metric is not named it may be any mean of
    figures from 0 to 1: none varies more than right and wrong answers do (Bhatia and Davis 2000),
    so that Wilson's interval is never too narrow."""
    if score.proportion is not None:
        return score.proportion
    if score.metric is None:
        return True
    known, row = metric(score.metric), bench.known
    if row is not None and not row.proportion and plain_metric(score.metric) in row.metrics:
        return False
    return known is not None and known.kind == PROPORTION


def above_chance(fraction: float, chance: float) -> tuple[float, float]:
    """Bounds of the share behind one printed as above chance, `chance + (1 - chance) f`; of 0 and
    below, all that is known is that it lay between 0 and chance."""
    if fraction <= 0:
        return 0.0, chance
    raw = round(chance + (1 - chance) * fraction, 12)
    return raw, raw


# --- names ---------------------------------------------------------------------------------------


def _names(score: Score, bench: Named, apart: bool, amount: bool) -> tuple[str, ...]:
    """The names that a result stands under.

    The score of a benchmark has the benchmark's name, and a longer one for each step of its
    setting; any other metric has one of its own.  Where no source settles which metric is the
    score, both.
    """
    setting = " ".join(filter(None, (bench.setting, score.setting)))
    if score.apart:
        return (settings(bench.name, setting=setting)[-1],)
    printed = plain_metric(score.metric) if score.metric is not None else ""
    steps = (bench.name, shots_name(score.shots), plain(setting), plain(printed))
    by_metric = "/".join(filter(None, steps))
    if (apart or amount) and printed:
        return (by_metric,)
    metrics = bench.known.metrics if bench.known is not None else ()
    if metrics and printed and printed not in metrics:
        return (by_metric,)
    wide = settings(bench.name, score.shots, setting, score.harness)
    if metrics or not printed:
        return wide
    return tuple(dict.fromkeys((*wide, by_metric)))


# --- evidence ------------------------------------------------------------------------------------


def _evidence(score: Score, lower: bool) -> dict[str, Json]:
    said: dict[str, Json] = {
        "metric": score.metric,
        "n": score.n,
        "stderr": score.stderr,
        "shots": score.shots,
        "harness": score.harness,
        "raw": score.printed,
    }
    if score.stderr is not None and not _sound(score.stderr):
        del said["stderr"]
    if lower:
        said["direction"] = "lower is better"
    return said | dict(score.said)
