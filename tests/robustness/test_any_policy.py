"""Whatever is given as a policy, the answer is a policy or a list of diagnostics, nothing else."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import msm_rules as msm
from msm_rules.diagnostics import Diagnostic
from msm_rules.diagnostics.table import DIAGNOSTICS
from tests.campaign import examples
from tests.conftest import SHARED
from tests.strategies import Draft, policies
from tests.strategies_vocabulary import LIBRARY

DAY = date(2026, 11, 22)
MODEL: dict[str, Any] = {"id": "acme/one", "likes": 3, "license": "mit", "tasks": ["translation"]}


def answer(text: str, files: dict[str, str] | None = None) -> tuple[Diagnostic, ...]:
    """The diagnostics of a policy, after deciding with it where it has no errors."""
    try:
        policy = msm.parse_policy(text, files={"lib.msm": LIBRARY, **(files or {})}, as_of=DAY)
        found = policy.diagnostics
        decision = policy.decide(MODEL, as_of=DAY)
        assert decision.values is not None
        assert decision.open_facts is not None
        assert decision.rules is not None
        assert decision.valid_until is None or decision.verdict == "accept"
    except msm.PolicyError as refused:
        found = refused.diagnostics
        assert any(d.severity == "error" for d in found)
    for diagnostic in found:
        assert diagnostic.name in DIAGNOSTICS
        assert diagnostic.message
        span = diagnostic.span
        assert 0 <= span.start <= span.end <= len(span.source.text)
    return found


def names(text: str) -> list[str]:
    return [d.name for d in answer(text) if d.severity == "error"]


# --- any text ------------------------------------------------------------------------------------


@examples(100)
@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert answer(text)


@examples(60)
@given(st.binary(max_size=300))
def test_any_bytes_in_a_file_are_answered(tmp_path_factory: Any, data: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / "main.msm"
    file.write_bytes(data)
    with pytest.raises(msm.PolicyError) as refused:
        msm.load_policy(file)
    assert refused.value.diagnostics


# --- damaged policies ----------------------------------------------------------------------------

WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|[0-9][0-9_.]*(?: ?[A-Za-z%]+)?|[a-z_.]+|\S')


@cache
def corpus() -> tuple[str, ...]:
    """Policies that people wrote; those of the reference where it is at hand."""
    found = [REFERENCE]
    for path in sorted((SHARED / "conformance").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            found += [case["policy"]] if "policy" in case else case["files"].values()
    return tuple(found)


REFERENCE = """
policy clinical { version "2.1.0" effective from 2026-01-01 until 2026-12-31 stale after 90 days }
use "lib.msm" as lib
param gpu: bytes = 24 GiB in 8 GiB .. 640 GiB "one accelerator"
param audience: one of {"internal", "public"} = "internal"
fact model.vetted: bool
let needed = model.memory.int4 + 8Ki * model.memory.kv_per_token
define spare(x: bytes) = 0.9 * gpu - x
critical {
  rule size "Fits" weight 2 { require spare(needed) >= 0 bytes  when unknown reject }
  rule licence { require model.license_chain permits {"commercial-use"}
    forbid model.license in lib.allowed  waivable at most 365 days  cite "LEGAL-7" }
  rule naming { applies if audience == "public"  forbid model.license_chain requires "naming"
    otherwise review by "AI board" }
}
important weight 0.6 {
  rule domain weight 3 { score 1.0 if "medical" in model.domains
    score 0.5 if any d in model.domains: (d matches "bio*") }
}
contextual weight 0.4 {
  rule exam { score scale(model.benchmarks["medqa"], 40% .. 80%)  when unknown score 0 }
  rule fresh { prefer age(model.modified default model.created) <= 180 days }
}
decide { accept if important >= 0.5 and score >= 0.6  review if score >= 0.4  valid for 180 days }
rank { by score descending  by model.parameters ascending  top 5 }
obligation notice "Keep the notices" { if model.license_chain requires "include-notice" }
waiver "W-1" { rule licence models {"acme/*"} from 2026-02-03 until 2026-12-31
  approved by "Legal" because "signed" }
test "too big" { given { id: "x/y" memory.int4: 35 GB memory.kv_per_token: 320 KiB }
  as of 2026-11-22 expect reject by size }
