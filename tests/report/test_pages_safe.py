"""No page lets a stranger's text be anything but text, or loads anything, or runs anything."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256

import pytest

from msm_rules.report.collection import Broken, collected
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_page import decision_page, told
from msm_rules.report.shortlist_page import shortlist_page
from tests.report.pages import ALL, DAY, EVIL, Tags, evil_facts, evil_policy, evil_proof


def _decision() -> str:
    return decision_page(told(evil_proof()), ALL)


def _waived() -> str:
    return decision_page(told(evil_proof(id_="big/" + EVIL[0], parameters=70e9)), ALL)


def _shortlist() -> str:
    ids = (ALL, *EVIL, "big/one")
    catalogue = [evil_facts(id_, parameters=7e9 * (1 + n)) for n, id_ in enumerate(ids)]
    return shortlist_page(evil_policy().screen(catalogue, as_of=DAY), ALL)


def _several() -> str:
    wrong = evil_proof() | {"digest": ALL}
    given = [(ALL, evil_proof()), (ALL, wrong), (ALL, Broken(ALL))]
    return collection_page(collected(given), ALL, ALL, side_by_side=True)


PAGES: dict[str, Callable[[], str]] = {
    "decision": _decision,
    "waived": _waived,
    "shortlist": _shortlist,
    "several": _several,
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    return Tags(page)


_WHOLE = ("html", "head", "meta", "title", "style", "body", "script", "template")
_PARTS = ("header", "main", "footer", "section", "h1", "h2", "h3", "p", "details", "summary")
_INSIDE = ("a", "small", "span", "b", "i", "em", "br", "code", "div")
_LISTS = ("dl", "dt", "dd", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
_FORM = ("form", "label", "input", "output", "button")
_PICTURE = ("svg", "rect", "g", "path", "text", "tspan")
ITS_OWN = {*_WHOLE, *_PARTS, *_INSIDE, *_LISTS, *_FORM, *_PICTURE}
"""Every element that a page has; an attack would bring another one or more of these."""


def test_a_page_has_no_element_but_its_own(tags: Tags) -> None:
    names = [tag for tag, _ in tags.found]
    assert set(names) <= ITS_OWN
    assert names.count("script") == 1
    assert not [key for _, found in tags.found for key in found if key.startswith("on")]


def test_what_strangers_wrote_is_there_to_read(tags: Tags) -> None:
    for attack in EVIL[:6]:
        assert attack in tags.text


def test_no_character_turns_the_text_round_or_hides(page: str) -> None:
    assert not set("\u202e\u2066\u2069\u200b\u200d") & set(page)
    assert "right\\u202eleft" in page


def test_links_lead_into_the_page_or_to_the_web(tags: Tags) -> None:
    links = set(tags.all("href"))
    assert all(link.startswith(("#", "https://example.org/")) for link in links)


def test_links_within_a_page_lead_somewhere(tags: Tags) -> None:
    ids = list(tags.all("id"))
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tags.all("href") if link.startswith("#")} <= set(ids)
    labels = {*tags.all("aria-labelledby"), *tags.all("for")}
    assert labels <= set(ids)


def test_nothing_is_loaded_and_only_the_page_s_own_script_runs(page: str, tags: Tags) -> None:
    script = page.split("<script>", 1)[1].split("</script>", 1)[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1] == (
        "default-src 'none'; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not list(tags.all("src"))
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert "@import" not in styles
    assert "url(" not in styles


def test_a_page_has_one_main_part_one_title_and_a_language(page: str, tags: Tags) -> None:
    names = [tag for tag, _ in tags.found]
    assert names.count("h1") == names.count("main") == names.count("header") == 1
    assert '<html lang="en">' in page
