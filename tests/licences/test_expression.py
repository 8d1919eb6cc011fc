"""SPDX expressions: one normal form, their alternatives, and clear errors for everything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules.licences import LicenceSyntaxError, alternatives, canonical
from msm_rules.licences.spdx import in_spdx

IDS = ("MIT", "Apache-2.0", "ISC", "Zlib", "foo-1.0")


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    word = st.sampled_from([" AND ", " OR ", " and ", "  Or "])
    parts = st.lists(inner, min_size=2, max_size=3)
    return st.builds(lambda w, p: f"({w.join(p)})", word, parts)


expressions = st.recursive(st.sampled_from(IDS), joined, max_leaves=7)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("mit or Apache-2.0", "MIT OR Apache-2.0"),
        ("((MIT))", "MIT"),
        ("mit AND (isc AND zlib)", "MIT AND ISC AND Zlib"),
        ("mit AND isc OR zlib", "MIT AND ISC OR Zlib"),
        ("mit AND (isc OR zlib)", "MIT AND (ISC OR Zlib)"),
        ("MIT OR mit", "MIT"),
        ("Apache License 2.0", "Apache-2.0"),
        ("gpl-2.0 with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("MIT WITH Own-Exception", "MIT WITH own-exception"),
        ("Some-Id AND LicenseRef-Own", "some-id AND LicenseRef-own"),
        ("mit or(isc)", "MIT OR ISC"),
        ("LicenseRef-a OR mit", "LicenseRef-a OR MIT"),
    ],
)
def test_an_expression_has_one_normal_form(written: str, normal: str) -> None:
    assert canonical(written) == normal


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mit", (("MIT",),)),
        ("mit OR isc", (("MIT",), ("ISC",))),
        ("mit AND isc", (("MIT", "ISC"),)),
        ("mit AND (isc OR zlib)", (("MIT", "ISC"), ("MIT", "Zlib"))),
        ("(mit OR isc) AND mit", (("MIT",), ("ISC", "MIT"))),
        ("mit WITH own AND isc", (("MIT WITH own", "ISC"),)),
    ],
)
def test_the_alternatives_are_those_of_or(
    written: str, expected: tuple[tuple[str, ...], ...]
) -> None:
    assert alternatives(written) == expected


@given(expressions)
def test_the_normal_form_is_a_fixed_point(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert alternatives(canonical(text)) == alternatives(text)


@given(expressions, st.sets(st.sampled_from([canonical(id) for id in IDS])))
def test_alternatives_agree_with_the_expression_read_as_a_formula(
    text: str, held: set[str]
) -> None:
    expected = formula(text.split(), held)
    assert any(all(part in held for part in parts) for parts in alternatives(text)) is expected


def formula(words: list[str], held: set[str]) -> bool:
    """Read by brute force: ids become True or False, and the value is found by rewriting."""
    text = " ".join(words).replace("(", " ( ").replace(")", " ) ").lower()
    known = {id.lower(): str(canonical(id) in held) for id in IDS}
    text = " ".join(known.get(word, word) for word in text.split())
    rewritten = {f"( {v} )": v for v in ("True", "False")}
    for a in (True, False):
        for b in (True, False):
            rewritten[f"{a} and {b}"] = str(a and b)
    while text not in ("True", "False"):
        before = text
        for old, new in rewritten.items():
            text = text.replace(old, new)
        if text == before:  # only `or` is left at some depth; all ANDs beside values are gone
            for a in (True, False):
                for b in (True, False):
                    text = text.replace(f"{a} or {b}", str(a or b), 1)
    return text == "True"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "expected a licence id, found the end"),
        ("MIT OR", "expected a licence id, found the end"),
        ("AND MIT", "expected a licence id, found `AND`"),
        ("MIT ISC", "expected `AND`, `OR` or the end, found `ISC`"),
        ("(MIT", "expected `)`, found the end"),
        ("MIT)", "expected `AND`, `OR` or the end, found `)`"),
        ("()", "expected a licence id, found `)`"),
        ("MIT WITH", "expected an exception, found the end"),
        ("(MIT OR ISC) WITH e", "expected `AND`, `OR` or the end, found `WITH`"),
        ("MIT; rm", "`;` is not part of any id"),
        ("MIT OR \x1b[31m", "is not part of any id"),
        ("a" * 2_001, "too long"),
        ("(" * 40 + "MIT" + ")" * 40, "nested more than 32 deep"),
    ],
)
def test_what_is_no_expression_is_refused_in_words(written: str, said: str) -> None:
    refusal = refused(written)
    assert said in refusal
    assert refusal.isprintable()


def test_an_expression_with_too_many_alternatives_is_refused() -> None:
    with pytest.raises(LicenceSyntaxError, match="more than 64 alternatives"):
        alternatives(" AND ".join(f"(a{i} OR b{i})" for i in range(7)))


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_a_clear_error(text: str) -> None:
    refusal = refused(text)
    assert refusal.isprintable()
    assert refusal or canonical(canonical(text)) == canonical(text)


def refused(text: str) -> str:
    """The words in which a text is refused, or nothing."""
    try:
        canonical(text)
    except LicenceSyntaxError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def spdx_list() -> bool:
    """The list, loaded: that takes longer than an example of hypothesis may."""
    return in_spdx("MIT")


spdx_ids = st.sampled_from(("EUPL-1.0", "CC-BY-ND-2.0", "Artistic-1.0", "mit", "not-on-the-list"))


@pytest.mark.usefixtures("spdx_list")
@given(st.recursive(spdx_ids, joined, max_leaves=5))
def test_the_spdx_list_has_an_expression_if_it_has_its_parts(text: str) -> None:
    assert in_spdx(text) is ("not-on-the-list" not in text)


@pytest.mark.parametrize(
    "text", ["MIT WITH MIT", "Classpath-exception-2.0", "MIT WITH own", "unknown", "research"]
)
def test_what_the_spdx_list_lacks_is_not_on_it(text: str) -> None:
    assert not in_spdx(text)


def test_checking_and_deciding_load_no_licence_list() -> None:
    code = (
        "import sys; from msm_rules.licences import from_declared, alternatives;"
        "from_declared('apache-2.0'); from_declared('other', 'qwen'); alternatives('MIT OR x-1');"
        "print('license_expression' in sys.modules); from_declared('eupl-1.0');"
        "print('license_expression' in sys.modules)"
    )
    root = str(Path(__file__).parents[2])
    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.split() == ["False", "True"]
