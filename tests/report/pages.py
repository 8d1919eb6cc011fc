"""What the tests of reports share: texts that attack a page, a decision full of them, a page read
as its tags."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from html.parser import HTMLParser
from typing import Any

import msm_rules as msm

DAY = date(2026, 11, 22)

EVIL = (
    "<script>alert('x')</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "</style><style>*{display:none}</style>",
    "</template></details><svg onload=alert(3)>",
    "<!-- {{ 7 * 7 }} {% raw %} ${7*7} ]]>",
    "right\u202eleft \u2066isolated\u2069 \u200bnothing\u200d",
    "a`b``c|d\\e *f* _g_ [h](javascript:alert(4)) ~~i~~ $j$",
    "&lt;b&gt; &amp; \\u003cscript\\u003e",
)
"""Texts of strangers: tags, ends of attributes and scripts, templates, directions, Markdown."""

ALL = " ".join(EVIL)


def _quoted(text: str) -> str:
    """A text as the policy language writes it."""
    shown = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown) + '"'


@cache
def evil_policy() -> msm.Policy:
    """A policy whose every text is an attack."""
    evil = _quoted(ALL)
    return msm.parse_policy(
        f"""
        policy p {{ version "1.0.0" title {evil} owner {evil} description {evil} }}
        param limit: number = 10B {evil}
        fact model.word: string {evil}
        critical {{
          rule size {evil} {{
            require model.parameters <= limit
            waivable
            because {evil}
            cite {evil}
          }}
          rule person {evil} {{
            require model.likes <= 100
            otherwise review by {evil}
          }}
          rule word {evil} {{
            require model.word != {evil} when unknown pass
          }}
        }}
        important {{
          rule medical {evil} weight 2 {{ prefer "medical" in model.domains }}
        }}
        decide {{ accept if score >= 0.5 review if score >= 0.2 }}
        rank {{ by score descending }}
        obligation note {evil} {{ if model.parameters > 0 cite {evil} }}
        waiver {_quoted("W " + EVIL[0])} {{
          rule size
          models {{"big/*"}}
          from 2026-01-01 until 2026-12-31
          approved by {evil}
          because {evil}
        }}
        """,
        name="policies/<p>&.msm",
    )


def evil_facts(id_: str = ALL, **more: object) -> dict[str, Any]:
    """A facts document full of attacks, in its evidence too."""
    model = {"id": id_, "parameters": 7e9, "domains": ["medical"], "likes": 1, "word": ALL}
    links = [
        {"method": "declared", "source": ALL, "locator": "javascript:alert(1)", "raw": ALL},
        {"method": "measured", "source": "hub", "locator": "https://example.org/a?b=1&c='2'|<i>"},
        {"method": "declared", "source": "data:text/html,x", "locator": "JAVASCRIPT:alert(2)"},
    ]
    return {
        "schema": "msm-facts/1",
        "model": model | more,
        "evidence": {"parameters": links, "word": links},
    }


def evil_proof(**more: object) -> dict[str, Any]:
    """The proof of a decision by that policy on that model."""
    found: dict[str, Any] = evil_policy().decide(evil_facts(**more), as_of=DAY).proof()  # type: ignore[arg-type]
    return found


class Tags(HTMLParser):
    """Every tag of a page with its attributes; every one that is opened is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that is written on the page."""
        return "".join(self.texts)

    def all(self, name: str) -> Iterator[str]:
        """The values of an attribute, wherever it stands."""
        return (
            value
            for _, found in self.found
            for key, value in found.items()
            if key == name and value
        )
