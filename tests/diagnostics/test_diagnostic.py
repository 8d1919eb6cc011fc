"""The diagnostic as a value, the order of many, and the names nearest to a misspelt one."""

from __future__ import annotations

import pytest

from msm_rules.diagnostics import DIAGNOSTICS, Diagnostic, in_order, nearest
from msm_rules.source import Source, Span

MAIN, LIBRARY = Source("main.msm", "one two three"), Source("a_library.msm", "four")


def test_a_diagnostic_has_a_row_in_the_table() -> None:
    assert Diagnostic("no-tests", "m", Span(MAIN, 0, 0)).severity == "warning"
    with pytest.raises(KeyError):
        Diagnostic("nonsense", "m", Span(MAIN, 0, 0))


def test_diagnostics_stand_in_the_order_of_file_and_place_each_once() -> None:
    late, early = (Diagnostic("syntax", "m", Span(MAIN, at, at + 3)) for at in (4, 0))
    other = Diagnostic("syntax", "m", Span(LIBRARY, 0, 4))
    found = in_order([other, late, early, late], ["main.msm", "a_library.msm"])
    assert found == (early, late, other)


def test_diagnostics_of_one_place_keep_the_order_in_which_they_were_found() -> None:
    first, second = (Diagnostic("syntax", text, Span(MAIN, 0, 3)) for text in ("z", "a"))
    assert in_order([first, second], ["main.msm"]) == (first, second)


def test_summaries_read_like_the_middle_of_a_sentence() -> None:
    for entry in DIAGNOSTICS.values():
        assert entry.summary[0].islower() or entry.summary[0] == "`"
        assert not entry.summary.endswith(".")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("paramters", ("parameters",)),
        ("PARAMETERS", ("parameters",)),
        ("stored", ("memory.stored",)),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_the_nearest_name_is_suggested_where_one_is_near(
    word: str, expected: tuple[str, ...]
) -> None:
    assert nearest(word, ["parameters", "active_parameters", "memory.stored", "likes"]) == expected
