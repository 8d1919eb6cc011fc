"""Metrics: which are shares, which of them shares of right answers, and which way is better.

Owns the table.  A metric that it lacks says nothing here: a number between 0 and 1 need not be a
share of anything.
"""

from __future__ import annotations

import re

from msm_rules.frozen import record

PROPORTION, SHARE, AMOUNT = "proportion", "share", "amount"


@record
class Metric:
    """A kind of figure: `proportion` counts right answers (each 0 or 1), `share` is a mean of
    figures from 0 to 1, `amount` is neither and has a unit of its own."""

    kind: str
    lower_is_better: bool = False


# What lm-evaluation-harness (docs/task_guide.md), lighteval (docs/source/metric-list.mdx) and
# model cards call them.  Answers that are read off in another way (`,strict-match`) are told
# apart by what follows the comma, which does not change the kind.
_METRICS = (
    (r"acc|acc_norm|acc_bytes|acc_norm_nospace|accuracy|acc_mutual_info", Metric(PROPORTION)),
    (r"exact[_ ]match(?:_original)?|em|qem|pem|pqem|extractive_match", Metric(PROPORTION)),
    (r"(?:gpqa_)?pass(?:@1|_at_1|@k:k=1(?:&n=1)?)|maj@\d+|pass_rate", Metric(PROPORTION)),
    (r"mc1|truthfulqa_mc1|prompt_level_(?:strict|loose)_acc|success_rate", Metric(PROPORTION)),
    (r"(?:gpqa_)?(?:pass|avg|g-pass)@(?:\d+|k|n)(?::.*)?|pass_at_\d+", Metric(SHARE)),
    (r"mc2|truthfulqa_mc2|inst_level_(?:strict|loose)_acc", Metric(SHARE)),
    (r"inst_level_strict_acc and prompt_level_strict_acc", Metric(SHARE)),
    (
        r"(?:loglikelihood_|macro_|micro_)?f1(?:_macro|_micro)?|mf1|precision|recall|ap",
        Metric(SHARE),
    ),
    (r"(?:ndcg|map|mrr|recall|precision)_at_\d+|mrr", Metric(SHARE)),
    (r"(?:word_|byte_)?perplexity|ppl|bits_per_byte|loss", Metric(AMOUNT, lower_is_better=True)),
    (r"latency.*|cost|price", Metric(AMOUNT, lower_is_better=True)),
    (r"wer|cer|ter|brier(?:_score)?|hallucination_rate|error_rate", Metric(SHARE, True)),
)
_COMPILED = tuple((re.compile(pattern), metric) for pattern, metric in _METRICS)


def plain_metric(name: str) -> str:
    """A metric's name as tables write it: lower case, without the filter `none`."""
    return name.strip().lower().removesuffix(",none")


def metric(name: str) -> Metric | None:
    """What is known of a metric by the name that a source prints (`exact_match,strict-match`)."""
    bare = plain_metric(name).partition(",")[0]
    return next((known for pattern, known in _COMPILED if pattern.fullmatch(bare)), None)
