"""Tests in a policy are checked like everything else in it, and become facts, params and a day."""

from __future__ import annotations

from datetime import date

import pytest
from small_policies import POLICY, case, checked, found, given, with_test, wrong, wrong_given

from msm_rules.facts import read_facts
from msm_rules.syntax import tree as t

# --- given -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("parameters: 7B", {"parameters": 7_000_000_000}),
        ("training_compute: 1e25", {"training_compute": 1e25}),
        ("memory.int4: 35 GB", {"memory": {"int4": 35_000_000_000}}),
        ("memory.int4: 1 GiB memory.int8: 2 GiB", {"memory": {"int4": 2**30, "int8": 2**31}}),
        ('benchmarks["medqa"]: 60%', {"benchmarks": {"medqa": 0.6}}),
        ('benchmarks["mmlu/5-shot"]: 0.5', {"benchmarks": {"mmlu/5-shot": 0.5}}),
        ("created: 2026-01-31", {"created": "2026-01-31"}),
        ("created: 2026-01-31 + 1 day", {"created": "2026-02-01"}),
        ("gated: true", {"gated": True}),
        ('license: "apache-2.0"', {"license": "apache-2.0"}),
        ('license: "LicenseRef-ours"', {"license": "LicenseRef-ours"}),
        ('license_chain: {"mit", "apache-2.0"}', {"license_chain": ["Apache-2.0", "MIT"]}),
        ('domains: {"medical", "cardiology"}', {"domains": ["cardiology", "medical"]}),
        ("languages: {}", {"languages": []}),
        ('developer: "Someone Else"', {"developer": "Someone Else"}),
        ("scan_age: 2 weeks", {"scan_age": 14}),
        ('team: "blue"', {"team": "blue"}),
        ("parameters: (6B + 1B)", {"parameters": 7_000_000_000}),
    ],
)
def test_a_given_value_is_a_literal_or_a_set(written: str, model: dict[str, object]) -> None:
    assert given(written) == model


@pytest.mark.parametrize(
    ("written", "model"),
    [
        ("parameters: 6B .. 8B", {"parameters": {"between": [6_000_000_000, 8_000_000_000]}}),
        ("parameters: 7B .. 7B", {"parameters": 7_000_000_000}),
        (
            "created: 2026-01-01 .. 2026-01-31",
            {"created": {"between": ["2026-01-01", "2026-01-31"]}},
        ),
        ('license: one of {"mit", "apache-2.0"}', {"license": {"one_of": ["Apache-2.0", "MIT"]}}),
        ('access: one of {"gated", "api-only"}', {"access": {"one_of": ["api-only", "gated"]}}),
        ('languages: at least {"en"}', {"languages": {"at_least": ["en"]}}),
        (
            'languages: at least {"en"} at most {"de", "en"}',
            {"languages": {"at_least": ["en"], "at_most": ["de", "en"]}},
        ),
        ("parameters: missing", {}),
        ('benchmarks["medqa"]: missing', {}),
    ],
)
def test_uncertainty_is_given_as_a_range_missing_one_of_or_at_least(
    written: str, model: dict[str, object]
) -> None:
    assert given(written) == model


def test_what_a_test_gives_can_be_read_as_facts() -> None:
    written = 'license: "MIT OR Apache-2.0" parameters: 6B .. 8B languages: at least {"en"}'
    result = checked(with_test(f"given {{ {written} }} expect review"))
    facts = read_facts(result.cases[0].model, result.vocabulary)
    assert facts.values["license"] == frozenset({"MIT", "Apache-2.0"})
    assert facts.values["parameters"] == (6e9, 8e9)


def test_the_id_may_be_left_out_and_else_keeps_its_spelling() -> None:
    assert case("expect review").model == {"id": "example/model"}
    assert case('given { id: "Some/Model-7B" } expect review').model == {"id": "Some/Model-7B"}


