"""The shortlist on a terminal: fits its columns, says in words what colour says, hides nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

import msm_rules as msm
from msm_rules.diagnostics.cells import cells
from msm_rules.report.shortlist_text import shortlist_text

DAY = date(2026, 11, 22)

POLICY = """
policy p { version "1.0.0" title "A model for the clinic" }
critical {
  rule size "Fits the machine that the hospital has bought for it, with room for the cache" {
    require model.parameters <= 10B
    waivable
  }
  rule task "Writes text" { require "text-generation" in model.tasks }
  rule board "Known to few" {
    require model.likes <= 100
    otherwise review by "AI board"
    when unknown pass
  }
}
important { rule medical "Medical" { prefer "medical" in model.domains } }
contextual { rule medqa "Exams" { score model.benchmarks["medqa"] } }
decide { accept if score >= 0.5 review if score >= 0.3 }
rank { by score descending }
obligation note "Keep the notice" { if model.license == "MIT" }
waiver "W-1" {
  rule size
  models {"big/*"}
  from 2026-01-01 until 2026-12-31
  approved by "Legal counsel"
  because "Agreed"
}
"""


def model(id_: str, **facts: object) -> dict[str, object]:
    good: dict[str, object] = {
        "parameters": 7e9,
        "tasks": ["text-generation"],
        "domains": ["medical"],
        "benchmarks": {"medqa": 0.6},
        "license": "MIT",
    }
    return {"id": id_, **good, **facts}


CATALOGUE = [
    model("a/exact"),
    model("a/wide", benchmarks={"medqa": {"between": [0.2, 0.7]}}),
    model("big/waived", parameters=70e9, license="Apache-2.0", benchmarks={"medqa": 0.1}),
    model("other/big", parameters=70e9),
    model("b/board", likes=1000),
    model("b/low", domains=[], benchmarks={"medqa": 0.1}),
    model("o/open", tasks=None),
    model("o/two", tasks=None, domains=None, benchmarks={}),
    {"id": "bad", "parameters": "many"},
]


def text(catalogue: list[dict[str, object]] | None = None, **options: object) -> str:
    screening = msm.parse_policy(POLICY).screen(catalogue or CATALOGUE, as_of=DAY)
    return shortlist_text(screening, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "A model for the clinic  1.0.0",
        "catalogue: given, 8 models, as of 2026-11-22",
        "8  models",
        "−1  size  Fits the machine",
        "·  task  Writes text",
        "−1  below every threshold",
        "3  accepted",
        "1  the policy wants a person",
        "2  too little is known",
        "board: review by AI board",
        "(note; 2 of 3)",
        "W-1  1 model  of `size`, approved by Legal counsel",
        "What would settle the 2",
        "what they are for",
        "Left out or in doubt: 1 record",
        "msm why-not POLICY other/big",
    ],
)
def test_everything_that_matters_is_said(words: str) -> None:
    assert words in text()


def test_the_accepted_stand_in_order_with_their_scores() -> None:
    found = re.findall(r"^ +(\d)  (\S+/\S+) +(\S+) ", text(), re.MULTILINE)
    assert found == [
        ("1", "a/exact", "0.80"),
        ("2", "a/wide", "0.60…0.85"),
        ("3", "big/waived", "0.55"),
    ]


def test_a_bar_shows_what_is_sure_and_what_may_be() -> None:
    lines = text().splitlines()
    exact = next(line for line in lines if "a/exact" in line)
    wide = next(line for line in lines if "a/wide" in line)
    assert "────────█" in exact
    assert "──────▓▓▓" in wide


def test_neighbours_that_are_not_separable_are_marked() -> None:
    catalogue = [model("a/x"), model("a/y", benchmarks={"medqa": {"between": [0.5, 0.7]}})]
    assert "not separable from 2" in text(catalogue, width=100)
    narrow = text(catalogue, width=60)
    assert "≈ 2" in narrow
    assert "≈ not separable from: what is still unknown" in narrow


@pytest.mark.parametrize("width", [80, 100])
def test_no_line_is_wider_than_asked(width: int) -> None:
    assert max(cells(line) for line in text(width=width).splitlines()) <= width


def test_long_names_take_the_room_of_what_the_page_has_as_well() -> None:
    long = "an-author-of-models/a-model-with-a-name-1.5-Instruct"
    for width, words in ((110, ("score", "important", "contextual")), (80, ("score",))):
        lines = text([model(long[:46]), model("a/b")], width=width).splitlines()
        head = next(line for line in lines if line.startswith("Accepted"))
        assert head.split() == ["Accepted", *words]
        assert long[:46] in "".join(lines)
        assert max(map(cells, lines[lines.index(head) :][:3])) <= width


def test_colour_carries_nothing_that_the_words_do_not() -> None:
    coloured = text(colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text()


def test_what_strangers_wrote_cannot_move_the_cursor() -> None:
    catalogue = [model("a/\u202eturned"), model("b/c", tasks=["x\x1b[2J"]), model("e/\u200b")]
    found = text(catalogue)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u200b\u202e]", found)
    assert "a/\\u202eturned" in found


def test_none_accepted_names_the_rules_in_the_way() -> None:
    found = text([model("a/b", parameters=70e9), model("c/d", parameters=70e9, tasks=[])])
    assert "No model is accepted." in found
    assert "No model meets every requirement. What stands in the way" in found
    assert "size  2 models fail it, 1 of them nothing else" in found


def test_a_policy_without_an_order_says_so() -> None:
    policy = msm.parse_policy(
        'policy p { version "1.0.0" } critical { rule a { require model.likes > 3 } }'
    )
    screening = policy.screen([{"id": n, "likes": 5} for n in ("b", "a")], as_of=DAY)
    found = shortlist_text(screening)
    assert found.index("·  a") < found.index("·  b")
    assert "the policy names no order (`rank`): these stand by id" in found


def test_a_long_list_says_how_many_more_there_are() -> None:
    assert "and 5 more further down" in text([model(f"a/m{n:02}") for n in range(25)])


def test_an_empty_catalogue_is_no_fault() -> None:
    found = shortlist_text(msm.parse_policy(POLICY).screen([], as_of=DAY))
    assert "No model is accepted." in found
