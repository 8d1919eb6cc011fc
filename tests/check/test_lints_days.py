"""Warnings of waivers and policies that end: soon, already, or without ever having been in use."""

from __future__ import annotations

from datetime import date

import pytest
from small_policies import Found, found

TODAY = date(2026, 11, 22).toordinal()


def policy(period: str = "", waiver: str = "") -> str:
    exception = (
        f'waiver "W" {{ rule r models {{"a/*"}} {waiver} approved by "b" because "c" }}'
        if waiver
        else ""
    )
    return (
        f'policy p {{ version "1.0.0" {period} }}\n'
        f"critical {{ rule r {{ require model.gated waivable }} }}\n{exception}"
    )


def names(text: str, today: int | None = TODAY) -> list[str]:
    return [name for name, _ in found(text, today)]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-21", ["expired-waiver"]),
        ("2026-11-22", ["expiring-waiver"]),
        ("2026-12-22", ["expiring-waiver"]),
        ("2026-12-23", []),
    ],
)
def test_a_waiver_ends_soon_from_30_days_before_its_last_day(
    until: str, expected: list[str]
) -> None:
    assert names(policy(waiver=f"from 2026-02-03 until {until}")) == expected


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-21", ["expiring-policy"]),
        ("2026-11-22", ["expiring-policy"]),
        ("2026-12-22", ["expiring-policy"]),
        ("2026-12-23", []),
    ],
)
def test_a_policy_ends_soon_from_30_days_before_its_last_day(
    until: str, expected: list[str]
) -> None:
    assert names(policy(f"effective from 2026-01-01 until {until}")) == expected


def test_without_a_day_nothing_is_said_of_what_ends() -> None:
    text = policy("effective until 2026-11-30", "from 2026-02-03 until 2026-11-25")
    assert names(text, None) == []


def test_the_end_of_a_base_is_the_end_of_the_policy() -> None:
    child = 'policy child { version "1.0.0" extends "base.msm" }'
    files = {"base.msm": policy("effective until 2026-12-01")}
    expected: Found = [("expiring-policy", "effective until 2026-12-01")]
    assert found(child, TODAY, files) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("effective from 2027-07-01", ["unused-waiver"]),
        ("effective from 2027-06-30", []),
        ("effective until 2027-01-31", ["unused-waiver"]),
        ("effective until 2027-02-01", []),
        ("", []),
    ],
)
def test_a_waiver_on_none_of_whose_days_the_policy_is_in_effect_is_unused(
    period: str, expected: list[str]
) -> None:
    assert names(policy(period, "from 2027-02-01 until 2027-06-30")) == expected


def test_a_waiver_is_unused_too_where_only_a_base_is_not_in_effect() -> None:
    files = {"base.msm": policy("effective until 2027-01-31")}
    child = (
        'policy child { version "1.0.0" extends "base.msm" }\n'
        'waiver "W" { rule r models {"a/*"} from 2027-02-01 until 2027-06-30 '
        'approved by "b" because "c" }'
    )
    assert [n for n, _ in found(child, None, files)] == ["unused-waiver"]


def test_an_expired_waiver_is_not_called_unused_as_well() -> None:
    text = policy("effective from 2026-07-01", "from 2026-02-03 until 2026-06-30")
    assert names(text) == ["expired-waiver"]
    assert names(text, None) == ["unused-waiver"]
