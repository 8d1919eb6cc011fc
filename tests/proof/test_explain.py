"""What people read of a decision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import msm_rules as msm
from msm_rules.diagnostics.cells import cells
from msm_rules.facts import builtin
from msm_rules.proof.explain import explain
from msm_rules.proof.layout import table
from msm_rules.proof.nouns import NOUNS
from msm_rules.proof.sentences import failure
from msm_rules.values.types import MapOf
from tests.proof.conformance import CASES, decide
from tests.proof.decisions import AS_OF, DECISIONS, GOOD

GOLDEN = Path(__file__).parent / "golden"


def told(name: str, **options: Any) -> str:
    return explain(DECISIONS[name]().subject(), **options)


def why(decision: msm.Decision, rule: str) -> str:
    found = next(r for r in decision.session.graph.rules if r.name == rule)
    return failure(decision.subject(), found)


def on(condition: str, **facts: object) -> str:
    """Why a rule with this condition came out as it did."""
    policy = msm.parse_policy(
        f'policy p {{ version "1.0.0" }} critical {{ rule r {{ {condition} }} }}'
    )
    return why(policy.decide({"id": "a/b", **facts}, as_of=AS_OF), "r")


@pytest.mark.parametrize("name", ["accepted", "rejected", "undetermined", "escalated and waived"])
def test_the_explanation_reads_as_reviewed(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / f"{name.replace(' ', '_')}.txt", told(name))


def test_every_step_reads_as_reviewed(golden: Callable[[Path, str], None]) -> None:
    golden(GOLDEN / "every_step.txt", told("rejected", all_nodes=True))


@pytest.mark.parametrize("case", CASES)
def test_every_conformance_case_is_explained_within_the_width(case: dict[str, Any]) -> None:
    text = explain(decide(case).subject(), all_nodes=True, width=80)
    for line in text.splitlines():
        assert cells(line) <= 80 or " " not in line.strip() or cells(line.split()[-1]) > 20, line


@pytest.mark.parametrize("name", DECISIONS)
def test_people_read_no_field_names(name: str) -> None:
    assert "model." not in told(name)


def test_every_fact_of_the_vocabulary_has_a_noun() -> None:
    maps = {path for path, spec in builtin().facts.items() if isinstance(spec.type, MapOf)}
    assert set(NOUNS) == set(builtin().facts) - maps


def test_the_verdict_stands_first() -> None:
    assert told("accepted").startswith("BioMistral/BioMistral-7B  ACCEPTED by")
    assert told("rejected").startswith("BioMistral/BioMistral-7B  REJECTED by")
    assert told("undetermined").startswith("BioMistral/BioMistral-7B  UNDECIDED under")


def test_a_size_is_compared_in_human_units_with_the_figures_put_in() -> None:
    assert why(DECISIONS["rejected"](), "size") == "needed 34.6 GiB > 0.9 × 24 GiB = 21.6 GiB"


def test_a_waiver_is_told_with_who_approved_it_and_until_when() -> None:
    text = " ".join(told("escalated and waived").split())
    assert "waived by W-2026-014, approved by Legal counsel, until 2026-12-31" in text
    assert "Signed agreement of 2026-02-03" in text


def test_params_that_were_set_stand_beside_their_defaults() -> None:
    assert "gpu_memory 48 GiB (default 24 GiB)" in told("customer-facing")


def test_what_is_open_is_said_with_what_is_known_so_far_and_for_which_rule() -> None:
    assert "? its languages (at least en so far), for languages" in told("undetermined")


def test_licence_terms_nobody_has_read_are_said_to_be_so() -> None:
    assert "? what LicenseRef-somebodys-own says of commercial-use" in told("unread licence")


def test_facts_not_asked_for_are_said_to_be_so() -> None:
    text = " ".join(told("stopped early").split())
    assert "not asked for, since it could not change the verdict" in text


def test_facts_that_are_too_old_are_said_to_be_so() -> None:
    assert "too old to count, more than 90 days" in " ".join(told("stale").split())


@pytest.mark.parametrize(
    ("condition", "facts", "sentence"),
    [
        ('require "chat" in model.capabilities', {"capabilities": ["vision"]},
         '"chat" is not among its capabilities (vision)'),
        ('require "chat" in model.capabilities', {},
         'not known: its capabilities'),
        ('require model.languages covers {"en", "de"}', {"languages": ["en", "fr"]},
         'its languages (en, fr) lack "de"'),
        ('require model.formats within {"safetensors"}', {"formats": ["pickle", "safetensors"]},
         '"pickle" of its file formats is not among safetensors'),
        ("require model.parameters <= 13B", {"parameters": 7e10},
         "its parameters 70B > 13B"),
        ("require model.parameters <= 13B", {"parameters": {"between": [12e9, 14e9]}},
         "not known whether its parameters ≤ 13B (between 12B and 14B)"),
        ('require model.license in {"mit"}', {"license": "apache-2.0"},
         "its licence (Apache-2.0) is not among MIT"),
        ('require model.license permits "commercial-use"', {"license": "cc-by-nc-4.0"},
         "CC-BY-NC-4.0 does not permit commercial-use"),
        ('require model.license permits {"commercial-use", "modification"}',
         {"license": "cc-by-nc-4.0"},
         "CC-BY-NC-4.0 does not permit all of commercial-use, modification"),
        ('forbid model.license requires {"naming", "share-alike"}', {"license": "llama3.1"},
         "LicenseRef-llama3.1 requires any of naming, share-alike"),
        ('require model.developer_country == "DE"', {"developer_country": "FR"},
         "the country of its developer is FR, not DE"),
        ("require not model.custom_code", {"custom_code": True},
         "code of its own to load it: yes"),
        ('require model.benchmarks["medqa"] >= 60%', {"benchmarks": {"medqa": 0.5}},
         "its result on medqa 50.0 % < 60.0 %"),
        ("require age(model.modified) <= 30 days", {"modified": "2026-01-01"},
         "the age of its last change = 325 days > 30 days"),
        ("require model.likes is known", {}, "its likes: not known"),
        ('forbid model.id matches "a/*"', {}, 'its id a/b looks like "a/*"'),
        ('require any t in model.tasks: t == "text-ranking"', {"tasks": []}, "its tasks: none"),
        ('require any t in model.tasks: t == "text-ranking"',
         {"tasks": ["text-generation", "translation"]},
         "its tasks: each of text-generation, translation is not text-ranking"),
        ('require all l in model.license_chain: l.user_cap >= 1B',
         {"license_chain": ["mit", "llama3.1"]},
         "the licences of its lineage: the users that LicenseRef-llama3.1 allows (700,000,000) "
         "< 1,000,000,000 · the users that MIT allows (no limit) ≥ 1,000,000,000"),
        ('forbid any l in model.license_chain: "DE" in l.excluded_territories',
         {"license_chain": ["mit"]},
         "the licences of its lineage: DE is not among the territories that MIT leaves out (none)"),
        ('require model.license_chain permits "commercial-use"',
         {"license_chain": {"at_least": ["mit"]}},
         "the licences of its lineage: MIT permits commercial-use · there may be others"),
        ('require model.license_chain permits {"commercial-use", "modification"}',
         {"license_chain": ["mit"]},
         "the licences of its lineage: MIT permits commercial-use and modification"),
        ('forbid model.license_chain requires {"naming", "share-alike"}',
         {"license_chain": ["mit"]},
         "the licences of its lineage: MIT does not require naming or share-alike"),
        ('forbid model.license_chain requires "naming"', {"license_chain": ["mit"]},
         "the licences of its lineage: MIT does not require naming"),
        ('forbid model.formats overlaps {"pickle", "keras"}', {"formats": ["pickle"]},
         'its file formats include "pickle", which is among keras, pickle'),
        ('require model.formats overlaps {"pickle"}', {"formats": ["pickle"]},
         'its file formats include "pickle"'),
        ('require model.formats overlaps {"pickle", "keras"}', {"formats": []},
         "its file formats (none) do not include any of keras, pickle"),
        ('require model.formats overlaps {"pickle"}', {"formats": {"at_least": ["gguf"]}},
         "not known whether its file formats (at least gguf) include pickle"),
        ('require (count t in model.tasks: t == "translation") >= 2',
         {"tasks": ["translation", "text-generation"]},
         "(1 of its tasks (text-generation, translation): each of them is translation) < 2"),
    ],
)  # fmt: skip
def test_a_failed_comparison_is_a_sentence(
    condition: str, facts: dict[str, object], sentence: str
) -> None:
    assert on(condition, **facts) == sentence


def test_of_an_and_only_what_failed_is_told_and_of_an_or_everything() -> None:
    both = "require model.likes > 5 and model.downloads > 5"
    either = "require model.likes > 5 or model.downloads > 5"
    assert on(both, likes=9, downloads=1) == "its downloads in 30 days 1 ≤ 5"
    assert on(either, likes=1, downloads=1) == "its likes 1 ≤ 5; its downloads in 30 days 1 ≤ 5"


def test_a_list_of_the_policy_is_told_by_its_name() -> None:
    policy = msm.parse_policy("""policy p { version "1.0.0" }
