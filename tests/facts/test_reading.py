"""What language.md says of facts as input: the JSON forms, and what is ill-formed."""

from __future__ import annotations

from datetime import date, datetime
from math import inf, nan
from typing import Any

import pytest

from msm_rules.facts import FactsError, builtin, own_fact, read_facts
from msm_rules.values.possible import FALSE, TRUE
from msm_rules.values.types import BYTES, DURATION, NUMBER, Enum, MapOf, SetOf

V = builtin()
DAY = float(date(2026, 11, 20).toordinal())


def values(**model: Any) -> dict[str, Any]:
    read = dict(read_facts({"id": "a/b", **model}, V).values)
    del read["id"]
    return read


def complaint(model: Any, vocabulary: Any = V, record: str = "") -> str:
    with pytest.raises(FactsError) as caught:
        read_facts(model, vocabulary, record)
    return str(caught.value)


def complaint_of(**model: Any) -> str:
    return complaint({"id": "a/b", **model})


# Forms


def test_a_number_is_exact() -> None:
    assert values(likes=7) == {"likes": (7.0, 7.0)}
    assert values(likes=7.5) == {"likes": (7.5, 7.5)}


def test_between_gives_both_ends_and_null_the_end_of_the_natural_range() -> None:
    assert values(parameters={"between": [6.5e9, 7.5e9]}) == {"parameters": (6.5e9, 7.5e9)}
    assert values(parameters={"between": [6.5e9, None]}) == {"parameters": (6.5e9, inf)}
    assert values(benchmarks={"medqa": {"between": [0.4, None]}}) == {
        'benchmarks["medqa"]': (0.4, 1.0)
    }
    assert values(prototypes={"latency": {"between": [None, 3]}}) == {
        'prototypes["latency"]': (-inf, 3.0)
    }


def test_absent_null_and_the_whole_natural_range_are_all_missing() -> None:
    assert values() == {}
    assert values(likes=None, memory=None, benchmarks={"mmlu": None}, license=None) == {}
    assert values(likes={"between": [None, None]}, documentation={"between": [0, 1]}) == {}
    assert values(languages={"at_least": []}) == {}


def test_dates_are_day_ordinals_from_iso_text_or_date_objects() -> None:
    assert values(modified="2026-11-20") == {"modified": (DAY, DAY)}
    assert values(modified=date(2026, 11, 20)) == {"modified": (DAY, DAY)}
    assert values(created={"between": [None, "2026-11-20"]}) == {"created": (-inf, DAY)}


def test_a_date_object_is_kept_as_iso_text_in_the_plain_model() -> None:
    facts = read_facts({"id": "a/b", "created": {"between": [None, date(2026, 11, 20)]}}, V)
    assert facts.model["created"] == {"between": [None, "2026-11-20"]}


def test_bools_are_true_or_false() -> None:
    assert values(gated=True, signed=False) == {"gated": TRUE, "signed": FALSE}


def test_texts_keep_their_case_and_may_be_one_of_several() -> None:
    assert values(architecture="LlamaForCausalLM") == {
        "architecture": frozenset({"LlamaForCausalLM"})
    }
    assert values(dtype={"one_of": ["bf16", "fp16"]}) == {"dtype": frozenset({"bf16", "fp16"})}


def test_hub_ids_are_case_folded_and_the_id_keeps_its_spelling() -> None:
    facts = read_facts({"id": "Meta-Llama/X", "base_models": ["A/B"], "author": "Meta"}, V)
    assert facts.id == "Meta-Llama/X"
    assert facts.values == {
        "id": frozenset({"meta-llama/x"}),
        "base_models": (frozenset({"a/b"}), frozenset({"a/b"})),
        "author": frozenset({"meta"}),
    }


def test_a_licence_is_canonical_and_or_means_alternatives() -> None:
    assert values(license="apache-2.0") == {"license": frozenset({"Apache-2.0"})}
    assert values(license="mit or APACHE-2.0") == {"license": frozenset({"MIT", "Apache-2.0"})}
    assert values(license={"one_of": ["mit", "mit OR isc"]}) == {
        "license": frozenset({"MIT", "ISC"})
    }


def test_a_member_of_a_licence_set_keeps_its_or() -> None:
    members = frozenset({"MIT OR Apache-2.0"})
    assert values(license_chain=["mit or apache-2.0"]) == {"license_chain": (members, members)}


