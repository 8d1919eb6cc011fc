"""Real result files, and arbitrary ones: every one gives valid facts or says why not."""

from __future__ import annotations

import csv
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from msm_rules.facts import builtin, check_document
from msm_rules.sources import CatalogueError
from msm_rules.sources.evaluations import (
    Oddity,
    Scale,
    Score,
    Told,
    evaluation_documents,
    read_evaluations,
    score_claims,
)
from msm_rules.sources.evaluations.columns import Table
from msm_rules.sources.evaluations.files import Document
from msm_rules.sources.evaluations.mapping_form import check_mapping
from msm_rules.sources.evaluations.reading import run_of
from msm_rules.sources.findings import sound
from msm_rules.sources.normalise.claims import Source, document, words
from msm_rules.sources.normalise.intervals import wilson
from tests.sources.evaluations_made import facts, read, said, written


def test_every_real_result_gives_valid_facts(shared: Path) -> None:
    for folder in ("evaluations/lm_eval", "evaluations/every_eval_ever", "medical"):
        made = [d for d, _ in evaluation_documents(shared / "data" / folder) if d]
        assert made
        assert not [p for d in made for p in check_document(d, builtin())]


def test_results_of_pythia_name_their_model_or_say_so(shared: Path) -> None:
    found = read(shared / "data/evaluations/lm_eval")
    assert len(found) == 10 + 1
    assert said(found[""]).count("say whose results they are") == 10
    # 1b-deduped_step143000.json: acc 0.2222 of `hendrycksTest-college_biology`, stderr 0.034766.
    one = facts(found["EleutherAI/pythia-v1.1-1b-deduped"])
    assert one["mmlu-college-biology/0-shot"] == {"between": [0.154082, 0.290362]}
    assert one["mmlu-college-biology/0-shot/acc-norm"] != one["mmlu-college-biology"]
    assert "mmlu" not in one


def test_records_of_every_eval_ever_are_those_that_its_store_prints(shared: Path) -> None:
    found = read(shared / "data/evaluations/every_eval_ever/data")
    llama = facts(found["TencentARC/LLaMA-Pro-8B-Instruct"])
    assert (llama["mmlu-pro"], llama["gpqa"], llama["math-lvl-5"]) == (0.1946, 0.2743, 0.0249)
    yi = facts(found["01-ai/yi-1.5-34b-chat"])
    assert yi["mmlu-pro/5-shot/cot"] == 0.5229
    assert yi["mmlu-pro-biology"] == 0.7141
    qwen = next(e for model, e in found.items() if model.startswith("RylanSchaeffer/"))
    assert facts(qwen)["math-rephrased-full/0-shot"] == {"between": list(wilson(0.0004, 5000))}
    assert "hold" in said(found[""])


def test_every_row_of_the_leaderboard_is_read_or_listed(shared: Path) -> None:
    path = shared / "data/evaluations/open_llm_leaderboard_v2.csv"
    with path.open(encoding="utf-8", newline="") as file:
        ids = [row["fullname"] for row in csv.DictReader(file)]
    read_ = list(read_evaluations(path))
    models = [each.model for each in read_ if each.model]
    assert len(models) == len({i.casefold() for i in ids if "/" in i}) == 2253
    assert [str(f) for f in read_[-1].findings] == [
        f"`{path.name}` gpt2: is no Hub id and is left out: `ids: any` in the mapping takes it as "
        "it is"
    ]
    assert sum(any("measured" in str(f) for f in each.findings) for each in read_) > 0


# --- arbitrary documents -------------------------------------------------------------------------

NUMBERS = st.one_of(st.integers(-5, 200), st.floats(), st.just(10**400))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=12))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
WORDS = st.sampled_from(
    ["mmlu", "gsm8k|5", "acc", "acc,none", "acc_stderr,none", "em", "em_stderr", "alias", "x"]
)
TABLES = st.dictionaries(WORDS, st.one_of(ANYTHING, st.dictionaries(WORDS, ANYTHING)), max_size=4)
LM_EVAL = words(
    """groups configs versions n-shot n-samples group_subtasks higher_is_better date
    config_general config_tasks model_name lm_eval_version"""
)
RECORD = words("source_metadata eval_library evaluation_timestamp retrieved_timestamp results")
RESULTS = st.lists(
    st.fixed_dictionaries(
        {"evaluation_name": st.one_of(WORDS, ANYTHING)},
        optional={
            "score_details": st.one_of(
                ANYTHING,
                st.fixed_dictionaries({"score": LEAVES}, optional={"uncertainty": ANYTHING}),
            ),
            "metric_config": st.one_of(
                ANYTHING,
                st.dictionaries(
                    st.sampled_from(
                        ["metric_kind", "metric_unit", "min_score", "max_score", "lower_is_better"]
                    ),
                    LEAVES,
                ),
            ),
            "generation_config": ANYTHING,
        },
    ),
    max_size=3,
)
DOCUMENTS = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {"results": TABLES, "config": TABLES},
        optional={key: st.one_of(TABLES, LEAVES) for key in sorted(LM_EVAL)},
    ),
    st.fixed_dictionaries(
        {"evaluation_results": RESULTS, "model_info": st.fixed_dictionaries({"id": LEAVES})},
        optional={key: st.one_of(TABLES, LEAVES) for key in sorted(RECORD)},
    ),
)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_any_document_gives_valid_facts_or_oddities(value: Any) -> None:
    run = run_of(Document("x.json", "0" * 64, None, value))
    claims = [c for s in run.scores for c in score_claims(run.source, s)[0]]
    kept, _ = sound(claims)
    assert not check_document(document("lab/model", kept), builtin())
    assert run.scores or run.odd or run.model or value
    assert all(isinstance(each, Oddity) for each in run.odd)
    assert all(c.fact.startswith('benchmarks["') for c in claims)


