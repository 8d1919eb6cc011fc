"""Small policies for the tests of checking, and what checking says of them."""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.check import Case, Checked, check_policy
from msm_rules.source import Source

Found = list[tuple[str, str]]


def checked(text: str, today: int | None = None, files: Mapping[str, str] | None = None) -> Checked:
    """A policy after checking; `files` are those it may refer to, `today` a day ordinal."""

    def find(path: str, _: Source | None) -> Source | str:
        known = files or {}
        return Source(path, known[path]) if path in known else f"there is no file `{path}`"

    return check_policy(Source("main.msm", text), find, today)


def found(text: str, today: int | None = None, files: Mapping[str, str] | None = None) -> Found:
    """The name of every diagnostic with the text it points at, without `no-tests`."""
    diagnostics = checked(text, today, files).diagnostics
    return [(d.name, d.span.text) for d in diagnostics if d.name != "no-tests"]


POLICY = """
policy small { version "1.0.0" }
fact model.scan_age: duration
fact model.team: string
values domain {"cardiology"}
param limit: number = 13B in 1B .. 70B
param owner: string = "example"
param fresh: duration = 30 days
param unset: number
critical {
  rule size { require model.parameters <= limit + 0 * unset }
  rule licence { require model.license permits "commercial-use"  waivable }
}
important {
  rule liked { prefer model.likes >= 100 and model.scan_age <= fresh and model.team == owner }
}
obligation notice "Keep the notice" { if model.license requires "include-notice" }
"""


def with_test(body: str) -> str:
    """The policy with one test of these clauses."""
    return f'{POLICY}test "t" {{ {body} }}\n'


def case(body: str) -> Case:
    """The one test of the policy, which must be without error."""
    result = checked(with_test(body))
    assert [d.message for d in result.diagnostics] == []
    (only,) = result.cases
    return only


def given(body: str) -> dict[str, object]:
    """The `model` part that a test gives, without the id."""
    model = dict(case(f"given {{ {body} }} expect review").model)
    del model["id"]
    return model


def wrong(body: str) -> Found:
    """What checking says of a test with these clauses."""
    return found(with_test(body))


def wrong_given(body: str) -> Found:
    """What checking says of facts that a test gives."""
    return wrong(f"given {{ {body} }} expect review")
