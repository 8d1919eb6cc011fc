"""The page of a screening: safe whatever strangers wrote, complete, not too large."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import msm_rules as msm
from msm_rules.report import shortlist_page as page_module
from msm_rules.report.known import address_of
from msm_rules.report.reproduce import command_of
from msm_rules.report.shortlist_page import shortlist_page as page
from msm_rules.screening import Screening

DAY = date(2026, 11, 22)

EVIL = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"

POLICY = """
policy p { version "1.0.0" title "<b>Bold & \\"quoted\\"</b>" owner "<i>board</i>" }
param limit: number = 10B "<u>most</u>"
critical {
  rule size "<script>size</script>" {
    require model.parameters <= limit
    because "</script><script>alert(1)</script>"
    cite "<cite>"
  }
  rule person "Goes to a person" {
    require model.likes <= 100
    otherwise review by "<b>somebody</b>"
    when unknown pass
  }
}
important {
  rule medical "Medical" {
    prefer "medical" in model.domains
  }
}
decide { accept if score >= 0.5  review if score >= 0.2 }
rank { by score descending }
obligation note "<em>Keep</em> the notice" { if model.parameters > 0 }
"""


def facts(id_: str, **more: object) -> dict[str, object]:
    model = {"id": id_, "parameters": 7e9, "domains": ["medical"], "likes": 1} | more
    links = [
        {"method": "declared", "source": EVIL, "locator": "javascript:alert(1)"},
        {"method": "measured", "source": "hub", "locator": "https://example.org/a?b=1&c=2"},
        {"method": "declared", "source": "data:text/html,x", "locator": "JAVASCRIPT:alert(2)"},
    ]
    return {"schema": "msm-facts/1", "model": model, "evidence": {"parameters": links}}


CATALOGUE = [
    facts("good/one"),
    facts(EVIL),
    facts("right\u202eleft/model"),
    facts("board/liked", likes=1000),
    facts("open/one", domains=None),
    facts("big/one", parameters=70e9),
    facts("low/one", domains=["legal"]),
    {"id": "bad" + EVIL, "parameters": EVIL},
]


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "rect", "path", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def screening() -> Screening:
    policy = msm.parse_policy(POLICY, name="policies/<p>.msm")
    return policy.screen(CATALOGUE, as_of=DAY, params={"limit": 20e9})


@pytest.fixture(scope="module")
def text(screening: Screening) -> str:
    return page(screening)


@pytest.fixture(scope="module")
def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    assert parser.open == []
    return parser.found


def attributes(tags: list[tuple[str, dict[str, str | None]]], name: str) -> Iterator[str]:
    return (value for _, found in tags for key, value in found.items() if key == name and value)


# --- safe ---------------------------------------------------------------------------------------


def test_no_text_of_a_stranger_becomes_a_tag(tags: list[tuple[str, dict[str, str | None]]]) -> None:
    names = [tag for tag, _ in tags]
    assert names.count("script") == 1
    assert not {"img", "u", "cite", "iframe", "object", "embed", "base"} & set(names)
    assert not [key for _, found in tags for key in found if key.startswith("on")]


def test_what_a_stranger_wrote_is_still_there_to_read(text: str) -> None:
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in text
    assert "&lt;b&gt;Bold &amp; &#34;quoted&#34;&lt;/b&gt;" in text


def test_characters_that_turn_text_round_are_written_out(text: str) -> None:
    assert "\u202e" not in text
    assert "right\\u202eleft/model" in text


def test_links_lead_into_the_page_or_to_the_web(
    tags: list[tuple[str, dict[str, str | None]]],
) -> None:
    links = set(attributes(tags, "href"))
    assert "https://example.org/a?b=1&c=2" in links
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        " https://example.org",
        "https://a b",
        "data:text/html,x",
        "https:",
        "//example.org",
        "http://[broken",
        "java\nscript:alert(1)",
        "README.md: license",
        None,
    ],
)
def test_only_whole_addresses_of_the_web_are_links(text: str | None) -> None:
    assert address_of(text) is None


def test_only_the_page_s_own_script_may_run(text: str) -> None:
    script = text.split("<script>", 1)[1].split("</script>", 1)[0]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in policy[1]


def test_nothing_is_loaded(tags: list[tuple[str, dict[str, str | None]]], text: str) -> None:
    assert not list(attributes(tags, "src"))
    assert "link" not in {tag for tag, _ in tags}
    assert "@import" not in text
    assert "url(" not in text


# --- complete -----------------------------------------------------------------------------------


def test_every_model_is_on_the_page_once(screening: Screening, text: str) -> None:
    assert len(screening.rows) == 7
    for row in screening.rows:
        assert text.count(f'id="m{row.position}"') == 1


def test_what_lies_beyond_the_top_is_told_apart() -> None:
    policy = msm.parse_policy(
        POLICY.replace("by score descending", "by model.likes ascending top 2")
    )
    found = page(policy.screen([facts(f"a/m{n}", likes=n) for n in range(4)], as_of=DAY))
    assert found.count('<details class="model"') == 2
    assert found.count('<details class="model beyond"') == 2
    assert "The policy asks for the first 2" in found


def test_links_within_the_page_lead_somewhere(
    tags: list[tuple[str, dict[str, str | None]]],
) -> None:
    ids = list(attributes(tags, "id"))
    assert len(ids) == len(set(ids))
    inner = {link[1:] for link in attributes(tags, "href") if link.startswith("#")}
    assert inner <= set(ids)
    assert {"accepted", "person", "unknown", "fell-size", "below"} <= inner


def test_the_answer_stands_at_the_top(text: str) -> None:
    answer = "3 of 7 models are accepted; the policy sends 1 to a person; too little is known of 1"
    assert text.index(answer) < text.index("<main")


def test_headings_labels_and_landmarks_are_there(
    text: str, tags: list[tuple[str, dict[str, str | None]]]
) -> None:
    names = [tag for tag, _ in tags]
    assert names.count("h1") == names.count("main") == 1
    ids = set(attributes(tags, "id"))
    labelled = set(attributes(tags, "aria-labelledby")) | set(attributes(tags, "for"))
    assert labelled <= ids
    assert '<html lang="en">' in text


def test_signs_are_drawn_and_words_are_written(text: str) -> None:
    assert re.search(r'<li class="y"><a [^>]*>size</a>.*?<b>holds</b>', text)
    assert re.search(r'<li class="n"><a [^>]*>person</a>.*?<b>fails, for &lt;b&gt;somebody', text)
    assert re.search(r'<li class="u"><a [^>]*>size</a>.*?<b>not known</b>', text) is None
    for kind, sign in (("y", "✓"), ("n", "✗"), ("u", "?")):
        assert f'.rules .{kind}::before {{ content: "{sign}"' in text


def test_the_foot_says_how_to_make_the_page_again(screening: Screening, text: str) -> None:
    command = command_of(screening)
    assert "'policies/<p>.msm'" in command
    assert "--as-of 2026-11-22" in command
    assert "limit=" in command
    assert "&#39;policies/&lt;p&gt;.msm&#39;" in text


def test_records_left_out_are_told(text: str) -> None:
    assert "Left out or in doubt" in text


def test_rules_link_to_their_line_in_the_policy(text: str) -> None:
    line = 1 + POLICY[: POLICY.index("rule size")].count("\n")
    assert f'href="#L1-{line}"' in text
    assert f'id="L1-{line}"' in text


def test_a_page_of_nothing_is_a_page() -> None:
    empty = msm.parse_policy('policy p { version "1.0.0" }').screen([], as_of=DAY)
    assert "No model could be looked at." in page(empty)


def test_a_policy_without_scores_or_order_has_a_page() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule a { require model.likes > 3 } }'
    )
    found = page(policy.screen([facts("a/b", likes=5), facts("c/d")], as_of=DAY))
    assert "1 of 2 models is accepted" in found
    assert 'class="bar"' not in found


def test_none_accepted_says_what_stands_in_the_way() -> None:
    screening = msm.parse_policy(POLICY).screen([facts("a/b", parameters=70e9)], as_of=DAY)
    assert "No model meets every requirement." in page(screening)


# --- not too large ------------------------------------------------------------------------------


def test_a_page_of_many_models_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "MOST_PANELS", 10)
    monkeypatch.setattr(page_module, "MOST_BRIEF", 5)
    catalogue = [facts(f"a/m{n}") for n in range(30)]
    catalogue += [facts(f"b/m{n}", parameters=70e9) for n in range(30)]
    found = page(msm.parse_policy(POLICY).screen(catalogue, as_of=DAY))
    assert found.count('<details class="model"') == 10
    assert "15 further models" in found
    assert "25 further models" in found


def test_three_hundred_models_take_less_than_three_megabytes() -> None:
    catalogue = [facts(f"a/m{n}") for n in range(300)]
    found = page(msm.parse_policy(POLICY).screen(catalogue, as_of=DAY))
    assert found.count('<details class="model"') == 300
    assert len(found.encode()) < 3_000_000