@settings(max_examples=60, deadline=None)
@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_a_score_of_any_kind_is_a_finding_and_no_fault(value: Any) -> None:
    text = json.dumps({"results": {"mmlu": {"acc,none": value}}, "config": {"model_args": "a"}})
    run = run_of(Document("x.json", "", None, json.loads(text)))
    claims = [c for s in run.scores for c in score_claims(run.source, s)[0]]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    good = number and abs(value) < 2 and 0 <= round(value, 12) <= 1
    assert bool(claims) == good


@given(st.floats(0, 1), st.integers(1, 10**9))
def test_an_interval_holds_its_score_and_lies_within_the_scale(p: float, n: int) -> None:
    lo, hi = wilson(p, n)
    assert 0 <= lo <= p + 1e-6
    assert p - 1e-6 <= hi <= 1


@given(st.floats(-1e6, 1e6), st.integers(0, 200), st.floats(-1, 10), st.floats(1, 1e6))
def test_values_are_fractions_or_left_out(printed: float, n: int, stderr: float, hi: float) -> None:
    score = Score("mmlu", "acc", printed, "x", Scale(0, hi), n=n or None, stderr=stderr)
    for claim in score_claims(Source("b", "b/1"), score)[0]:
        value: Any = claim.value
        ends = value["between"] if isinstance(value, dict) else [value, value]
        assert 0 <= ends[0] <= ends[1] <= 1


CELLS = st.one_of(
    st.sampled_from(["lab/a", "LAB/a", "lab/b", "0.5", "61%", "-", "1,5", '"', "#", "\x00", "nan"]),
    st.text(max_size=6),
)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6)


@settings(max_examples=80, deadline=None)
@given(ROWS, st.sampled_from([",", ";", "\t"]), st.binary(max_size=8))
def test_any_table_is_read_or_refused(
    tmp_path_factory: Any, rows: list[list[str]], sign: str, tail: bytes
) -> None:
    folder = tmp_path_factory.mktemp("table")
    written(folder, "b.mapping.yaml", "id: m\nscores: {S: {benchmark: mmlu, n: n}}\n")
    text = "\n".join(sign.join(row) for row in [["m", "S", "n"], *rows])
    path = written(folder, "b.csv", text.encode("utf-8", "replace") + tail)
    with suppress(CatalogueError):
        made = [d for d, _ in evaluation_documents(path) if d]
        assert not [p for d in made for p in check_document(d, builtin())]
        assert {d["model"]["id"].casefold() for d in made} <= {"lab/a", "lab/b"}  # type: ignore[index,call-overload,union-attr]


FIELDS = st.sampled_from(
    sorted(
        words("id ids scores scale shots n where own date model reporter delimiter missing header")
    )
)
COLUMN = st.dictionaries(
    st.sampled_from(sorted(words("benchmark metric scale n stderr shots above_chance apart note"))),
    ANYTHING,
)
MAPPINGS = st.one_of(
    ANYTHING,
    st.dictionaries(FIELDS, ANYTHING),
    st.fixed_dictionaries(
        {"id": st.just("m"), "scores": st.dictionaries(st.text(max_size=3), COLUMN, min_size=1)},
        optional={"where": st.lists(ANYTHING, max_size=2), "scale": ANYTHING, "missing": ANYTHING},
    ),
)


@settings(max_examples=200, deadline=None)
@given(MAPPINGS)
def test_any_mapping_is_taken_or_refused(data: Any) -> None:
    with suppress(CatalogueError):
        assert isinstance(check_mapping(data, "m.yaml"), Table | Told)