def test_sets_are_exact_or_bounded_from_below_or_on_both_sides() -> None:
    en, both = frozenset({"en"}), frozenset({"en", "de"})
    assert values(languages=["en"]) == {"languages": (en, en)}
    assert values(languages=[]) == {"languages": (frozenset(), frozenset())}
    assert values(languages={"at_least": ["en"]}) == {"languages": (en, None)}
    assert values(languages={"at_least": ["en"], "at_most": ["en", "de"]}) == {
        "languages": (en, both)
    }


def test_facts_below_the_top_may_be_nested_or_dotted() -> None:
    nested = read_facts({"id": "a/b", "memory": {"int4": 4, "int8": 8}}, V)
    dotted = read_facts({"id": "a/b", "memory.int4": 4, "memory.int8": 8}, V)
    assert nested == dotted
    assert nested.model == {"id": "a/b", "memory": {"int4": 4, "int8": 8}}


def test_a_policys_own_facts_and_members_are_read() -> None:
    v = V.with_fact(own_fact("audit.score", NUMBER, "")).with_fact(own_fact("lag", DURATION, ""))
    v = v.with_fact(own_fact("trial", MapOf(BYTES), "")).with_values("domain", frozenset({"x"}))
    v = v.with_fact(own_fact("ring", SetOf(Enum("choice", frozenset({"in"}))), ""))
    model = {"id": "a", "audit": {"score": -1}, "lag": 2.5, "trial": {"t": 9}, "domains": ["x"]}
    read = read_facts({**model, "ring": ["in"]}, v).values
    assert read["audit.score"] == (-1.0, -1.0)
    assert read["lag"] == (2.5, 2.5)
    assert read['trial["t"]'] == (9.0, 9.0)
    assert read["domains"] == read["domains"]
    assert "expected one of the domains, found the text `x`" in complaint_of(domains=["x"])


def test_the_plain_model_does_not_follow_later_changes_of_the_input() -> None:
    given = {"id": "a/b", "languages": ["en"], "memory": {"int4": {"between": [1, 2]}}}
    facts = read_facts(given, V)
    given["languages"].append("de")  # type: ignore[attr-defined]
    given["memory"]["int4"]["between"][0] = 0  # type: ignore[index]
    assert facts.model["languages"] == ["en"]
    assert facts.model["memory"] == {"int4": {"between": [1, 2]}}


def test_facts_already_read_are_given_back() -> None:
    facts = read_facts({"id": "a/b"}, V)
    assert read_facts(facts, V) is facts


def test_a_document_and_its_model_part_alone_say_the_same() -> None:
    model = {"id": "a/b", "likes": 3}
    assert read_facts({"schema": "msm-facts/1", "model": model}, V) == read_facts(model, V)


# Ill-formed input


def test_the_message_names_record_and_field() -> None:
    assert (
        complaint({"id": "BioMistral/BioMistral-7B", "likes": "many"})
        == "BioMistral/BioMistral-7B: model.likes: expected a number, found the text `many`"
    )
    assert complaint({"id": "a/b", "likes": "x"}, record="line 3").startswith("line 3: a/b: model.")


