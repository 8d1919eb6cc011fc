"""Scores of boards and cards: above chance undone, cards that print anything."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from msm_rules.catalogue.build import inputs
from msm_rules.catalogue.build.benchmarks import LEADERBOARD, leaderboard, medical, medical_id
from msm_rules.sources.evaluations.mapping import shipped_mapping
from msm_rules.sources.normalise.entries import HUB, Entry
from msm_rules.sources.normalise.intervals import wilson
from msm_rules.sources.normalise.score_claims import above_chance
from msm_rules.sources.normalise.scores import card_results, percent


def test_above_chance_is_undone() -> None:
    assert above_chance(0.4090757978723404, 0.1) == (pytest.approx(5633 / 12032),) * 2


def test_at_or_below_chance_anything_up_to_chance_is_possible() -> None:
    assert above_chance(0, 0.25) == (0.0, 0.25)


# The one row whose accuracies were rounded (0.36, 0.33) before they were normalised.
ROUNDED = "mistral-community/Mixtral-8x22B-v0.1"


def test_every_printed_score_is_a_whole_number_of_right_answers(shared: Path) -> None:
    boards = [c for c in shipped_mapping(LEADERBOARD).columns if isinstance(c.n, int)]
    assert [board.n for board in boards] == [12032, 1192]
    for row in inputs.leaderboard(shared / "data"):
        for board in boards:
            printed = percent(row[board.column])
            if not printed or row["fullname"] == ROUNDED:
                continue
            assert isinstance(board.n, int)
            assert board.above_chance is not None
            right = above_chance(printed / 100, board.above_chance)[0] * board.n
            assert right == pytest.approx(round(right), abs=1e-4), (row["fullname"], board)


def test_a_row_gives_each_score_with_and_without_its_setting() -> None:
    row = {"MMLU-PRO": "40.90757978723404", "GPQA": "11.85682326621924", "BBH": "50"}
    found = {c.fact: c.value for c in leaderboard(row)}
    assert set(found) == {
        'benchmarks["mmlu-pro"]',
        'benchmarks["mmlu-pro/5-shot"]',
        'benchmarks["mmlu-pro/5-shot/lm-eval"]',
        'benchmarks["gpqa"]',
        'benchmarks["gpqa/0-shot"]',
        'benchmarks["gpqa/0-shot/lm-eval"]',
        'benchmarks["bbh/normalised"]',
    }
    assert found['benchmarks["mmlu-pro"]'] == {"between": list(wilson(5633 / 12032, 12032))}


@pytest.mark.parametrize(
    ("text", "value"),
    [("15.88%", 15.88), (15.88, 15.88), (None, None), ("n/a", None), ("nan", None), (250, None)],
)
def test_printed_numbers_come_in_any_form(text: object, value: float | None) -> None:
    assert percent(text) == value


def _card(name: str, metric: str, value: object, source: str = "Open LLM Leaderboard") -> Entry:
    result = {
        "dataset": {"name": name},
        "metrics": [{"type": metric, "value": value}],
        "source": {"name": source},
    }
    return Entry(id="a/b", source=HUB, card={"model-index": [{"results": [result]}]})


def test_a_card_repeats_the_leaderboard_in_percent() -> None:
    found = {c.fact: c.value for c in card_results(_card("GSM8k (5-shot)", "acc", "15.88%"))}
    assert found == {'benchmarks["gsm8k"]': 0.1588, 'benchmarks["gsm8k/5-shot"]': 0.1588}


@pytest.mark.parametrize(
    "entry",
    [
        _card("GSM8k (5-shot)", "acc", None),
        _card("GSM8k (5-shot)", "acc", 0.3, source="ours"),
        _card("GPQA (0-shot)", "acc_norm", 6.71),  # above chance, and the board itself has it
        Entry(id="a/b", source=HUB, card={"model-index": "none"}),
        Entry(id="a/b", source=HUB, card={"model-index": [{"results": [None, {"metrics": 3}]}]}),
    ],
)
def test_results_whose_scale_is_not_plain_are_left_out(entry: Entry) -> None:
    assert list(card_results(entry)) == []


def test_medical_rows_without_a_hub_id_are_nobodys() -> None:
    assert medical_id({"model": "GPT-4", "hub_id": ""}) is None
    assert medical_id({"model": "Med-PaLM 2 (best)"}) is None
    assert medical_id({"model": "BioMistral/BioMistral-7B"}) == "BioMistral/BioMistral-7B"


def test_what_a_maker_prints_of_its_own_model_is_declared() -> None:
    rows = csv.DictReader(["model,hub_id,medqa", "OpenBioLLM-8B,a/b,58.993", "gemma-7b,c/d,47.21"])
    table = "open_medical_llm.csv"
    found = [(c.fact, c.evidence["method"]) for row in rows for c in medical(row, table, 100.0)]
    names = ('benchmarks["medqa"]', 'benchmarks["medqa/0-shot"]')
    assert found == [(name, method) for method in ("declared", "verified") for name in names]
