"""What people read: the layout, the alignment of carets, and what may not reach a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from msm_rules.diagnostics import Diagnostic, Label
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.diagnostics.render_text import render_text, summary
from msm_rules.source import Source, Span


def quoted(source: Source, text: str) -> Span:
    """The place of the only occurrence of a text."""
    assert source.text.count(text) == 1
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def written(text: str) -> str:
    """A golden text: without its first line end."""
    return text.removeprefix("\n").removesuffix("\n")


POLICY = Source(
    "policies/size.msm",
    """policy size {
  version "1.0.0"
}

critical {
  rule task {
    require "text-generatoin" in model.tasks
  }
  rule size {
    require model.parameters <= 24 GiB
  }
}
""",
)


def test_a_mistake_is_shown_where_it_stands_with_what_to_do_about_it() -> None:
    diagnostic = Diagnostic(
        "unknown-value",
        "`text-generatoin` is not a task",
        quoted(POLICY, '"text-generatoin"'),
        'did you mean "text-generation"?',
    )
    assert render_text([diagnostic]) == written(
        """
error[unknown-value]: `text-generatoin` is not a task
  ┌─ policies/size.msm:7:13
  │
 7│     require "text-generatoin" in model.tasks
  │             ^^^^^^^^^^^^^^^^^ did you mean "text-generation"?
  │
  = more: msm explain-error unknown-value
"""
    )


def test_both_sides_of_a_mismatch_are_marked_on_their_line() -> None:
    diagnostic = Diagnostic(
        "type-mismatch",
        "a size in bytes is compared with a count of parameters",
        quoted(POLICY, "24 GiB"),
        "this is bytes",
        (Label(quoted(POLICY, "model.parameters"), "this is a number (parameters)"),),
        "the weights in memory are `model.memory.int4`, `.int8`, `.fp16` or `.fp32`",
    )
    assert render_text([diagnostic], width=60) == written(
        """
error[type-mismatch]: a size in bytes is compared with a
  count of parameters
  ┌─ policies/size.msm:10:33
  │
10│     require model.parameters <= 24 GiB
  │             ----------------    ^^^^^^ this is bytes
  │             this is a number (parameters)
  │
  = hint: the weights in memory are `model.memory.int4`,
          `.int8`, `.fp16` or `.fp32`
  = more: msm explain-error type-mismatch
"""
    )


def test_three_labels_of_a_line_do_not_run_into_each_other() -> None:
    source = Source("a.msm", "require alpha + beta <= gamma")
    diagnostic = Diagnostic(
        "type-mismatch",
        "these do not go together",
        quoted(source, "beta"),
        "a date",
        (Label(quoted(source, "alpha"), "a number"), Label(quoted(source, "gamma"), "bytes")),
    )
    assert render_text([diagnostic]) == written(
        """
error[type-mismatch]: these do not go together
  ┌─ a.msm:1:17
  │
 1│ require alpha + beta <= gamma
  │         -----   ^^^^    ----- bytes
  │         │       a date
  │         a number
  │
  = more: msm explain-error type-mismatch
"""
    )


def test_places_on_other_lines_and_in_other_files_are_shown_too() -> None:
    library = Source("std/terms.msm", "# terms\nlet size = 3\n")
    diagnostic = Diagnostic(
        "duplicate-name",
        "`size` is taken",
        quoted(POLICY, "rule size"),
        "again here",
        (
            Label(quoted(POLICY, "policy"), "in this policy"),
            Label(quoted(library, "size"), "first here"),
        ),
    )
    assert render_text([diagnostic]) == written(
        """
