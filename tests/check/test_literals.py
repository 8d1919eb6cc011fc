"""String literals take the type that their use demands."""

from __future__ import annotations

from datetime import date

import pytest

import msm_rules as msm

HEAD = 'policy p { version "1.0.0" }\n'


def holds(condition: str, lets: str = "", **facts: object) -> object:
    policy = msm.parse_policy(HEAD + lets + f"critical {{ rule r {{ require {condition} }} }}")
    return policy.decide({"id": "a/b", **facts}, as_of=date(2026, 11, 22)).rules["r"]


def errors(condition: str) -> list[tuple[str, str]]:
    with pytest.raises(msm.PolicyError) as refused:
        holds(condition)
    return [(d.name, d.span.text) for d in refused.value.diagnostics if d.severity == "error"]


def test_the_set_of_a_quantifier_takes_the_type_that_its_body_demands() -> None:
    spoken = {"languages": ["en", "de"]}
    assert holds('all l in {"en", "de"}: l in model.languages', **spoken) is True
    assert holds('(count l in {"en", "fr"}: l in model.languages) == 1', **spoken) is True
    assert holds('any l in {"mit", "isc"}: model.license == l', license="MIT") is True
    assert holds("all l in need: l in model.languages", 'let need = {"en"}\n', **spoken) is True


def test_a_literal_of_a_quantifier_that_no_list_has_is_named() -> None:
    found = errors('all l in {"english", "de"}: l in model.languages')
    assert found == [("unknown-value", '"english"')]


def test_both_outcomes_of_if_may_be_literals() -> None:
    lets = 'let s = if model.gated then {"en"} else {"de"}\n'
    assert holds("model.languages covers s", lets, languages=["de"], gated=False) is True


def test_a_licence_with_an_exception_is_one_of_its_own() -> None:
    both = "GPL-2.0-only WITH Classpath-exception-2.0"
    assert holds(f'model.license == "{both}"', license=both) is True
    assert holds('model.license == "gpl-2.0-only"', license=both) is False
    assert errors('model.license == "gpl-9 WITH Classpath-exception-2.0"')[0][0] == "unknown-value"


def test_a_name_that_cannot_be_read_is_one_mistake() -> None:
    with pytest.raises(msm.PolicyError) as refused:
        msm.parse_policy(HEAD + "let scale = 3")
    assert [d.name for d in refused.value.diagnostics if d.severity == "error"] == ["syntax"]
