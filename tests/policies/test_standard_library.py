"""The libraries that ship: complete, true to the data they restate, one instance each."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

import msm_rules
from msm_rules import licences
from msm_rules.check import check_library
from msm_rules.facts.benchmarks import benchmark_names
from msm_rules.facts.vocabulary import builtin
from msm_rules.policyfiles import in_folder
from msm_rules.source import Source
from msm_rules.syntax import tree
from msm_rules.syntax.parse import parse

STD = Path(__file__).resolve().parents[2] / "policies" / "std"
LIBRARIES = ("benchmarks", "files", "hardware", "languages", "licences", "tasks")
CATEGORIES = {
    "permissive": "permissive",
    "public_domain": "public-domain",
    "copyleft": "copyleft",
    "weak_copyleft": "copyleft-limited",
    "source_available": "source-available",
    "use_restricted": "use-restricted",
    "non_commercial": "non-commercial",
    "research_only": "research-only",
    "uncategorised": None,
}
FAMILIES = {
    "llama": "Llama",
    "gemma": "Gemma",
    "qwen": "Qwen",
    "deepseek": "DeepSeek",
    "nvidia": "NVIDIA",
    "mistral": "Mistral",
    "falcon": "Falcon",
    "openrail": "OpenRAIL",
    "creative_commons": "Creative Commons",
    "gpl": "GPL",
}


def source(library: str) -> Source:
    return Source(f"std/{library}.msm", (STD / f"{library}.msm").read_text("utf-8"))


@cache
def sets(library: str) -> dict[str, frozenset[str]]:
    """The sets that a library writes out, by name."""
    file, _ = parse(source(library))
    lets = [item for item in file.items if isinstance(item, tree.Let)]
    return {
        let.name.name: frozenset(t.value for t in let.value.items if isinstance(t, tree.Text))
        for let in lets
        if isinstance(let.value, tree.SetOf)
    }


def test_every_library_is_known_here() -> None:
    assert {file.stem for file in STD.glob("*.msm")} == set(LIBRARIES)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_has_no_mistakes(library: str) -> None:
    path = STD / f"{library}.msm"
    assert (
        check_library(Source(str(path), path.read_text("utf-8")), in_folder(path)).diagnostics == ()
    )


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_named_value_is_explained_or_belongs_to_an_explained_group(library: str) -> None:
    paragraphs = source(library).text.split("\n\n")
    first = next(i for i, p in enumerate(paragraphs) if "let " in p or "param " in p)
    assert all(p.lstrip().startswith("#") for p in paragraphs[:first])
    assert all("#" in p for p in paragraphs if "\nlet" in f"\n{p}" and library != "tasks")


@pytest.mark.parametrize(("group", "category"), CATEGORIES.items())
def test_a_group_of_licences_holds_its_category_of_the_knowledge_base(
    group: str, category: str | None
) -> None:
    assert sets("licences")[group] == {e.id for e in licences.entries() if e.category == category}


@pytest.mark.parametrize(("group", "family"), FAMILIES.items())
def test_a_family_of_licences_holds_its_family_of_the_knowledge_base(
    group: str, family: str
) -> None:
    assert sets("licences")[group] == {e.id for e in licences.entries() if e.family == family}


def test_every_licence_of_the_knowledge_base_is_in_exactly_one_category() -> None:
    groups = [sets("licences")[name] for name in CATEGORIES]
    assert sum(map(len, groups)) == len(frozenset().union(*groups)) == len(licences.entries())


def test_a_withdrawn_licence_is_one_that_the_knowledge_base_names() -> None:
    assert all(licences.lookup(id) for id in sets("licences")["withdrawn"])


def test_the_groups_of_the_hub_hold_every_task_once() -> None:
    names = ("language", "images_and_video", "several_media", "sound", "tables", "acting", "graphs")
    groups = [sets("tasks")[name] for name in names]
    tasks = builtin().enums["task"].members
    assert frozenset().union(*groups) == tasks
    assert sum(map(len, groups)) == len(tasks)


def test_the_european_union_has_twenty_four_official_languages() -> None:
    official = sets("languages")["eu_official"]
    assert len(official) == 24
    assert sets("languages")["eu_working"] <= official
    assert frozenset().union(*sets("languages").values()) <= builtin().enums["language"].members


def test_no_file_format_is_both_data_and_code() -> None:
    groups = sets("files")
    assert not groups["data_only"] & groups["may_run_code"]
    assert groups["data_only"] | groups["may_run_code"] <= builtin().enums["format"].members


def test_every_benchmark_of_the_library_has_the_name_that_facts_use() -> None:
    names = benchmark_names()
    used = [line.split('"')[1] for line in source("benchmarks").text.splitlines() if '["' in line]
    assert used
    assert [name for name in used if names.get(name) != name] == []


ASKING = """
policy asking {{ version "1.0.0" }}
use "std/hardware.msm" as hardware
use "std/benchmarks.msm" as tests
set hardware.memory = {memory}
critical {{ rule size {{ require hardware.fits(model.memory.fp16) }} }}
important {{ rule exam {{ score tests.mmlu_pro }} }}
decide {{ accept if critical }}
"""


@pytest.mark.parametrize(
    ("memory", "verdict"), [("hardware.nvidia_t4", "reject"), ("hardware.nvidia_l4", "accept")]
)
def test_a_model_of_16_gb_fits_24_gb_and_not_16(memory: str, verdict: str) -> None:
    policy = msm_rules.parse_policy(ASKING.format(memory=memory))
    facts = {"id": "a/b", "memory": {"fp16": 16e9, "kv_per_token": 131072}}
    assert policy.decide(facts, as_of=date(2026, 11, 22)).verdict == verdict


def test_guessing_at_an_examination_earns_nothing() -> None:
    policy = msm_rules.parse_policy(ASKING.format(memory="24 GB"))
    facts = {"id": "a/b", "benchmarks": {"mmlu-pro": 0.1}}
    assert policy.decide(facts, as_of=date(2026, 11, 22)).rules["exam"] == (0.0, 0.0)


BASE = """
policy base {{ version "1.0.0" }}
use "std/hardware.msm" as machine
critical {{ rule size {{ require machine.fits(model.memory.fp16) }} }}
"""
CHILD = """
policy child { version "1.0.0" extends "baseline/base.msm" }
use "std/hardware.msm" as server
set server.memory = 80 GB
"""


def test_a_copy_of_a_library_beside_a_policy_is_one_instance_with_the_shipped_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "baseline").mkdir()
    (tmp_path / "std").mkdir()
    (tmp_path / "baseline" / "base.msm").write_text(BASE.format(), "utf-8")
    (tmp_path / "child.msm").write_text(CHILD, "utf-8")
    (tmp_path / "std" / "hardware.msm").write_text(source("hardware").text, "utf-8")
    policy = msm_rules.load_policy(tmp_path / "child.msm")
    facts = {"id": "a/b", "memory": {"fp16": 60e9, "kv_per_token": 131072}}
    assert policy.decide(facts, as_of=date(2026, 11, 22)).verdict == "accept"