@pytest.mark.parametrize(
    ("written", "name", "at"),
    [
        ("paramters: 7B", "unknown-fact", "paramters"),
        ("memory: 7 GB", "unknown-fact", "memory"),
        ("benchmarks: 60%", "type-mismatch", "benchmarks"),
        ('likes["x"]: 1', "type-mismatch", 'likes["x"]'),
        ("memory.int4: 35", "type-mismatch", "35"),
        ("parameters: 24 GiB", "type-mismatch", "24 GiB"),
        ('tasks: "text-generation"', "type-mismatch", '"text-generation"'),
        ("created: 2026", "type-mismatch", "2026"),
        ('tasks: {"text-generatoin"}', "unknown-value", '"text-generatoin"'),
        ('access: "open"', "unknown-value", '"open"'),
        ('license: "apache-2.O"', "unknown-value", '"apache-2.O"'),
        ('license: one of {"mit", "mti"}', "unknown-value", '"mti"'),
        ('benchmarks["medqa"]: 60', "out-of-range", "60"),
        ('benchmarks["medqa"]: 50% .. 150%', "out-of-range", "150%"),
        ("likes: -1", "out-of-range", "-1"),
        ("parameters: 1 / 0", "out-of-range", "1 / 0"),
        ("training_compute: 1e308 * 10", "out-of-range", "1e308 * 10"),
        ("created: 9999-12-31 + 1 day", "out-of-range", "9999-12-31 + 1 day"),
        ("license_chain: {}", "out-of-range", "{}"),
        ('id: ""', "out-of-range", '""'),
        ("id: missing", "type-mismatch", "missing"),
        ("parameters: 8B .. 6B", "bad-range", "8B .. 6B"),
        ("license: one of {}", "bad-range", "one of {}"),
        (
            'languages: at least {"en"} at most {"de"}',
            "bad-range",
            'at least {"en"} at most {"de"}',
        ),
        ('license: "mit" .. "x11"', "type-mismatch", '"mit" .. "x11"'),
        ('languages: one of {"en"}', "type-mismatch", 'one of {"en"}'),
        ('license: at least {"mit"}', "type-mismatch", 'at least {"mit"}'),
        ("gated: 1 .. 2", "type-mismatch", "1 .. 2"),
        ("likes: model.downloads", "not-constant", "model.downloads"),
        ("created: today", "not-constant", "today"),
        ("likes: 1 likes: 2", "duplicate-name", "likes"),
        ("likes: unset", "missing-param", "unset"),
    ],
)
def test_a_given_value_that_no_model_can_have_is_an_error(written: str, name: str, at: str) -> None:
    assert (name, at) in [(n, text) for n, text in wrong_given(written)]


def test_all_mistakes_of_a_test_are_found_at_once() -> None:
    names = [
        name for name, _ in wrong("given { likse: 1 gated: 3 } with limt = 3 expect open model.x")
    ]
    assert names == ["unknown-fact", "type-mismatch", "unknown-name", "unknown-fact"]


def test_a_misspelt_fact_is_told_the_nearest_name() -> None:
    (first,) = checked(with_test("given { paramters: 7B } expect accept")).diagnostics
    assert first.label == "did you mean `model.parameters`?"


# --- with --------------------------------------------------------------------------------------


def test_with_sets_params_in_the_form_that_deciding_takes() -> None:
    body = 'with limit = 2 * 10B with owner = "blue" with fresh = 3 weeks expect accept'
    assert case(body).params == {"limit": 20_000_000_000, "owner": "blue", "fresh": 21}


def test_given_values_see_the_params_as_the_test_sets_them() -> None:
    model = case("with limit = 20B given { parameters: limit + 1 } expect accept").model
    assert model["parameters"] == 20_000_000_001
    assert given("parameters: limit") == {"parameters": 13_000_000_000}


def test_params_of_a_library_are_set_under_its_alias() -> None:
    files = {"lib.msm": "param strict: bool = true"}
    text = (
        'policy p { version "1.0.0" }\nuse "lib.msm" as lib\n'
        "critical { rule r { require model.gated == lib.strict } }\n"
        'test "t" { with lib.strict = false expect undetermined }'
    )
    (only,) = checked(text, files=files).cases
    assert only.params == {"lib.strict": False}


@pytest.mark.parametrize(
    ("written", "name", "at"),
    [
        ("with limt = 7B", "unknown-name", "limt"),
        ("with size = 7B", "unknown-name", "size"),
        ("with limit = 7 GB", "type-mismatch", "7 GB"),
        ("with limit = 100B", "bad-range", "100B"),
        ("with limit = model.likes", "not-constant", "model.likes"),
        ("with unset = 1e308 * 10", "type-mismatch", "1e308 * 10"),
        ("with limit = 7B with limit = 8B", "duplicate-name", "limit"),
    ],
)
def test_a_param_is_set_only_to_what_a_decision_would_take(
    written: str, name: str, at: str
) -> None:
    assert wrong(f"{written} expect accept") == [(name, at)]


# --- as of -------------------------------------------------------------------------------------

PLAIN = 'policy p { version "1.0.0" }'
GATED = "critical { rule r { require model.gated waivable } }"
WAIVER = """waiver "w" {
  rule r models {"a/*"} from 2026-01-01 until 2026-02-01 approved by "b" because "c"
}"""
DEPENDS_ON_THE_DAY = {
    "today": f"{PLAIN} critical {{ rule r {{ require model.created <= today }} }}",
    "age": f"{PLAIN} critical {{ rule r {{ require age(model.created) > 1 day }} }}",
    "in a let": f"{PLAIN} let d = age(model.created) critical {{ rule r {{ require d > 1 day }} }}",
    "stale": f'policy p {{ version "1.0.0" stale after 90 days }} {GATED}',
    "effective": f'policy p {{ version "1.0.0" effective from 2026-01-01 }} {GATED}',
    "a waiver": f"{PLAIN} {GATED} {WAIVER}",
}


