"""Files and folders of results: what each format says, how runs are joined, what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from msm_rules.facts import builtin, check_document
from msm_rules.sources import CatalogueError
from msm_rules.sources.evaluations import (
    Told,
    evaluation_documents,
    is_evaluation,
    read_evaluation,
    reading,
)
from msm_rules.sources.normalise.intervals import wilson
from tests.sources.evaluations_made import (
    every_eval_ever,
    facts,
    lighteval,
    lm_eval,
    read,
    result,
    said,
    written,
)

ROW = {"acc,none": 0.6, "acc_stderr,none": 0.01}


def evidence(evaluated: Any, name: str) -> dict[str, Any]:
    return next(dict(c.evidence) for c in evaluated.claims if f'["{name}"]' in c.fact)


# --- lm-evaluation-harness -----------------------------------------------------------------------


def test_a_file_of_the_harness_gives_facts_with_evidence(tmp_path: Path) -> None:
    samples = {"mmlu_anatomy": {"original": 135, "effective": 135}}
    content = lm_eval({"mmlu_anatomy": ROW}, **{"n-samples": samples, "model_name": "lab/model"})
    path = written(tmp_path, "results_2026-01-21T03-44-18.json", content)
    found = read(path)["lab/model"]
    names = ("mmlu-anatomy", "mmlu-anatomy/5-shot", "mmlu-anatomy/5-shot/lm-eval")
    assert facts(found) == {name: {"between": list(wilson(0.6, 135))} for name in names}
    row = evidence(found, "mmlu-anatomy")
    assert (
        row.items()
        >= {
            "method": "declared",
            "metric": "acc",
            "n": 135,
            "stderr": 0.01,
            "shots": 5,
            "harness": "lm-evaluation-harness",
            "harness_version": "0.4.9",
            "date": "2026-01-21",
            "observed": "2026-01-21",
            "raw": 0.6,
            "locator": "results_2026-01-21T03-44-18.json: results.mmlu_anatomy.acc,none",
        }.items()
    )
    assert len(row["sha256"]) == 64


def test_the_older_form_has_a_standard_error_alone(tmp_path: Path) -> None:
    content = {
        "results": {"winogrande": {"acc": 0.5, "acc_stderr": 0.01}, "wikitext": {"ppl": 12.0}},
        "versions": {"winogrande": 0},
        "config": {
            "model": "hf-causal",
            "model_args": "use_accelerate=True,pretrained=lab/model,revision=step3",
            "num_fewshot": 0,
            "limit": None,
        },
    }
    found = read(written(tmp_path, "old.json", content))["lab/model"]
    assert facts(found)["winogrande/0-shot"] == {"between": [0.4804, 0.5196]}
    assert evidence(found, "winogrande")["revision"] == "step3"
    assert "ppl: is no share of anything" in said(found)


def test_a_group_is_a_share_of_its_questions_only_where_the_arithmetic_says_so(
    tmp_path: Path,
) -> None:
    parts = {"mmlu_anatomy": {"acc,none": 0.5}, "mmlu_virology": {"acc,none": 0.8}}
    samples = {"mmlu_anatomy": {"effective": 100}, "mmlu_virology": {"effective": 50}}
    more = {"n-samples": samples, "group_subtasks": {"mmlu": list(parts), **{p: [] for p in parts}}}
    weighted = lm_eval({**parts, "mmlu": {"acc,none": 0.6, "acc_stderr,none": 0.02}}, **more)
    plain = lm_eval({**parts, "mmlu": {"acc,none": 0.65, "acc_stderr,none": 0.02}}, **more)
    one, other = (
        facts(read(written(tmp_path, f"{n}.json", c))["lab/model"])["mmlu"]
        for n, c in enumerate((weighted, plain))
    )
    assert one == {"between": list(wilson(0.6, 150))}
    assert other == {"between": [0.610801, 0.689199]}


def test_groups_that_contain_each_other_are_survived(tmp_path: Path) -> None:
    groups = {"group_subtasks": {"a": ["b", "a"], "b": ["a"]}}
    content = lm_eval({"a": ROW, "b": ROW}, **groups)
    assert facts(read(written(tmp_path, "x.json", content))["lab/model"])


def test_parts_are_not_the_whole(tmp_path: Path) -> None:
    content = lm_eval({"mmlu_anatomy": ROW, "mmlu_virology": ROW})
    found = read(written(tmp_path, "x.json", content))["lab/model"]
    assert "mmlu" not in facts(found)
    assert "`mmlu` has no result of its own, only 2 of its parts" in said(found)


def test_ways_to_read_an_answer_are_told_apart(tmp_path: Path) -> None:
    row = {"exact_match,strict-match": 0.5, "exact_match,flexible-extract": 0.7}
    found = facts(read(written(tmp_path, "x.json", lm_eval({"gsm8k": row})))["lab/model"])
    assert found["gsm8k"] == 0.5
    assert found["gsm8k/5-shot/exact-match-flexible-extract"] == 0.7


def test_how_weights_were_loaded_and_a_limit_are_told(tmp_path: Path) -> None:
    arguments = {"pretrained": "lab/model", "load_in_4bit": True}
    content = lm_eval({"mmlu": ROW}, config={"model_args": arguments, "limit": 10})
    found = read(written(tmp_path, "x.json", content))["lab/model"]
    assert "`load_in_4bit=True`: is how the weights were loaded" in said(found)
    assert "a part of each task's questions" in said(found)
    assert evidence(found, "mmlu")["note"] == "load_in_4bit=True"


@pytest.mark.parametrize("name", ["/data/checkpoints/7b", "./out", "a/b/c", ""])
def test_a_path_is_nobody_s_results_until_a_mapping_says_whose(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "x.json", lm_eval({"mmlu": ROW}, model=name))
    assert "say whose results they are" in said(read(path)[""])
    written(tmp_path, "x.mapping.yaml", "model: lab/model\nreporter: Example University\n")
    found = read(path)
    assert not said(found[""])
    assert evidence(found["lab/model"], "mmlu")["method"] == "verified"


def test_a_mapping_that_says_another_model_than_the_file_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "x.json", lm_eval({"mmlu": ROW}))
    found = read(path, told=Told(model="other/name"))["other/name"]
    assert "lab/model: is whose the results say they are, and not `other/name`" in said(found)


def test_a_table_of_many_models_is_not_one_model_s(tmp_path: Path) -> None:
    written(tmp_path, "x.mapping.yaml", "id: m\nscores: {S: }\n")
    with pytest.raises(CatalogueError, match="many models"):
        read(written(tmp_path, "x.csv", "m,S\n"), told=Told(model="lab/a"))


def test_files_that_change_while_they_are_read_lose_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "a.json", lm_eval({"mmlu": ROW}))
    gone = written(tmp_path, "b.json", lm_eval({"mmlu": ROW}))
    count = reading.Counter
    monkeypatch.setattr(reading, "Counter", lambda runs: (count(runs), gone.unlink())[0])
    assert set(read(tmp_path)) == {"lab/model", ""}


# --- lighteval -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "name", "shots"),
    [
        ("gsm8k|5", "gsm8k", 5),
        ("gsm8k:5", "gsm8k", 5),
        ("lighteval|gsm8k|5", "gsm8k", 5),
        ("leaderboard|gsm8k|5|0", "gsm8k", 5),
        ("harness|hendrycksTest-anatomy|5", "mmlu-anatomy", 5),
        ("leaderboard|arc:challenge|25", "arc-challenge", 25),
        ("mmlu:abstract_algebra|0", "mmlu-abstract-algebra", 0),
    ],
)
def test_tasks_of_lighteval_carry_suite_and_shots(
    tmp_path: Path, task: str, name: str, shots: int
) -> None:
    row = {"acc": 0.5, "acc_norm": 0.5}
    found = facts(read(written(tmp_path, "x.json", lighteval({task: row}, 100)))["lab/model"])
    assert found[f"{name}/{shots}-shot/lighteval"] == {"between": list(wilson(0.5, 100))}
    assert "all" not in found


def test_a_plain_mean_over_parts_has_no_interval_of_its_own(tmp_path: Path) -> None:
    row = {"acc": 0.5, "acc_stderr": 0.01}
    content = lighteval({"mmlu:_average|5": row, "mmlu:anatomy|5": row}, 135)
    found = read(written(tmp_path, "x.json", content))["lab/model"]
    assert facts(found)["mmlu/5-shot"] == 0.5
    assert evidence(found, "mmlu/5-shot")["note"] == "plain mean over its parts"


# --- Every Eval Ever -----------------------------------------------------------------------------


def test_a_record_says_who_ran_it(tmp_path: Path) -> None:
    ran = every_eval_ever(result("MMLU-PRO", 0.4))
    own = every_eval_ever(result("MMLU-PRO", 0.5), source_metadata={"source_name": "the lab"})
    rows = [
        evidence(read(written(tmp_path, f"{n}.json", c))["lab/model"], "mmlu-pro")
        for n, c in enumerate((ran, own))
    ]
    assert [row["method"] for row in rows] == ["verified", "declared"]
    assert [row["reporter"] for row in rows] == ["Example Lab", "the lab"]
    assert rows[0]["observed"] == "2026-02-10"


@pytest.mark.parametrize(
    ("unit", "config", "score", "value"),
    [
        ("percent", {}, 60.0, 0.6),
        ("proportion", {}, 0.6, 0.6),
        (None, {"min_score": 0, "max_score": 100}, 60.0, 0.6),
        ("ms", {}, 60.0, None),
        (None, {"min_score": 0, "max_score": "Infinity"}, 0.6, None),
        ("proportion", {"min_score": 0, "max_score": 100}, 0.6, None),
    ],
)
def test_a_record_states_its_scale_or_is_no_fraction(
    tmp_path: Path, unit: Any, config: dict[str, Any], score: float, value: float | None
) -> None:
    row = result("MMLU-PRO", score, unit)
    row["metric_config"] |= config
    found = read(written(tmp_path, "x.json", every_eval_ever(row)))["lab/model"]
    assert facts(found).get("mmlu-pro") == value
    assert bool(said(found)) == (value is None)


def test_samples_give_the_interval_and_the_first_words_the_shots(tmp_path: Path) -> None:
    row = result("MMLU-PRO (5-shot)", 0.5, uncertainty={"num_samples": 200})
    found = facts(read(written(tmp_path, "x.json", every_eval_ever(row)))["lab/model"])
    assert found["mmlu-pro/5-shot/inspect"] == {"between": list(wilson(0.5, 200))}


def test_several_records_stand_in_a_list_or_line_by_line(tmp_path: Path) -> None:
    records = [every_eval_ever(result("MMLU-PRO", 0.4), model=f"lab/{n}") for n in range(3)]
    lines = "\n".join([json.dumps(records[0]), "{broken", json.dumps(records[2]), ""])
    as_list = read(written(tmp_path, "list.json", records))
    as_lines = read(written(tmp_path, "lines.jsonl", lines))
    assert set(as_list) == {"lab/0", "lab/1", "lab/2", ""}
    assert set(as_lines) == {"lab/0", "lab/2", ""}
    assert "`lines.jsonl:2` is not JSON" in said(as_lines[""])


# --- several runs of one model -------------------------------------------------------------------


def test_runs_of_one_setting_that_differ_are_all_kept_and_told(tmp_path: Path) -> None:
    for day, acc in (("1768964383", 0.5), ("1700000000", 0.6)):
        row = {"acc,none": acc}
        written(tmp_path, f"m/{day}.json", lm_eval({"mmlu": row}, date=float(day)))
    found = read(tmp_path)["lab/model"]
    made = next(d for d, _ in evaluation_documents(tmp_path) if d)
    assert made["model"]["benchmarks"]["mmlu/5-shot"] == {"between": [0.5, 0.6]}
    assert len(made["evidence"]['benchmarks["mmlu"]']) == 2
    assert "was measured 2 times with other results, all kept" in said(found)
    assert "the newest is of 2026-01-21" in said(found)
    assert said(found).count("measured") == 1


def test_settings_that_differ_are_told_apart(tmp_path: Path) -> None:
    written(tmp_path, "a.json", lm_eval({"mmlu": {"acc,none": 0.5}}, **{"n-shot": {"mmlu": 0}}))
    written(tmp_path, "b.json", lighteval({"mmlu:_average|5": {"acc": 0.7}}))
    found = read(tmp_path)["lab/model"]
    made = next(d for d, _ in evaluation_documents(tmp_path) if d)
    assert made["model"]["benchmarks"] == {
        "mmlu": {"between": [0.5, 0.7]},
        "mmlu/0-shot": 0.5,
        "mmlu/0-shot/lm-eval": 0.5,
        "mmlu/5-shot": 0.7,
        "mmlu/5-shot/lighteval": 0.7,
    }
    assert "`mmlu` is known in several settings that differ" in said(found)
    assert "ask for one, such as `mmlu/" in said(found)


def test_an_ambiguous_metric_is_told(tmp_path: Path) -> None:
    row = {"acc,none": 0.7, "acc_norm,none": 0.75}
    found = read(written(tmp_path, "x.json", lm_eval({"piqa": row})))["lab/model"]
    assert "`piqa` has `acc` and `acc_norm`, no source settles which is its score" in said(found)
    assert facts(found)["piqa/5-shot/acc-norm"] == 0.75


def test_runs_that_agree_are_no_finding(tmp_path: Path) -> None:
    for name in ("a", "b"):
        written(tmp_path, f"{name}.json", lm_eval({"mmlu": ROW}))
    assert not said(read(tmp_path)["lab/model"])


def test_ids_that_differ_by_case_are_one_model_and_told(tmp_path: Path) -> None:
    written(tmp_path, "a.json", lm_eval({"mmlu": ROW}, model="lab/Model"))
    written(tmp_path, "b.json", lm_eval({"gsm8k": {"exact_match,strict-match": 0.3}}))
    found = read(tmp_path)
    assert set(found) == {"lab/Model", ""}
    assert "is also written `lab/model`" in said(found["lab/Model"])


def test_a_broken_file_never_costs_the_others(tmp_path: Path) -> None:
    written(tmp_path, "a.json", lm_eval({"mmlu": ROW}))
    written(tmp_path, "b.json", json.dumps(lm_eval({"mmlu": ROW}))[:100])
    written(tmp_path, "c.json", b"\xff\xfe{")
    written(tmp_path, "d.json", '{"results": {}, "config": {}}')
    written(tmp_path, "e.json", [1, None, "x"])
    written(tmp_path, "board.csv", "model,score\na/b,1\n")
    found = read(tmp_path)
    assert set(found) == {"lab/model", ""}
    told = said(found[""])
    for part in ("`b.json` is not JSON", "`c.json` is not UTF-8", "`board.csv` is a table without"):
        assert part in told
    assert "e.json: record 1, e.json: record 2, e.json: record 3: holds no results" in told


def test_numbers_that_json_does_not_have_cost_no_other(tmp_path: Path) -> None:
    row = '{"acc,none": NaN, "acc_stderr,none": 0.1}, "mmlu_virology": {"acc,none": 0.5, '
    text = '{"results": {"mmlu": %s"acc_stderr,none": Infinity}}, "config": {"model_args": %s}}'
    path = written(tmp_path, "x.json", text % (row, '"pretrained=lab/model"'))
    found = read(path)["lab/model"]
    assert facts(found)["mmlu-virology"] == 0.5
    assert "mmlu: has a value that is no finite number" in said(found)
    assert "mmlu_virology: acc,none: has a standard error that is none" in said(found)


@pytest.mark.parametrize("bad", [None, "0.5", [0.5], {"value": 0.5}, True, -0.2, 61.3, 10**400])
def test_a_value_of_another_kind_is_told_and_no_other_lost(tmp_path: Path, bad: Any) -> None:
    content = lm_eval({"mmlu": {"acc,none": bad}, "gsm8k": {"exact_match,strict-match": 0.5}})
    found = read(written(tmp_path, "x.json", content))["lab/model"]
    assert "mmlu" not in facts(found)
    assert facts(found)["gsm8k"] == 0.5
    assert "mmlu" in said(found)


def test_a_run_of_one_s_own_is_a_prototype(tmp_path: Path) -> None:
    content = lm_eval({"wikitext": {"word_perplexity,none": 12.0}, "mmlu": ROW})
    found = read(written(tmp_path, "x.json", content), told=Told(own=True))["lab/model"]
    assert facts(found)["wikitext/5-shot/word-perplexity"] == 12.0
    assert all(claim.fact.startswith("prototypes[") for claim in found.claims)
    assert {claim.evidence["method"] for claim in found.claims} == {"verified"}


@pytest.mark.parametrize("content", [lm_eval({"mmlu": ROW}), every_eval_ever(result("mmlu", 0.5))])
def test_the_author_is_no_third_party(tmp_path: Path, content: Any) -> None:
    path = written(tmp_path, "x.json", content)
    rows = [
        evidence(read(path, told=Told(reporter=who))["lab/model"], "mmlu") for who in ("Lab", "us")
    ]
    assert [row["method"] for row in rows] == ["declared", "verified"]


# --- what is results -----------------------------------------------------------------------------


def test_results_are_known_by_their_shape(tmp_path: Path) -> None:
    yes = (lm_eval({"mmlu": ROW}), lighteval({"mmlu|5": {"acc": 0.1}}), every_eval_ever())
    for number, content in enumerate(yes):
        assert is_evaluation(written(tmp_path, f"yes/{number}.json", content))
    no = ({"model": {"id": "a/b"}}, [], {"results": {"scores": []}, "config": {}}, "{", b"\xff")
    for number, content in enumerate(no):
        assert not is_evaluation(written(tmp_path, f"no/{number}.json", content))
    assert is_evaluation(tmp_path)
    assert not is_evaluation(tmp_path / "no")
    assert not is_evaluation(tmp_path / "missing.json")


def test_answers_to_single_questions_are_no_results(tmp_path: Path) -> None:
    written(tmp_path, "samples_mmlu_2026-01-21.jsonl", '{"doc_id": 1}')
    written(tmp_path, "x.json", lm_eval({"mmlu": ROW}))
    assert not said(read(tmp_path)[""])


def test_one_model_s_results_are_one_document(tmp_path: Path) -> None:
    written(tmp_path, "a.json", lm_eval({"mmlu": ROW}))
    made, _ = read_evaluation(tmp_path)
    assert not check_document(made, builtin())
    written(tmp_path, "b.json", lm_eval({"mmlu": ROW}, model="lab/other"))
    with pytest.raises(CatalogueError, match="several models"):
        read_evaluation(tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"results": 1}', "holds no results"),
        ('{"a": 1, "a": 2}', "given twice"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path: Path, content: str, why: str) -> None:
    path = written(tmp_path, "x.json", content)
    with pytest.raises(CatalogueError, match=why):
        read_evaluation(path)


def test_a_missing_file_and_an_empty_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="does not exist"):
        read(tmp_path / "none.json")
    with pytest.raises(CatalogueError, match="holds no results"):
        read(tmp_path)


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("msm_rules.sources.evaluations.files.LARGEST", 100)
    with pytest.raises(CatalogueError, match="is larger than"):
        read(written(tmp_path, "x.json", lm_eval({"mmlu": ROW})))
