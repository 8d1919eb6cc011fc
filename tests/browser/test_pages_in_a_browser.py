"""What a page does in a real browser: it fits, folds, filters, prints, and can be read by anyone.

Every test fails too where anything went wrong on the page: an error, a request, a dialog.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from tests.browser.conftest import Open, Opened
from tests.browser.made import PAGES, made

OPEN = """most => document.querySelectorAll("details").forEach(fold => {
  const place = [...document.querySelectorAll("details.model")].indexOf(fold.closest(".model"));
  fold.open = place < most;
})"""
ALL_DONE = "new Promise(done => setTimeout(done, 50))"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def unfolded(one: Opened, models: int = 2) -> Any:
    """The page with all folds open, of the models the first ones; twice, since models make more
    folds when they are opened."""
    for _ in range(2):
        one.page.evaluate(OPEN, models)
        one.page.evaluate(ALL_DONE)
    return one.page


# --- it fits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_at_three_widths(opened: Open, name: str) -> None:
    page = unfolded(opened(made(name)))
    for width in (390, 900, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(STICKING_OUT, width) == []


STICKING_OUT = """width => [...document.querySelectorAll("main *, header *, footer *")]
  .filter(one => !one.closest(".picture, .skip, .list thead") && one.getClientRects().length)
  .filter(one => one.getBoundingClientRect().right > width + 1)
  .map(one => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)"""


# --- anyone can read it --------------------------------------------------------------------------

AXE = (
    "rejected", "not holding", "shortlist", "several", "by a person", "log not sound", "redacted",
    "several beside", "great shortlist", "thousand rules",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", AXE)
def test_axe_finds_nothing(opened: Open, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = unfolded(opened(made(name), scheme=scheme), models=1)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = axe.Axe().run(page, options=options)
    assert [
        (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
        for v in found.response["violations"]
    ] == []


@pytest.mark.parametrize("name", ["shortlist", "several", "accepted"])
def test_without_scripts_everything_can_still_be_read(opened: Open, name: str) -> None:
    page = opened(made(name), scripts=False).page
    first = page.locator("details").first
    first.locator("summary").first.click()
    assert first.get_attribute("open") is not None
    assert page.locator("h1").is_visible()
    assert page.locator("#tools").count() == 0 or not page.locator("#tools").is_visible()
    if name != "accepted":
        assert first.locator(".rules li").first.is_visible()


# --- it can be used ------------------------------------------------------------------------------


def test_a_model_unfolds_by_keyboard_with_its_own_picture_and_margin(opened: Open) -> None:
    page = opened(made("shortlist")).page
    model = page.locator("details.model", has_text="acme/open").first
    model.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert model.get_attribute("open") is not None
    model.locator(".made > details").first.wait_for()
    page.evaluate(OPEN, 99)
    boxes = model.locator(".picture .box")
    licence = model.locator(".picture .box.rule", has_text="licence").first
    assert "is-unknown" in (licence.get_attribute("class") or "")
    assert licence.locator(".sign").text_content() == "?"
    task = model.locator(".picture .box.rule", has_text="task").first
    assert "is-true" in (task.get_attribute("class") or "")
    fact = model.locator(".picture .box.fact", has_text="model.memory.int4")
    assert fact.locator(".v").text_content() == "3.4 GiB"
    assert model.locator(".picture .arrow.bold").count() > 0
    assert boxes.count() > 20
    margins = model.locator(".code em").all_text_contents()
    assert "? not known" in margins
    assert "✓ holds" in margins
    page.keyboard.press("Space")
    assert model.get_attribute("open") is None


def test_what_decided_is_bold_in_the_page_of_one_decision(opened: Open) -> None:
    page = opened(made("rejected")).page
    weights = page.evaluate(
        """() => [...document.querySelectorAll(".arrow.bold > path")].map(
            path => parseFloat(getComputedStyle(path).strokeWidth))"""
    )
    assert weights
    assert max(weights) > 2


def test_the_filter_leaves_only_what_is_typed(opened: Open) -> None:
    page = opened(made("shortlist")).page
    page.get_by_label("Show models whose name or facts contain").fill("SECOND")
    shown = page.locator("details.model:visible .name").all_text_contents()
    assert shown == ["acme/second"]
    assert page.locator("#found").text_content() == "1 of 6"
    page.get_by_label("Show models whose name or facts contain").fill("")
    assert page.locator("details.model:visible").count() >= 5


def test_two_models_stand_side_by_side(opened: Open) -> None:
    page = opened(made("shortlist")).page
    for name in ("acme/second", "acme/open"):
        model = page.locator("details.model", has_text=name).first
        model.locator("summary").first.click()
        button = model.get_by_role("button", name=f"Compare {name}")
        button.press("Enter")
        assert button.get_attribute("aria-pressed") == "true"
    compare = page.locator("#compare")
    assert compare.is_visible()
    assert compare.locator(".pair > .panel > h3:first-child").all_text_contents() == [
        "acme/second",
        "acme/open",
    ]
    assert page.evaluate("document.activeElement.id") == "h-compare"
    page.get_by_role("button", name="Close").click()
    assert not compare.is_visible()


def test_two_models_asked_for_stand_side_by_side_at_once(opened: Open) -> None:
    page = opened(made("two")).page
    assert page.locator("#compare").is_visible()
    assert page.locator(".pair > .panel").count() == 2


def test_a_rule_leads_to_its_line_in_the_policy(opened: Open) -> None:
    page = opened(made("accepted")).page
    page.locator(".rules a", has_text="size").first.click()
    page.wait_for_function("document.querySelector('details.text').open")
    target = page.locator(":target")
    assert target.is_visible()
    assert "rule size" in (target.text_content() or "")


def test_the_funnel_leads_to_the_models_that_fell(opened: Open) -> None:
    page = opened(made("shortlist")).page
    page.locator(".funnel a", has_text="size").click()
    page.wait_for_function("document.querySelector('#fell-size').closest('details').open")
    assert page.locator("#fell-size").get_by_text("acme/big").first.is_visible()


def test_skipping_to_the_content_is_the_first_thing_the_keyboard_finds(opened: Open) -> None:
    page = opened(made("shortlist")).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


# --- a great policy ------------------------------------------------------------------------------


def _chosen(page: Any, text: str) -> Any:
    """The part of a page in which a rule or a fact is chosen, once one is."""
    part = page.locator(".choose:visible").first
    option = part.locator("option", has_text=text).first
    part.get_by_label("Show the graph of").select_option(value=option.get_attribute("value"))
    return part


def test_a_rule_that_fails_is_drawn_first_and_others_can_be_chosen(opened: Open) -> None:
    page = opened(made("thousand rules")).page
    part = page.locator(".choose")
    assert part.locator("optgroup").evaluate_all("all => all.map(one => one.label)") == [
        "Rules that fail (250)", "Rules not known (500)", "Rules that hold (250)",
        "Rules that are scored (20)", "Obligations (1)", "Facts (2)",
    ]  # fmt: skip
    assert part.locator(".box.chosen .n").text_content() == "r500"
    words = "r500 (fails); rests on model.likes (500); leads to critical (fails), verdict (reject)."
    assert part.locator(".note").text_content() == words
    assert part.locator("svg").get_attribute("aria-label") == words
    assert part.locator(".box").count() == 4
    _chosen(page, "s3: Wish 3")
    names = part.locator(".box .n:first-of-type").all_text_contents()
    assert set(names) >= {"model.likes", "factor", "scaled", "s3", "important", "verdict"}
    assert part.locator(".box.chosen.is-score .v").text_content() == "1.00"
    assert part.locator(".box.let .v").text_content() == "1,000"


def test_a_fact_is_drawn_with_the_rules_that_stand_out(opened: Open) -> None:
    page = opened(made("thousand rules")).page
    part = _chosen(page, "model.downloads")
    assert part.locator(".box.fact.chosen .sign").text_content() == "?"
    assert part.locator(".box.rule").count() == 12
    assert "488 more are not drawn." in (part.locator(".note").text_content() or "")


def test_a_rule_is_found_by_its_name_by_keyboard_alone(opened: Open) -> None:
    page = opened(made("thousand rules")).page
    page.get_by_label("Find a rule or a fact").focus()
    page.keyboard.type("rule 77")
    part = page.locator(".choose")
    options = part.locator("option").all_text_contents()
    assert [text.split(":")[0] for text in options] == [
        *(f"r{n}" for n in range(770, 779, 2)), "r77", *(f"r{n}" for n in range(771, 780, 2)),
    ]  # fmt: skip
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert part.locator(".box.chosen .n").text_content() == "r779"
    page.get_by_label("Find a rule or a fact").fill("no such thing")
    assert part.locator(".note").text_content() == "No rule or fact is called so."
    assert part.locator("svg").count() == 0


def test_nothing_of_a_drawn_graph_lies_on_another_part_of_it(opened: Open) -> None:
    page = opened(made("thousand rules")).page
    for text in ("r500", "s3", "model.likes", "note"):
        boxes = (
            _chosen(page, text)
            .locator(".box rect")
            .evaluate_all(
                "all => all.map(one => one.getBBox()).map(({x, y, width, height}) =>"
                " [x, y, x + width, y + height])"
            )
        )
        for n, (x, y, right, bottom) in enumerate(boxes):
            assert not [
                other for other in boxes[n + 1 :]
                if other[0] < right and x < other[2] and other[1] < bottom and y < other[3]
            ]  # fmt: skip


def test_each_model_of_a_shortlist_has_the_graphs_of_its_own_rules(opened: Open) -> None:
    page = opened(made("great shortlist")).page
    for name, sign, value in (("acme/first", "✓", "5,000"), ("acme/second", "?", "not known")):
        model = page.locator("details.model", has_text=name).first
        model.locator("summary").first.click()
        model.locator(".made > details", has_text="for one rule or fact").locator("summary").click()
        part = model.locator(".choose")
        part.get_by_label("Find a rule or a fact").fill("rule 501")
        assert part.locator(".box.chosen .n").text_content() == "r501"
        assert part.locator(".box.chosen .sign").text_content() == sign
        assert part.locator(".box.fact .v").text_content() == value
        margin = model.locator(".made .code em").all_text_contents()
        assert margin.count("✓ holds") >= 500
        model.locator("summary").first.click()


def test_the_policy_of_a_shortlist_can_be_looked_at_without_a_model(opened: Open) -> None:
    page = opened(made("great shortlist")).page
    page.locator("summary", has_text="Which facts feed which rules").click()
    part = page.locator("#policy .choose")
    assert part.locator(".box.chosen .n").text_content() == "r0"
    assert part.locator(".box.is-true, .box.is-false").count() == 0


# --- it is safe ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["evil decision", "evil shortlist", "evil great", "log not sound"])
def test_attacks_are_text(opened: Open, name: str) -> None:
    page = unfolded(opened(made(name)))
    assert "<script>alert('x')</script>" in page.locator("body").inner_text()
    assert page.locator("main img, main script, header img, header script, iframe").count() == 0
    protocols = page.evaluate(
        "() => [...new Set([...document.links].map(link => link.protocol))].sort()"
    )
    assert protocols in (["file:"], ["file:", "https:"])


# --- it prints -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["by a person", "redacted", "thousand rules"])
def test_what_stands_beside_a_decision_is_printed_too(opened: Open, name: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened(made(name)).page
    reader = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=False)))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    wanted = {
        "by a person": "Decided by a person: accepted",
        "redacted": "This is a redacted proof",
        "thousand rules": "too many for one picture",
    }
    assert wanted[name] in text
    assert "Find a rule or a fact" not in text


@pytest.mark.parametrize("name", ["accepted", "shortlist", "several"])
def test_it_prints_as_text(opened: Open, name: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened(made(name)).page
    reader = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=False)))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    assert "BioMistral/BioMistral-7B" in text
    if name == "accepted":
        assert "Accepted because it meets every requirement" in text
        assert "policy clinical_assistant {" in text  # what is folded away is printed too
        assert "From facts to verdict" in text
        pages = [one.extract_text() for one in reader.pages]
        (picture,) = (one for one in pages if "facts and parameters" in one)
        assert "outcome" in picture  # whole, on one page
    else:
        assert "Show models whose name" not in text