error[duplicate-name]: `size` is taken
  ┌─ policies/size.msm:9:3
  │
 1│ policy size {
  │ ------ in this policy
  ·
 9│   rule size {
  │   ^^^^^^^^^ again here
  │
  ┌─ std/terms.msm:2:5
  │
 2│ let size = 3
  │     ---- first here
  │
  = more: msm explain-error duplicate-name
"""
    )


def test_a_place_of_several_lines_is_marked_on_each_and_labelled_at_the_last() -> None:
    source = Source("a.msm", "rule size {\r\n\r\n  require true\r\n}\r\n")
    diagnostic = Diagnostic("always-true", "this always holds", Span(source, 0, 33), "all of it")
    assert render_text([diagnostic]) == written(
        """
warning[always-true]: this always holds
  ┌─ a.msm:1:1
  │
 1│ rule size {
  │ ^^^^^^^^^^^
  ·
 3│   require true
  │   ^^^^^^^^^^^^
 4│ }
  │ ^ all of it
  │
  = more: msm explain-error always-true
"""
    )


def test_a_place_of_many_lines_shows_its_first_and_its_last() -> None:
    source = Source("a.msm", "critical {\n" + "  # line\n" * 9 + "}")
    shown = render_text([Diagnostic("syntax", "no", Span(source, 0, len(source.text)), "it")])
    assert " 1│ critical {\n  │ ^^^^^^^^^^\n  ·\n11│ }\n  │ ^ it" in shown
    assert "# line" not in shown


def test_a_long_line_is_cut_around_its_caret() -> None:
    source = Source("a.msm", "x" * 5_000 + " here " + "y" * 5_000)
    shown = render_text([Diagnostic("syntax", "no", quoted(source, "here"), "this")], width=50)
    _, _, _, line, marks, *_ = shown.splitlines()
    assert line.startswith(" 1│ …x")
    assert line.endswith("y…")
    assert cells(line) <= 50
    assert marks.index("^^^^") == line.index("here")
    assert marks.endswith("^^^^ this")


def test_the_end_of_a_text_can_be_pointed_at() -> None:
    source = Source("a.msm", "rule size {")
    shown = render_text([Diagnostic("syntax", "`}` is missing", Span(source, 11, 11), "here")])
    assert " 1│ rule size {\n  │            ^ here" in shown


def test_each_name_says_once_where_to_read_more() -> None:
    twice = [Diagnostic("syntax", text, Span(POLICY, 0, 6)) for text in ("one", "two")]
    assert render_text(twice).count("= more: msm explain-error syntax") == 1


def test_colour_adds_nothing_but_colour() -> None:
    diagnostic = Diagnostic(
        "always-true",
        "this holds",
        quoted(POLICY, "24 GiB"),
        "here",
        (Label(quoted(POLICY, "model.parameters"), "and here"),),
        "why",
    )
    coloured = render_text([diagnostic], colour=True)
    assert "\x1b[1;33mwarning[always-true]\x1b[0m" in coloured
    for code in ("0", "1", "1;31", "1;33", "1;34"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == render_text([diagnostic])


def test_nothing_found_is_an_empty_text() -> None:
    assert render_text([]) == ""


def test_the_summary_counts_in_words() -> None:
    error, warning = (Diagnostic(name, "m", Span(POLICY, 0, 1)) for name in ("syntax", "no-tests"))
    assert summary([error, warning, error], 1) == "2 errors and 1 warning in 1 policy"
    assert summary([warning, warning], 3) == "2 warnings in 3 policies"
    assert summary([], 1) == "no errors and no warnings in 1 policy"


def test_tabs_wide_and_combining_characters_do_not_shift_the_caret() -> None:
    for before in (
        "\t",
        "ab\t",
        "日本 ",
        "e\u0301 ",
        "🩺 ",
        "\u202e",
        "\x1b[31m",
        "👩\u200d⚕\ufe0f ",
    ):
        source = Source("a.msm", before + "TARGET rest")
        line, marks = render_text(
            [Diagnostic("syntax", "m", quoted(source, "TARGET"))]
        ).splitlines()[3:5]
        assert cells(line[: line.index("TARGET")]) == marks.index("^"), before
        assert marks.count("^") == 6


def test_marks_under_wide_characters_are_as_wide_as_they() -> None:
    source = Source("a.msm", '"日本語" x')
    assert render_text([Diagnostic("syntax", "m", quoted(source, '"日本語"'))]).splitlines()[4] == (
        "  │ ^^^^^^^^"
    )


ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from(
            'ab {"}\t\n\r\x00\x1b\x85\u0301\u200d\u202e\u2028\ufe0f\ufeff日🩺\U000e0041'
        ),
        st.characters(),
    ),
    max_size=60,
)


@st.composite
def diagnostics(draw: st.DrawFn) -> Diagnostic:
    def span() -> Span:
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(source.text))] * 2)))
        return Span(source, start, end)

    source = Source(draw(ANY_TEXT), draw(ANY_TEXT) * draw(st.sampled_from([1, 1, 40])))
    others = tuple(Label(span(), draw(ANY_TEXT)) for _ in range(draw(st.integers(0, 3))))
    hint = draw(st.none() | ANY_TEXT)
    return Diagnostic("syntax", draw(ANY_TEXT), span(), draw(ANY_TEXT), others, hint)


@given(diagnostics(), st.integers(0, 120))
def test_nothing_of_a_policy_text_can_act_on_a_terminal(found: Diagnostic, width: int) -> None:
    shown = render_text([found], width=width)
    unseen = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert unseen <= {"\n"}


@given(ANY_TEXT.filter(lambda t: "\n" not in t), ANY_TEXT.filter(lambda t: "\n" not in t))
def test_carets_stand_under_exactly_the_characters_meant(before: str, meant: str) -> None:
    source = Source("a.msm", before + meant + "END")
    span = Span(source, len(before), len(before) + len(meant))
    line, marks = render_text([Diagnostic("syntax", "m", span)], width=10_000).splitlines()[3:5]
    start, count = marks.find("^"), marks.count("^")
    assert cells(line[:-3]) == start + (count if cells(visible(meant)) or "\t" in meant else 0)
    assert marks == marks[:start] + "^" * count


@given(diagnostics(), st.integers(40, 120))
def test_excerpts_keep_to_the_width(found: Diagnostic, width: int) -> None:
    bare = Diagnostic("syntax", "m", found.span)
    shown = render_text([bare], width=width).splitlines()[2:]
    assert all(cells(line) <= width for line in shown)