@pytest.mark.parametrize("policy", DEPENDS_ON_THE_DAY.values(), ids=DEPENDS_ON_THE_DAY)
def test_a_test_names_its_day_where_the_policy_depends_on_it(policy: str) -> None:
    assert found(f'{policy} test "t" {{ expect review }}') == [("misplaced-clause", '"t"')]
    assert found(f'{policy} test "t" {{ as of 2026-01-15 expect review }}') == []


def test_a_test_names_its_day_where_a_base_depends_on_it() -> None:
    files = {"base.msm": DEPENDS_ON_THE_DAY["effective"]}
    text = 'policy child { version "1.0.0" extends "base.msm" } test "t" { expect review }'
    assert found(text, files=files) == [("misplaced-clause", '"t"')]


def test_the_day_is_an_ordinal_and_may_be_left_out_elsewhere() -> None:
    assert case("expect review").as_of is None
    assert case("as of 2026-11-22 expect review").as_of == date(2026, 11, 22).toordinal()


def test_a_test_has_one_day() -> None:
    assert wrong("as of 2026-01-01 as of 2026-01-02 expect review") == [
        ("misplaced-clause", "as of 2026-01-02")
    ]


# --- expect ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "expect accept",
        "expect undetermined",
        "expect reject by size, licence",
        "expect score >= 0.7 expect important != 50%",
        "expect rule liked == 0.5",
        "expect rule licence is waived expect rule size is unknown",
        'expect open model.license expect open model.benchmarks["medqa"]',
        "expect obligation notice",
    ],
)
def test_an_expectation_may_name_what_exists(written: str) -> None:
    assert wrong(written) == []


@pytest.mark.parametrize(
    ("written", "name", "at"),
    [
        ("expect reject by sise", "unknown-name", "sise"),
        ("expect reject by liked", "type-mismatch", "liked"),
        ("expect reject by size, size", "duplicate-name", "size"),
        ("expect contextual >= 0.5", "unknown-name", "contextual"),
        ("expect critical >= 0.5", "type-mismatch", "critical"),
        ("expect score >= 70", "bad-range", "70"),
        ("expect score >= 7 GB", "type-mismatch", "7 GB"),
        ("expect score >= model.likes", "not-constant", "model.likes"),
        ("expect rule likd == 0.5", "unknown-name", "likd"),
        ("expect rule size == 1", "type-mismatch", "size"),
        ("expect rule sise is true", "unknown-name", "sise"),
        ("expect rule liked is true", "type-mismatch", "rule liked is true"),
        ("expect rule size is waived", "closed-rule", "rule size is waived"),
        ("expect open model.lisense", "unknown-fact", "lisense"),
        ("expect open model.benchmarks", "type-mismatch", "benchmarks"),
        ("expect obligation notise", "unknown-name", "notise"),
    ],
)
def test_an_expectation_that_nothing_can_meet_is_an_error(written: str, name: str, at: str) -> None:
    ((first, text),) = wrong(written)
    assert (first, text.removeprefix("expect ")) == (name, at)


def test_the_numbers_of_expectations_are_computed() -> None:
    (expect,) = case("expect score >= 0.5 + 20%").expects
    assert isinstance(expect, t.ExpectValue)
    assert isinstance(expect.value, t.Number)
    assert expect.value.value == 0.7


def test_inherited_rules_and_obligations_may_be_named() -> None:
    text = (
        'policy child { version "1.0.0" extends "base.msm" }\n'
        'test "t" { expect reject by size expect rule liked == 1 expect obligation notice }'
    )
    assert found(text, files={"base.msm": POLICY}) == []


def test_a_test_has_at_least_one_expectation() -> None:
    assert wrong("given { likes: 1 }") == [("misplaced-clause", '"t"')]


def test_a_test_that_cannot_be_read_is_not_told_what_it_lacks() -> None:
    assert [name for name, _ in wrong("given { likes 1 }")] == ["syntax"]


def test_a_rule_in_error_is_not_unknown_to_tests() -> None:
    text = POLICY.replace("prefer model.likes", "prefer model.lieks")
    names = [n for n, _ in found(f'{text} test "t" {{ expect rule liked == 1 }}')]
    assert names == ["unknown-fact"]


# --- tests as such -----------------------------------------------------------------------------


def test_tests_have_names_of_their_own() -> None:
    text = with_test("expect accept") + 'test "t" { expect reject }'
    assert found(text) == [("duplicate-name", '"t"')]


def test_the_tests_of_a_base_are_not_run_with_the_policy_that_extends_it() -> None:
    text = 'policy child { version "1.0.0" extends "base.msm" } test "own" { expect accept }'
    result = checked(text, files={"base.msm": with_test("expect accept")})
    assert [c.name for c in result.cases] == ["own"]


def test_tests_leave_no_trace_in_the_graph() -> None:
    with_, without = (
        checked(text).graph
        for text in (with_test("given { likes: limit * 2 } expect accept"), POLICY)
    )
    assert with_ is not None
    assert without is not None
    assert [n.id for n in with_.nodes] == [n.id for n in without.nodes]