"""


def shape(word: str) -> str:
    """What a word is swapped with: a text, a number, a name or a sign of the same policy."""
    return '"' if word[0] == '"' else "0" if word[0].isdigit() else "a" if word[0].isalpha() else ""


@st.composite
def damaged(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A policy with a few words left out, said twice, exchanged, or put in from elsewhere."""
    words = WORD.findall(draw(texts))
    for _ in range(draw(st.integers(1, 3))):
        at, other = (draw(st.integers(0, max(len(words) - 1, 0))) for _ in range(2))
        if not words:
            break
        match draw(st.sampled_from(["out", "twice", "swap", "alike", "strange"])):
            case "out":
                del words[at]
            case "twice":
                words.insert(at, words[at])
            case "swap":
                words[at], words[other] = words[other], words[at]
            case "alike":
                alike = [w for w in words if shape(w) == shape(words[at])]
                words[at] = draw(st.sampled_from(alike))
            case _:
                words[at] = draw(st.sampled_from(STRANGE))
    return " ".join(words)


STRANGE = (
    "all", "any", "default", "score", "critical", "today", "scale", "model", "(", ")", "{", "}",
    "..", "-", "==", "in", "permits", "covers", "0", "1e308", "1e-320", "9999-12-31",
    "0001-01-01", "1e300", "days", "GiB", '""', '"mit OR"', '"MIT AND GPL-3.0-only"',
    "model.license.user_cap", "size", "true", "model.benchmarks", 'model.prototypes["x"]',
    "low_end", "is missing", "when unknown score 1", "/",
)  # fmt: skip


@examples(250)
@given(damaged(st.sampled_from(corpus())))
def test_a_damaged_policy_of_people_is_answered(text: str) -> None:
    answer(text)


@examples(100)
@given(damaged(policies(depth=3).map(lambda draft: draft.text)))
def test_a_damaged_random_policy_is_answered(text: str) -> None:
    answer(text)


@examples(60)
@given(policies(), policies())
def test_policies_may_be_poured_together(one: Draft, other: Draft) -> None:
    answer(one.text + "\n" + other.text)
    answer("\n".join((one.header, *other.items, *one.tiers(), *one.items)))


# --- large, deep and odd -------------------------------------------------------------------------

HEADER = 'policy p { version "1.0.0" }\n'


def rule(condition: str) -> str:
    return f"{HEADER}critical {{ rule r {{ require {condition} }} }}"


@pytest.mark.parametrize(
    "condition",
    [
        "(" * 5000 + "true" + ")" * 5000,
        "not " * 5000 + "true",
        "{" * 5000 + "}" * 5000,
        " + ".join(["model.likes"] * 5000) + " > 3",
        "- " * 5000 + "3 > 2",
        "model" + ".a" * 5000 + " == 3",
        "f(" * 3000 + ")" * 3000,
        "if true then " * 3000 + "true" + " else false" * 3000,
        "all x in model.tasks: " * 3000 + "true",
        "model.likes > " + "9" * 100_000,
        '"' + "x" * 100_000,
    ],
    ids=lambda text: text[:12],
)
def test_what_is_too_deep_or_too_long_is_refused(condition: str) -> None:
    assert answer(rule(condition))


def test_long_chains_of_and_and_or_have_no_limit() -> None:
    for op in ("and", "or"):
        assert not names(rule(f" {op} ".join(["model.likes > 3"] * 3000)))


def test_tiers_and_ladders_may_be_long() -> None:
    steps = " ".join(f"score {n / 1000} if model.likes > {n}" for n in range(600, 0, -1))
    ladder = f"important {{ rule r {{ {steps} }} }}"
    rules = " ".join(f"rule r{n} {{ prefer model.likes > {n} }}" for n in range(600))
    for tier in (ladder, f"important {{ {rules} }}"):
        policy = msm.parse_policy(HEADER + tier)
        assert policy.decide({"id": "a/b", "likes": 300.5}, as_of=DAY).score
        assert not names(HEADER + tier)


