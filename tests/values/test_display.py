"""How values read for people."""

from __future__ import annotations

from datetime import date
from math import inf
from typing import Any

import pytest

from msm_rules.facts import builtin, display, own_fact
from msm_rules.values.display import display as display_value
from msm_rules.values.possible import ANY_SET, FALSE, LINE, TRUE, UNKNOWN
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    DURATION,
    NUMBER,
    SCORE,
    STRING,
    VERDICT,
    SetOf,
)

V = builtin()
GIB = 2.0**30
DAY = float(date(2026, 11, 20).toordinal())


def exact(x: float) -> tuple[float, float]:
    return x, x


def members(*words: str) -> frozenset[str]:
    return frozenset(words)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("memory.int4", exact(13.5 * GIB), "13.5 GiB"),
        ("memory.int4", exact(1.0), "1 byte"),
        ("memory.int4", exact(1023.99 * 2**20), "1 GiB"),
        ("memory.int4", (0.0, inf), "not known"),
        ("parameters", exact(7241732096.0), "7.2B"),
        ("parameters", exact(68976648192.0), "69B"),
        ("parameters", exact(999_999_999.0), "1B"),
        ("parameters", (6.5e9, 7.5e9), "between 6.5B and 7.5B"),
        ("parameters", (7.21e9, 7.22e9), "about 7.2B"),
        ("parameters", (6.5e9, inf), "at least 6.5B"),
        ("parameters", (0.0, inf), "not known"),
        ("modified", exact(DAY), "2026-11-20"),
        ("created", (-inf, DAY), "on or before 2026-11-20"),
        ("languages", (members("en", "de"),) * 2, "de, en"),
        ("languages", (members("en"), None), "at least en"),
        ("languages", (members(), members("en")), "at most en"),
        ("languages", (members("en"), members("en", "de")), "at least en, at most de, en"),
        ("languages", (members(), members()), "none"),
        ("languages", ANY_SET, "not known"),
        ("license", members("Apache-2.0", "MIT"), "Apache-2.0 or MIT"),
        ("license", members("Apache-2.0", "ISC", "MIT"), "Apache-2.0, ISC or MIT"),
        ("license", None, "not known"),
        ("benchmarks", exact(0.571), "57.1 %"),
        ("benchmarks", (0.544, 0.598), "between 54.4 % and 59.8 %"),
        ("benchmarks", (0.0, 1.0), "not known"),
        ("context_length", exact(8192.0), "8,192 tokens"),
        ("training_tokens", exact(15e12), "15T tokens"),
        ("training_compute", exact(3.8e25), "3.8e25 FLOP"),
        ("price.input", exact(0.25), "0.25 USD a million tokens"),
        ("likes", exact(1234.0), "1,234"),
        ("gated", TRUE, "yes"),
        ("gated", FALSE, "no"),
    ],
)
def test_facts_read_as_people_say_them(path: str, value: Any, words: str) -> None:
    assert display(V.facts[path], value) == words


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        (BOOL, UNKNOWN, "not known"),
        (BYTES, exact(320 * 1024.0), "320 KiB"),
        (BYTES, exact(-2 * GIB), "-2 GiB"),
        (DURATION, exact(1081.0), "1,081 days"),
        (DURATION, exact(1.0), "1 day"),
        (NUMBER, exact(0.0), "0"),
        (NUMBER, exact(inf), "no limit"),
        (NUMBER, LINE, "not known"),
        (NUMBER, exact(1234.567), "1,234.57"),
        (NUMBER, exact(1e-9), "1e-9"),
        (DATE, exact(-5.0), "before the year 1"),
        (DATE, exact(1e12), "after the year 9999"),
        (SCORE, (610000, 690000), "between 0.61 and 0.69"),
        (SCORE, exact(600000), "0.60"),
        (SCORE, exact(613333), "0.613333"),
        (VERDICT, 5, "accept or review"),
        (STRING, members("a\u202eb"), "a\\u202eb"),
    ],
)
def test_bare_values_read_as_people_say_them(type_: Any, value: Any, words: str) -> None:
    assert display_value(type_, value) == words


def test_long_sets_are_counted_where_they_end() -> None:
    many = members(*(f"w{n:02}" for n in range(20)))
    assert display_value(SetOf(STRING), (many, many)).endswith("w11, 8 more")


def test_a_declared_number_has_no_percent() -> None:
    assert display(own_fact("x", NUMBER, ""), exact(0.5)) == "0.5"
