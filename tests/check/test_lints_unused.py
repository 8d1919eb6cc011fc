"""Warnings of what nothing uses: values, params; and of a policy without tests."""

from __future__ import annotations

from small_policies import checked, found

HEAD = 'policy p { version "1.0.0" }\n'
RULE = "critical { rule r { require model.gated } }\n"


def test_a_let_that_nothing_uses_is_pointed_out() -> None:
    assert found(f"{HEAD}let limit = 13B\n{RULE}") == [("unused-let", "limit")]


def test_a_param_on_which_nothing_depends_is_pointed_out() -> None:
    assert found(f"{HEAD}param limit: number = 13B\n{RULE}") == [("unused-param", "limit")]


def test_what_a_rule_a_weight_a_threshold_or_another_value_uses_is_used() -> None:
    text = f"""{HEAD}
    param a: number = 2
    param b: number = a + 1
    let c = 0.5
    let d = b * 2
    important {{ rule r weight a {{ score 1 if model.likes > d }} }}
    decide {{ accept if score >= c }}
    """
    assert found(text) == []


def test_what_only_a_test_uses_is_used() -> None:
    text = f'{HEAD}let small = 7B\n{RULE}test "t" {{ given {{ parameters: small }} expect review }}'
    assert found(text) == []


def test_of_a_chain_of_unused_values_only_the_last_is_pointed_out() -> None:
    assert found(f"{HEAD}let a = 1\nlet b = a\n{RULE}") == [("unused-let", "b")]


def test_what_a_function_uses_is_used() -> None:
    assert found(f"{HEAD}let k = 2\ndefine f(x: number) = x * k\n{RULE}") == []


def test_a_name_that_starts_with_an_underscore_says_that_it_is_not_used() -> None:
    assert found(f"{HEAD}let _old = 13B\nparam _later: number = 1\n{RULE}") == []


def test_libraries_and_bases_are_made_for_others_to_use() -> None:
    files = {
        "lib.msm": "let a = 1\nparam b: number = 2",
        "base.msm": f"{HEAD.replace('p {', 'base {')}let c = 3\nparam d: number = 4\n{RULE}",
    }
    text = 'policy p { version "1.0.0" extends "base.msm" }\nuse "lib.msm" as lib\n'
    assert found(text, files=files) == []


def test_nothing_is_called_unused_where_an_error_may_hide_its_use() -> None:
    text = f"{HEAD}let limit = 13B\ncritical {{ rule r {{ require model.paramters <= limit }} }}"
    assert found(text) == [("unknown-fact", "model.paramters")]


def test_a_policy_without_tests_is_pointed_out_at_its_name() -> None:
    (only,) = checked(HEAD + RULE).diagnostics
    assert (only.name, only.span.text) == ("no-tests", "p")


def test_a_policy_with_a_test_is_not_told_that_it_has_none() -> None:
    assert checked(f'{HEAD}{RULE}test "t" {{ expect review }}').diagnostics == ()


def test_a_library_needs_no_tests() -> None:
    names = {d.name for d in checked("let a = 1").diagnostics}
    assert "no-tests" not in names


def test_warnings_alone_do_not_refuse_a_policy() -> None:
    assert checked(f"{HEAD}let limit = 13B\n{RULE}").ok
