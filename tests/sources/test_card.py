"""Model cards: what is said is read, what is broken is a finding, and nothing fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.facts import builtin, check_document
from msm_rules.sources.card import UNNAMED, card_text, read_card

GOOD = """---
license: apache-2.0
language: [en, no]
base_model: Qwen/Qwen2.5-14B
base_model_relation: finetune
pipeline_tag: text-generation
---
# A model
"""


def _model(text: str, id: str | None = "a/b") -> dict[str, Any]:
    document, _ = read_card(text, id)
    assert check_document(document, builtin()) == ()
    model = document["model"]
    assert isinstance(model, dict)
    return model


def _findings(text: str) -> list[str]:
    return [str(f) for f in read_card(text, "a/b")[1]]


@pytest.mark.parametrize(
    "text",
    [GOOD, GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, "\ufeff" + GOOD.replace("\n", "\r\n")],
)
def test_line_ends_and_a_byte_order_mark_do_not_matter(text: str) -> None:
    model = _model(text)
    assert model["license"] == "Apache-2.0"
    assert model["languages"] == ["en", "no"]
    assert model["base_models"] == ["Qwen/Qwen2.5-14B"]
    assert model["relation"] == "finetune"
    assert _findings(text) == []


def test_evidence_names_the_field_and_the_digest_of_the_card() -> None:
    document, _ = read_card(GOOD, "a/b")
    evidence: Any = document["evidence"]
    (row,) = evidence["license"]
    assert row["locator"] == "README.md: license"
    assert row["method"] == "declared"
    assert len(row["sha256"]) == 64


def test_one_broken_key_never_loses_the_others() -> None:
    text = "---\nlicense: mit\ntitle: a: b: [\nlanguage: en\n---\n"
    assert _model(text)["license"] == "MIT"
    assert _model(text)["languages"] == ["en"]
    assert any("`README.md: title`" in f for f in _findings(text))


def test_a_key_given_twice_with_different_values_says_nothing() -> None:
    text = "---\nlicense: mit\nlanguage: en\nlicense: apache-2.0\n---\n"
    assert "license" not in _model(text)
    assert _model(text)["languages"] == ["en"]
    assert any("given twice with different values" in f for f in _findings(text))


def test_aliases_that_stand_for_a_billion_words_are_not_followed() -> None:
    rows = "".join(f"{c}: &{c} [{', '.join([f'*{chr(ord(c) - 1)}'] * 9)}]\n" for c in "bcdefghi")
    text = f"---\na: &a [lol]\n{rows}license: mit\n---\n"
    assert _model(text)["license"] == "MIT"
    assert any("has an alias" in f for f in _findings(text))


def test_a_field_of_another_form_is_a_finding() -> None:
    text = (
        "---\nlicense: {a: b}\ntags: [x, 3]\npipeline_tag: [a]\nbase_model: 7\nlanguage: en\n---\n"
    )
    assert _model(text)["languages"] == ["en"]
    found = _findings(text)
    assert (
        "`README.md: license` expected a text or a list of texts, found a mapping with `a`" in found
    )
    assert len([f for f in found if "expected a text" in f]) == 4


def test_a_licence_that_nobody_knows_is_a_finding_and_its_words_stay() -> None:
    model = _model("---\nlicense: our-own\n---\n")
    assert model["license_declared"] == "our-own"
    assert "license" not in model
    assert any("no licence is known" in f for f in _findings("---\nlicense: our-own\n---\n"))


def test_a_card_without_front_matter_says_no_more_than_its_id() -> None:
    document, (finding,) = read_card("# Hello", None)
    assert document["model"]["id"] == UNNAMED  # type: ignore[index,call-overload]
    assert "has no front matter" in str(finding)


def test_bytes_that_are_no_utf_8_are_replaced_and_said() -> None:
    text, (finding,) = card_text(b"---\nlicense: mit\nauthor: Ren\xe9\n---\n")
    assert _model(text)["license"] == "MIT"
    assert "line 3" in str(finding)


def test_front_matter_of_300_kb_is_read_in_full() -> None:
    rows = "".join(f"- text: {n} {'x' * 80}\n" for n in range(3_500))
    assert _model(f"---\nwidget:\n{rows}license: mit\n---\n")["license"] == "MIT"


# --- results -------------------------------------------------------------------------------------


def _results(*figures: tuple[str, str, object]) -> str:
    rows = "".join(
        f"  - dataset: {{name: {name}, type: t}}\n"
        f"    metrics: [{{type: {metric}, value: {value}}}]\n"
        for name, metric, value in figures
    )
    return f"---\nmodel-index:\n- name: own\n  results:\n{rows}---\n"


def test_figures_above_one_are_percent() -> None:
    found = _model(_results(("HumanEval (Python)", "pass@1", 53.7)))["benchmarks"]
    assert found == {"humaneval-python": 0.537, "humaneval-python/pass-1": 0.537}


def test_figures_that_may_be_percent_or_fractions_are_left_out() -> None:
    text = _results(("a", "accuracy", 53.7), ("b", "accuracy", 0.9))
    assert set(_model(text)["benchmarks"]) == {"a", "a/accuracy"}
    assert any("beside percents left out" in f for f in _findings(text))


def test_two_metrics_of_one_benchmark_do_not_mix() -> None:
    found = _model(_results(("a", "accuracy", 0.5), ("a", "f1", 0.7)))["benchmarks"]
    assert found == {"a/accuracy": 0.5, "a/f1": 0.7}


def test_what_is_no_share_is_told_and_left_out() -> None:
    text = _results(("a", "loss", 2.1))
    assert "benchmarks" not in _model(text)
    assert any("no share of anything: loss" in f for f in _findings(text))


def test_the_name_in_the_index_is_the_id_where_nothing_else_is() -> None:
    assert _model(_results(("a", "accuracy", 0.5)), None)["id"] == "own"


# --- any text, and real cards --------------------------------------------------------------------


@given(
    st.text(
        alphabet=st.sampled_from(list("-: \n[]{}&*!'\"|>#ab01,.\ttagslicense\u2028\ud800")),
        max_size=80,
    )
)
def test_any_front_matter_gives_a_document_that_can_be_read(front: str) -> None:
    for text in (f"---\n{front}\n---\n", f"---\nlicense: {front}\nlanguage: {front}\n---\n", front):
        _model(text)


def test_every_real_card_gives_a_document(shared: Path) -> None:
    paths = [
        *(shared / "data/cards").glob("*.md"),
        *(shared / "data").glob("checkpoints/*/README.md"),
    ]
    assert len(paths) > 30
    for path in paths:
        text, _ = card_text(path.read_bytes())
        model = _model(text, None)
        assert len(model) >= 3


def test_a_list_for_front_matter_is_a_finding(shared: Path) -> None:
    text = (shared / "data/cards/sample_invalid_card_data.md").read_text("utf-8")
    assert "no mapping: an empty list" in _findings(text)[0]


def test_a_result_without_a_dataset_never_loses_the_card(shared: Path) -> None:
    text = (shared / "data/cards/sample_invalid_model_index.md").read_text("utf-8")
    assert _model(text)["license"] == "MIT"
    assert _findings(text) == ["`README.md: model-index` result 1 names no dataset"]
