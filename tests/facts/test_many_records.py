"""A catalogue: one bad record never loses the others."""

from __future__ import annotations

from msm_rules.facts import builtin, read_catalogue

V = builtin()


def test_bad_records_are_listed_and_the_others_kept() -> None:
    models, problems = read_catalogue(
        [
            ("m:1", {"id": "a/b"}),
            ("m:2", {"id": "a/c", "likes": -1}),
            ("m:3", 7),
            ("m:4", {"id": "x"}),
        ],
        V,
    )
    assert [m.id for m in models] == ["a/b", "x"]
    assert [p.record for p in problems] == ["m:2: a/c", "m:3"]


def test_an_id_that_comes_twice_ignoring_case_names_both_records() -> None:
    models, problems = read_catalogue([("m:1", {"id": "a/b"}), ("m:2", {"id": "A/B"})], V)
    assert [m.id for m in models] == ["a/b"]
    assert str(problems[0]) == "m:2: model.id: `A/B` is already in m:1, which is kept"