let old_ones = {"MPL-1.1", "EPL-1.0"}
let open_ones = {"MIT", "0BSD", "ISC", "X11", "Zlib", "NCSA", "Unlicense"}
critical {
  rule old { forbid model.license_chain overlaps old_ones }
  rule free { require model.license_chain within open_ones }
}""")
    decision = policy.decide({"id": "a/b", "license_chain": ["mit"]}, as_of=AS_OF)
    lineage = "the licences of its lineage: MIT is"
    assert why(decision, "old") == f'{lineage} not on the list "old ones" (EPL-1.0, MPL-1.1)'
    assert why(decision, "free") == f'{lineage} on the list "open ones"'


def test_columns_stand_below_each_other_however_long_a_name_is() -> None:
    rows = [("its size", "3 GiB", "measured"), ("a name that is far too long " * 3, "no", "said")]
    lines = list(table(rows, 4, 80))
    assert [
        line.index(word) for line in lines for word in ("measured", "said") if word in line
    ] == [21, 21]
    assert all(cells(line) <= 80 for line in lines)


def test_strangers_cannot_move_the_cursor() -> None:
    nasty = "evil\x1b[2J\u202e"
    rows = [{"method": "declared", "source": nasty, "locator": nasty, "revision": nasty}]
    facts = {**GOOD, "evidence": {"license_chain": rows}}
    facts["model"] = {**GOOD["model"], "developer": nasty}
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule r { require model.developer == "me" '
        'and model.license_chain permits "hosting" } }'
    )
    text = explain(policy.decide(facts, as_of=AS_OF).subject(), all_nodes=True)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_colour_adds_nothing_but_colour() -> None:
    import re

    plain, coloured = told("rejected"), told("rejected", colour=True)
    assert coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