def test_all_problems_of_a_record_are_found_at_once() -> None:
    with pytest.raises(FactsError) as caught:
        read_facts({"likes": -1, "memory": {"int4": "x"}, "benchmarks": {"mmlu": 71.3}}, V)
    assert [p.field for p in caught.value.problems] == [
        "model.likes",
        "model.memory.int4",
        'model.benchmarks["mmlu"]',
        "model.id",
    ]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({"likes": True}, "model.likes: expected a number, found `true`"),
        ({"likes": nan}, "model.likes: expected a number, found `nan`, which is not finite"),
        ({"likes": inf}, "model.likes: expected a number, found `inf`, which is not finite"),
        ({"likes": -1}, "model.likes: expected a number of at least 0, found `-1`"),
        ({"likes": [1]}, "model.likes: expected a number, found a list"),
        ({"likes": {"between": [9, 1]}}, "its ends in the wrong order: `9` is above `1`"),
        ({"likes": {"between": [1]}}, "model.likes.between: expected a list of two ends"),
        ({"likes": {"between": [-1, 1]}}, "expected a number of at least 0, found `-1`"),
        ({"likes": {"at_least": 3}}, "or `between`, found a mapping with `at_least`"),
        ({"likes": {}}, "found an empty mapping"),
        ({"documentation": 1.5}, "expected a number from 0 to 1, found `1.5`"),
        ({"benchmarks": {"mmlu": 71.3}}, 'model.benchmarks["mmlu"]: expected a number from 0 to 1'),
        ({"benchmarks": 3}, "model.benchmarks: expected a mapping, found `3`"),
        ({"memory": {"int5": 3}}, "model.memory.int5: is no fact; did you mean `memory.int8`?"),
        ({"memory": {"int4": 1}, "memory.int4": 1}, "model.memory.int4: is given twice"),
        ({"memory": {"int4": "4 GB"}}, "expected a number of bytes, found the text `4 GB`"),
        ({"modified": "yesterday"}, "expected a date such as `2026-11-22`, found the text"),
        ({"modified": "2026-13-01"}, "expected a date"),
        ({"modified": "20261120"}, "expected a date"),
        ({"modified": 739940}, "expected a date such as `2026-11-22`, found `739940`"),
        ({"modified": datetime(2026, 1, 1, 3)}, "expected a date"),
        ({"gated": "yes"}, "expected `true` or `false`, found the text `yes`"),
        ({"gated": 1}, "expected `true` or `false`, found `1`"),
        ({"license": ["mit"]}, "model.license: expected a text, found a list"),
        ({"license": ""}, "model.license: "),
        ({"license": "mit and"}, "is no licence expression"),
        ({"license": {"one_of": []}}, "expected a list of alternatives, found an empty list"),
        ({"license": {"one_of": ["mit"], "x": 1}}, "found a mapping with `one_of`, `x`"),
        ({"license_chain": []}, "model.license_chain: is never empty"),
        ({"license_chain": {"at_least": [], "at_most": []}}, "is never empty"),
        ({"languages": "en"}, "expected a list of texts, found the text `en`"),
        ({"languages": ["en", 3]}, "model.languages[1]: expected one of the languages, found `3`"),
        ({"languages": {"at_least": ["en"], "at_most": ["de"]}}, "`en` is in `at_least` but not"),
        ({"languages": {"at_most": ["de"]}}, "expected a list, or `at_least`"),
        ({"languages": {"at_least": ["e"]}}, "model.languages.at_least[0]: expected one of the"),
        ({"tasks": ["text-generatoin"]}, "did you mean `text-generation`?"),
        ({"access": "open"}, "expected one of the access"),
        ({"datasets": [None]}, "model.datasets[0]: expected a text, found nothing"),
        ({"likez": None}, "model.likez: is no fact; did you mean `likes`?"),
        ({3: 4}, "is no fact"),
        ({"architecture": "\ud800"}, "half a character"),
        ({"benchmarks": {"": 0.5, "a\nb": 0.5}}, "control character"),
    ],
)
def test_what_is_ill_formed_is_said_in_words(model: dict[Any, Any], said: str) -> None:
    assert said in complaint({"id": "a/b", **model})


@pytest.mark.parametrize("bad", [None, "", 3, True, ["a/b"], {"one_of": ["a"]}, "a" * 501, "a\nb"])
def test_an_id_is_a_text_of_one_line_and_500_characters_at_most(bad: object) -> None:
    assert "model.id: " in complaint({"id": bad})


def test_whole_numbers_beyond_2_to_the_53_are_taken_only_where_exact() -> None:
    assert values(training_compute=10**25 - 10**25 % 2**40) != {}
    assert values(training_compute=2**60) == {"training_compute": (2.0**60, 2.0**60)}
    assert "is not exact as a 64-bit float" in complaint_of(training_compute=2**53 + 1)
    assert "a whole number of more than 30 digits" in complaint_of(training_compute=10**400)
    assert values(training_compute=1e25) == {"training_compute": (1e25, 1e25)}


def test_minus_zero_is_zero() -> None:
    assert str(values(likes=-0.0)["likes"]) == "(0.0, 0.0)"


@pytest.mark.parametrize("data", [None, [], "a/b", 3, True])
def test_what_is_no_mapping_is_no_document(data: Any) -> None:
    assert "expected a facts document" in complaint(data)


def test_a_document_of_another_schema_or_with_unknown_parts_is_refused() -> None:
    said = complaint({"schema": "msm-facts/2", "model": {"id": "a"}, "evidnce": {}})
    assert "schema: expected `msm-facts/1`, found the text `msm-facts/2`" in said
    assert "evidnce: is no part of a facts document; did you mean `evidence`?" in said
    assert "model: expected a mapping" in complaint({"schema": "msm-facts/1"})


def test_messages_repeat_strangers_texts_visibly_and_in_part() -> None:
    said = complaint_of(likes="\x1b[31m" + "x" * 1000)
    assert "\x1b" not in said
    assert len(said) < 200
