"""`msm facts show`: each fact with where it is from, and what stayed unknown, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


def shown(msm: Run, desk: Path, document: dict[str, Any], *more: str) -> str:
    """What `show` says of a document, in one line with single blanks."""
    (desk / "one.json").write_text(json.dumps(document), "utf-8")
    outcome = msm("facts", "show", "one.json", "--as-of", "2026-11-22", *more)
    assert outcome.status == 0, outcome.err
    return " ".join(outcome.out.split())


def declared(source: str, raw: Any = None, **more: Any) -> dict[str, Any]:
    return {"method": "declared", "source": source, **({"raw": raw} if raw else {}), **more}


def test_a_licence_that_no_source_names_clearly_says_what_was_written(msm: Run, desk: Path) -> None:
    said = {
        "model": {"id": "a/b", "license_declared": "other"},
        "evidence": {"license_declared": [declared("card", note="`other` names no licence")]},
    }
    text = shown(msm, desk, said)
    assert "license: its source says `other`: `other` names no licence" in text
    assert "license_chain: follows from `license`, which is not known" in text


def test_sources_that_disagree_are_named(msm: Run, desk: Path) -> None:
    rows = [declared("hub", "apache-2.0"), declared("gpustack", "mit")]
    said = {
        "model": {"id": "a/b", "license": {"one_of": ["MIT", "Apache-2.0"]}},
        "evidence": {"license": rows},
    }
    text = shown(msm, desk, said)
    assert "? its sources say different things" in text
    assert "? declared sources disagree: hub says Apache-2.0, gpustack says MIT" in text


def test_what_a_weaker_source_says_stands_below_what_counts(msm: Run, desk: Path) -> None:
    rows = [{"method": "measured", "source": "hub"}, declared("card", 7_000_000_000)]
    said = {"model": {"id": "a/b", "parameters": 8e9}, "evidence": {"parameters": rows}}
    assert "8B measured (hub) less sure: declared (card): `7000000000`" in shown(msm, desk, said)


def test_every_licence_of_a_chain_has_its_evidence(msm: Run, desk: Path) -> None:
    rows = [
        declared("hub", member="MIT", locator="x/base: license"),
        {"method": "derived", "source": "attested", "member": "Apache-2.0"},
    ]
    said = {
        "model": {"id": "a/b", "license_chain": ["MIT", "Apache-2.0"]},
        "evidence": {"license_chain": rows},
    }
    text = shown(msm, desk, said)
    assert "declared (hub), x/base: license, for MIT derived (attested), for Apache-2.0" in text


def test_a_line_is_open_where_an_ancestor_is_not_looked_up(msm: Run, desk: Path) -> None:
    row = {"method": "derived", "source": "hub", "note": "not looked up: x/base"}
    said = {
        "model": {
            "id": "a/b",
            "ancestors": {"at_least": ["x/base"]},
            "license_chain": {"at_least": ["MIT"]},
        },
        "evidence": {"ancestors": [row], "license_chain": [declared("card", "mit", member="MIT")]},
    }
    text = shown(msm, desk, said)
    assert "ancestors at least x/base derived (hub) ? not looked up: x/base" in text
    assert "declared (card), for MIT ? follows from `license`, which is not known" in text
    said["model"]["license"] = "MIT"
    assert "? follows from `ancestors`: not looked up: x/base" in shown(msm, desk, said)


def test_what_a_source_said_that_could_not_be_read_is_shown_at_its_fact(
    msm: Run, desk: Path
) -> None:
    card = "---\npipeline_tag: magic\nlicense: mit\nlicense_name: {}\n---\n"
    (desk / "README.md").write_text(card, "utf-8")
    outcome = msm("facts", "show", "README.md")
    text = " ".join(outcome.out.split())
    assert "tasks: `README.md: pipeline_tag` `magic` is no task that is known" in text
    assert "? `README.md: license_name` expected a text" in text
    assert "note: `README.md: pipeline_tag`" in outcome.err


def test_what_is_stale_for_a_policy_says_since_when(msm: Run, desk: Path) -> None:
    policy = 'policy p { version "1.0.0" stale after 90 days }\n'
    (desk / "p.msm").write_text(policy, "utf-8")
    said = {
        "model": {"id": "a/b", "likes": 3},
        "evidence": {"likes": [declared("hub", observed="2026-05-20")]},
    }
    stale = "? counts as not known: last observed on 2026-05-20, more than 90 days ago"
    assert stale in shown(msm, desk, said, "--policy", "p.msm")
    assert stale not in shown(msm, desk, said)


@pytest.mark.parametrize(
    ("facts", "evidence", "why"),
    [
        (
            {"parameters": {"between": [5, 9]}},
            {"parameters": [{"method": "estimated", "raw": "7B"}]},
            "estimated from `7B`",
        ),
        (
            {"benchmarks": {"m": {"between": [0.4, 0.5]}}},
            {'benchmarks["m"]': [declared("b", n=1273)]},
            "1,273 items leave so much to chance",
        ),
        (
            {"created": {"between": [None, "2022-03-02"]}},
            {"created": [declared("hub")]},
            "a bound, not a value",
        ),
        ({"inputs": {"at_least": ["text"]}}, {}, "no source says that these are all"),
        ({"likes": {"between": [1, 2]}}, {}, "its source says no more"),
        (
            {"memory": {"int4": {"between": [1, 2]}}},
            {},
            "follows from `parameters`, which is not known",
        ),
    ],
)
def test_why_a_fact_is_not_exact(
    msm: Run, desk: Path, facts: dict[str, Any], evidence: dict[str, Any], why: str
) -> None:
    assert why in shown(msm, desk, {"model": {"id": "a/b", **facts}, "evidence": evidence})


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (
            {"tasks": [declared("card", "magic")]},
            "tasks: card says `magic`: that could not be read",
        ),
        (
            {"base_models": [declared("card", note="none named, but name has `glm`")]},
            "base_models: none named, but name has `glm`",
        ),
        (
            {"gated": [declared("a"), declared("b")]},
            "gated: sources disagree so far that nothing is left",
        ),
        (
            {"ancestors": [declared("a")]},
            "ancestors: follows from `base_models`, which is not known",
        ),
    ],
)
def test_why_nothing_is_known(msm: Run, desk: Path, evidence: dict[str, Any], why: str) -> None:
    if "gated" in evidence:
        assert why.startswith("gated")
        text = shown(msm, desk, {"model": {"id": "a/b", "access": "gated"}, "evidence": evidence})
    else:
        text = shown(msm, desk, {"model": {"id": "a/b"}, "evidence": evidence})
    assert why in text


def test_an_exact_fact_has_no_reason(msm: Run, desk: Path) -> None:
    text = shown(
        msm, desk, {"model": {"id": "a/b", "likes": 3, "languages": ["en"], "license": "MIT"}}
    )
    assert "?" not in text


def test_nothing_a_stranger_writes_moves_the_cursor(msm: Run, desk: Path) -> None:
    row = declared("a\u202eb", "\x1b[2J", note="x\u202ey\x07")
    text = shown(
        msm, desk, {"model": {"id": "a/b"}, "evidence": {"tasks": [row], "license": [row]}}
    )
    assert not set(text) & set("\u202e\x1b\x07")
