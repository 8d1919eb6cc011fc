"""Every lint finds what it is for, is silent on what is right, and has a page that says so."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lint_examples import EXAMPLES, TODAY, counted, scores, share

from msm_rules.api import parse_policy
from msm_rules.catalogue import load_shipped
from msm_rules.catalogue.build import inputs
from msm_rules.facts import builtin, read_facts
from msm_rules.sources.checkpoint import read_checkpoint
from msm_rules.sources.lints import LINTS, Linted, lint_records
from msm_rules.sources.lints.impossible_score import possible
from msm_rules.sources.lints.printed import printed
from msm_rules.sources.normalise.claims import document
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.repository import entry_claims
from tests.sources.snapshots import entry_of

DAY = float(date.fromisoformat(TODAY).toordinal())
PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
V = builtin()


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.integers()
    | st.sampled_from([10**400, -(10**400), 10**18 + 1, 1e-300, "1e999", "١", "0.5%", 7_000_000]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["raw", "n", "stderr", "metric", "mean_of", "note", "disputed"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
of_items = st.integers(3, 20_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def linted(documents: Iterable[Any], names: Iterable[str] = LINTS) -> list[Linted]:
    records = ((f"record {n}", d) for n, d in enumerate(documents, 1))
    return list(lint_records(records, [LINTS[n] for n in names], V, DAY))


def messages(documents: Iterable[Any], *names: str) -> list[str]:
    found = linted(documents, names or LINTS)
    assert not any(each.problems for each in found)
    return [f.found.message for each in found for f in each.findings]


@pytest.mark.parametrize("name", LINTS)
def test_every_lint_finds_its_example_and_says_the_figures(name: str) -> None:
    example = EXAMPLES[name]
    (message,) = messages(example.found, name)
    assert [words for words in example.words if words not in message] == [], message
    assert example.silent
    for documents in example.silent:
        assert messages(documents, name) == []


@pytest.mark.parametrize("name", LINTS)
def test_every_lint_has_a_page_with_an_example(name: str) -> None:
    page = PAGE.read_text("utf-8")
    section = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    assert LINTS[name].title in section
    assert f"--only {name}" in section


def test_examples_are_of_lints_that_there_are() -> None:
    assert EXAMPLES.keys() == LINTS.keys()


@pytest.mark.parametrize("name", LINTS)
def test_words_of_the_table_are_for_people(name: str) -> None:
    lint = LINTS[name]
    assert (lint.find is None) is not (lint.over is None)
    for text in (lint.title, lint.meaning):
        assert text[0].islower()
        assert not text.endswith(".")
        assert len(text) < 90


def test_the_examples_of_one_lint_that_others_find_are_right_too() -> None:
    """What another lint says of an example is true of it; nothing else is found."""
    also = {
        ("disagreement", "licence"),  # the two licences are both
        ("own-figure", "impossible-score"),
    }
    for name, example in EXAMPLES.items():
        others = {f.lint for each in linted(example.found) for f in each.findings} - {name}
        assert {(name, other) for other in others} <= also


@given(of_items, st.integers(0, 8))
def test_a_true_share_printed_with_any_digits_is_always_possible(
    of: tuple[int, int], digits: int
) -> None:
    n, right = of
    for scale in (1, 100):
        exact = right / n * scale
        for figure in (round(exact, digits), float(int(exact * 10**digits)) / 10**digits):
            facts = read_facts(scores("a/b", ("x", figure / scale, share(figure, n))), V)
            for each in printed(facts):
                assert possible(each, n), (figure, n)


@given(of_items)
def test_the_standard_error_of_a_share_is_never_found(of: tuple[int, int]) -> None:
    n, right = of
    p = right / n
    for m in (n, n - 1):
        row = share(p, n, stderr=round((p * (1 - p) / m) ** 0.5, 6))
        assert messages([scores("a/b", ("x", p, row))], "standard-error") == []


def test_an_error_copied_from_another_score_says_which_it_would_fit() -> None:
    rows = (
        ("sciq", 0.865, share(0.865, 1000, stderr=0.0158)),
        ("piqa", 0.5, share(0.5, 1000)),
    )
    (message,) = messages([scores("a/b", *rows)], "standard-error")
    assert message.endswith('it would fit 0.5 of benchmarks["piqa"]')


def test_one_figure_under_several_names_of_its_setting_is_told_once() -> None:
    """As real documents have it: a result stands under its name and under each setting of it."""
    wrong = share(0.565, 135, shots=0)
    copied = share(0.865, 1000, stderr=0.0158)
    names = ("mmlu-anatomy/0-shot/lm-eval", "mmlu-anatomy", "mmlu-anatomy/0-shot")
    rows = [(name, 0.565, wrong) for name in names]
    rows += [(name, 0.865, copied) for name in ("sciq/0-shot", "sciq")]
    (each,) = linted([scores("a/b", *rows)])
    assert [(f.lint, f.found.key) for f in each.findings] == [
        ("impossible-score", 'benchmarks["mmlu-anatomy"]'),
        ("standard-error", 'benchmarks["sciq"]'),
    ]


def test_figures_of_two_benchmarks_are_told_each() -> None:
    rows = [(name, 0.565, share(0.565, 135)) for name in ("mmlu-anatomy", "mmlu-virology")]
    assert len(messages([scores("a/b", *rows)], "impossible-score")) == 2


def test_an_own_figure_names_who_found_the_other() -> None:
    rows = (
        ("swe-bench-pro", 0.449, {"raw": 44.9, "reporter": "Artificial Analysis"}),
        ("swe-bench-pro", 0.449, {"raw": 64.3, "method": "declared"}),
    )
    (message,) = messages([scores("anthropic/claude-opus-4-7", *rows)], "own-figure")
    assert "Artificial Analysis (board) found 44.9 %" in message


def test_one_bad_record_never_loses_the_others() -> None:
    good = counted("TheDrummer/Cydonia-24B-v4.3", 414720, 414720)
    found = linted([{"id": 3}, good, "x", {"model": {"id": "a/b", "likes": -1}}])
    assert [bool(each.problems) for each in found] == [True, False, True, True]
    assert [f.lint for each in found for f in each.findings] == ["size-and-name"]


@given(anything)
def test_evidence_of_any_kind_breaks_no_lint(odd: Any) -> None:
    extra = odd if isinstance(odd, dict) else {"raw": odd, "n": odd, "stderr": odd, "note": odd}
    row = {"method": "measured", "source": "x", "metric": "acc", "raw": 0.5, "n": 100, **extra}
    keys = ('benchmarks["medqa"]', "parameters", "license", "likes", "modified")
    for size in (7e9, 10**22, {"between": [3, None]}):
        model = {"id": "a/b-7B", "parameters": size, "benchmarks": {"medqa": 0.5}, "license": "MIT"}
        said = {"model": model, "evidence": {key: [row, {**row, "source": "y"}] for key in keys}}
        (found, *_) = linted([said])
        assert not found.problems
        json.dumps([dict(f.found.figures) for f in found.findings], allow_nan=False)


def test_a_total_and_a_sum_that_are_both_kept_are_found_once() -> None:
    value = {"between": [414720, 23572403200]}
    note = "dtypes sum to 23,572,403,200, the total says 414,720"
    said = counted("TheDrummer/Cydonia-24B-v4.3", value, 414720, note=note, disputed=True)
    (message,) = messages([said])
    assert message.endswith("give 23,572,403,200: 23,571,988,480 more")


# --- what says 24B and counts 414,720 -------------------------------------------------------------

LIMIT = """
policy small { version "1.0.0" }
critical { rule size { require model.parameters <= 10B } }
test "t" { given { id: "a/b" parameters: 11B } expect reject by size }
"""


def hub_row(**counts: Any) -> dict[str, Any]:
    entry = entry_of({"id": "TheDrummer/Cydonia-24B-v4.3", **counts})
    return document(entry.id, entry_claims(entry, {}))


def checkpoint(folder: Path) -> dict[str, Any]:
    """A folder with one tensor of 414,720 weights."""
    place = folder / "Cydonia-24B-v4.3"
    place.mkdir()
    tensor = {"dtype": "BF16", "shape": [720, 576], "data_offsets": [0, 829440]}
    head = json.dumps({"w": tensor}).encode()
    weights = len(head).to_bytes(8, "little") + head + bytes(829440)
    (place / "model.safetensors").write_bytes(weights)
    return read_checkpoint(place)[0]


@pytest.mark.parametrize("source", ["safetensors", "total", "gguf", "checkpoint"])
def test_24b_by_name_and_414720_by_count_never_passes_a_limit_of_10b(
    source: str, tmp_path: Path
) -> None:
    facts = {
        "safetensors": lambda: hub_row(
            safetensors={"parameters": {"BF16": 414720}, "total": 414720}
        ),
        "total": lambda: hub_row(safetensors={"parameters": {}, "total": 414720}),
        "gguf": lambda: hub_row(gguf='{"total": 414720}'),
        "checkpoint": lambda: checkpoint(tmp_path),
    }[source]()
    decision = parse_policy(LIMIT, name="small.msm").decide(facts, as_of=date(2026, 11, 22))
    assert (decision.verdict, decision.determined) == ("review", False)
    assert decision.open_facts == ("model.parameters",)
    (message,) = messages([facts], "size-and-name")
    assert "counts 414,720 parameters, the name says `24B`" in message


# --- the real data --------------------------------------------------------------------------------


def documents_of(entries: tuple[Entry, ...]) -> Iterator[dict[str, Any]]:
    known = {entry.id.casefold(): entry for entry in entries}
    return (document(entry.id, entry_claims(entry, known)) for entry in entries)


def test_what_is_found_in_the_2051_rows_of_the_hub(shared: Path) -> None:
    found = linted(documents_of(inputs.snapshot(shared / "data")))
    counts = Counter(f.lint for each in found for f in each.findings)
    assert sum(not each.late for each in found) == 2051
    assert {n: counts[n] for n in ("size-and-name", "size-and-counts", "packed-count")} == {
        "size-and-name": 16,
        "size-and-counts": 4,
        "packed-count": 18,
    }
    assert counts["unmaintained"] == 40
    assert counts["licence"] > 35
    assert counts.keys() <= {
        *("size-and-name", "size-and-counts", "packed-count", "unmaintained", "licence")
    }


def test_what_is_found_in_the_shipped_catalogue() -> None:
    found = linted(load_shipped())
    by_model = {(each.id, f.lint) for each in found for f in each.findings}
    assert ("openai/whisper-large-v3", "disagreement") in by_model
    assert ("aaditya/Llama3-OpenBioLLM-8B", "impossible-score") in by_model
    assert ("Qwen/Qwen2.5-Omni-7B", "size-and-name") in by_model
    assert ("anthropic/claude-opus-4-7", "own-figure") in by_model
    assert not any(each.problems for each in found)


def test_means_of_the_medical_leaderboard(shared: Path) -> None:
    """Two of its fifteen stated means are not the means of their nine columns."""
    path = shared / "data" / "medical" / "open_medical_llm.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    names = [name for name in rows[0] if name not in ("model", "hub_id", "stated_avg")]
    wrong = []
    for row in rows:
        parts = [(n, float(row[n]) / 100, {"raw": row[n]}) for n in names]
        mean = {"raw": row["stated_avg"], "mean_of": names}
        one = scores(row["model"], *parts, ("mean", float(row["stated_avg"]) / 100, mean))
        wrong += [row["model"] for _ in messages([one], "mean-of-parts")]
    assert wrong == ["GPT-3.5 Turbo 1106", "BioMistral-7B"]


ITEMS = {
    "lambada": 5153,
    "piqa": 1838,
    "sciq": 1000,
    "arc_easy": 2376,
    "arc_challenge": 1172,
    "winogrande": 1267,
    "logiqa": 651,
    "wsc": 104,
    "hellaswag": 10042,
}


def test_errors_and_shares_of_the_harness_itself_are_never_found(shared: Path) -> None:
    """What lm-evaluation-harness wrote of pythia: 15 files, scores of 9 tasks with their errors."""
    seen = 0
    for path in sorted((shared / "data" / "evaluations" / "lm_eval").glob("*.json")):
        results = json.loads(path.read_text("utf-8"))["results"]
        rows = [
            (
                f"{task}/{metric}",
                results[task][metric],
                {
                    **share(results[task][metric], n, stderr=results[task][f"{metric}_stderr"]),
                    "metric": metric,
                },
            )
            for task, n in ITEMS.items()
            for metric in ("acc", "acc_norm")
            if metric in results.get(task, ())
        ]
        seen += len(rows)
        assert messages([scores(path.name, *rows)]) == []
    assert seen > 200
