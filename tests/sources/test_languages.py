"""Languages: every way in which cards write them, to BCP 47 primary tags."""

from __future__ import annotations

import pytest

from msm_rules.facts import builtin
from msm_rules.sources.normalise.languages import _TAGS, Languages, languages, primary_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("eng-Latn", "en"),
        ("zh-CN", "zh"),
        ("pt_BR", "pt"),
        ("zho", "zh"),
        ("zht", "zh"),
        ("iw", "he"),
        ("jw", "jv"),
        ("ger", "de"),
        ("ceb", "ceb"),
        (" Vietnamese ", "vi"),
        ("\\no", "no"),
    ],
)
def test_a_language_has_one_tag_however_it_is_written(text: str, tag: str) -> None:
    assert primary_tag(text) == tag


@pytest.mark.parametrize("text", ["jp", "cn", "sh", "bh", "python", "", "klingon"])
def test_what_is_no_language_code_is_unknown(text: str) -> None:
    assert primary_tag(text) is None


def test_every_tag_is_in_the_vocabulary() -> None:
    assert set(_TAGS.values()) <= builtin().enums["language"].members


def test_a_plain_list_is_complete() -> None:
    assert languages(["en", "deu", "French"]) == Languages(("de", "en", "fr"), True)


def test_a_no_that_yaml_read_as_false_is_norwegian() -> None:
    assert languages([False, "sv"]) == Languages(("no", "sv"), True)


def test_multilingual_leaves_the_list_open() -> None:
    found = languages(["en", "multilingual"])
    assert found == Languages(("en",), False, "left out: `multilingual`")


def test_code_is_dropped_and_said_so() -> None:
    assert languages(["en", "code"]) == Languages(("en",), True, "left out: `code`")


def test_a_strange_word_leaves_the_list_open() -> None:
    assert languages(["en", "jp"]) == Languages(("en",), False, "left out: `jp`")


@pytest.mark.parametrize("declared", [None, []])
def test_nothing_declared_is_nothing_known(declared: object) -> None:
    assert languages(declared) is None


def test_one_text_may_hold_several() -> None:
    assert languages("en, it") == Languages(("en", "it"), True)