@pytest.mark.parametrize("length", [50, 2000])
def test_lets_and_functions_may_rest_on_each_other_in_a_line_that_has_an_end(length: int) -> None:
    lets = ["let v0 = model.likes", *(f"let v{n} = v{n - 1} + 1" for n in range(1, length))]
    functions = ["define f0(x: number) = x + 1"]
    functions += [f"define f{n}(x: number) = f{n - 1}(x)" for n in range(1, length)]
    wanted = [] if length == 50 else ["syntax"]
    assert names("\n".join(lets) + "\n" + rule(f"v{length - 1} > 3")) == wanted
    assert names("\n".join(functions) + "\n" + rule(f"f{length - 1}(1) > 3")) == wanted


@pytest.mark.parametrize(
    "body", ["f{0}(f{0}(x))", "f{0}(x) + f{0}(x)", "count m in model.tasks: (f{0}(x) > f{0}(2))"]
)
def test_functions_that_call_each_other_twice_do_not_run_away(body: str) -> None:
    defines = ["define f0(x: number) = x + x"]
    defines += [f"define f{n}(x: number) = {body.format(n - 1)}" for n in range(1, 40)]
    assert set(names("\n".join(defines) + "\n" + rule("f39(model.likes) > 3"))) == {
        "unsupported-recursion"
    }


def test_a_file_of_ten_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "main.msm"
    file.write_text(rule("model.likes > 3") + "\n" + "# long\n" * 1_500_000, encoding="utf-8")
    with pytest.raises(msm.PolicyError, match=r"larger than|too large|too long"):
        msm.load_policy(file)
    with pytest.raises(msm.PolicyError):
        msm.parse_policy(file.read_text("utf-8"))


@pytest.mark.parametrize("odd", ["\0", "\ufeff", "\u202e", "\r", "\ud800", "\x1b[2J", "\u2028"])
def test_odd_characters_are_answered_wherever_they_stand(odd: str) -> None:
    text = rule("model.likes > 3")
    for at in (0, 10, len(text) // 2, len(text)):
        answer(text[:at] + odd + text[at:])
    answer(rule(f'model.architecture == "{odd}"'))


# --- files that refer to files -------------------------------------------------------------------


def refusals(main: Path) -> list[str]:
    with pytest.raises(msm.PolicyError) as refused:
        msm.load_policy(main)
    return [d.name for d in refused.value.diagnostics if d.severity == "error"]


def test_files_that_refer_to_each_other_in_a_circle_are_a_cycle(tmp_path: Path) -> None:
    (tmp_path / "a.msm").write_text('policy a { version "1.0.0" extends "b.msm" }')
    (tmp_path / "b.msm").write_text('policy b { version "1.0.0" extends "a.msm" }')
    (tmp_path / "c.msm").write_text('policy c { version "1.0.0" }\nuse "d.msm" as d')
    (tmp_path / "d.msm").write_text('use "d.msm" as d')
    assert "cycle" in refusals(tmp_path / "a.msm")
    assert "cycle" in refusals(tmp_path / "c.msm")


@pytest.mark.parametrize(
    "path",
    [
        "../secret.msm", "sub/../../secret.msm", "./../secret.msm", "/etc/hostname",
        "..\\\\secret.msm", "C:\\\\secret.msm", "file:///etc/hostname", "//secret.msm", "", ".",
        "sub", "a\\u0000b", "~/x", "std/../../secret.msm", "link.msm", "linked/secret.msm",
        "x" * 5000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("clause", ['extends "{}" }}', '}}\nuse "{}" as s'])
def test_no_path_leaves_the_folder_of_the_policy(tmp_path: Path, path: str, clause: str) -> None:
    inside = tmp_path / "inside"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "secret.msm").write_text('let secret = "leaked"')
    (inside / "link.msm").symlink_to(tmp_path / "secret.msm")
    (inside / "linked").symlink_to(tmp_path, target_is_directory=True)
    main = inside / "main.msm"
    main.write_text('policy p { version "1.0.0" ' + clause.format(path))
    with pytest.raises(msm.PolicyError) as refused:
        msm.load_policy(main)
    found = refused.value.diagnostics
    assert "missing-file" in [d.name for d in found]
    assert "leaked" not in str(refused.value) + "".join(d.span.source.text for d in found)


@pytest.mark.parametrize("name", ["", ".", "no/such.msm", "a\0b", "x" * 5000])
def test_a_policy_that_cannot_be_read_is_a_missing_file(tmp_path: Path, name: str) -> None:
    assert refusals(tmp_path / name) == ["missing-file"]
