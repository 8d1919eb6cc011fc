"""Decisions as JUnit XML, for the dashboards of CI systems.

There is no standard; this keeps to what Jenkins, GitLab and others read: a suite for the policy, a
case for each rule and model, and one for the verdict. What is not known, waived, or for a person is
skipped, with words: it did not fail, and it did not pass. A scored rule cannot fail; its score is
what its case has written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from msm_rules.diagnostics.cells import visible
from msm_rules.report.decision_rows import (
    VERDICT,
    Proof,
    RuleRow,
    excerpt,
    policy_words,
    rows_of,
    unfolded,
    verdict_place,
    verdict_words,
    waiver_words,
)
from msm_rules.source import Span

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold, not even written as numbers."""

_SKIPPED = {
    "escalated": "does not hold, so that a person has to decide",
    "unknown": "it is not known whether it holds",
    "no part": "it does not apply",
}

Element = ElementTree.Element


def decisions_junit(proofs: Sequence[Proof], refused: Sequence[tuple[str, str]] = ()) -> str:
    """The XML document; `refused` are models with why there is no decision, each an error. Of
    redacted proofs it tells what they show."""
    proofs = tuple(map(unfolded, proofs))
    cases = [case for proof in proofs for case in _cases(proof)]
    cases += [_refused(name, why) for name, why in refused]
    counts = Counter(child.tag for case in cases for child in case)
    totals = {
        "tests": str(len(cases)),
        "failures": str(counts["failure"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
    }
    name = policy_words(proofs[0]) if proofs else "msm"
    root = _element("testsuites", name="msm decide", **totals)
    suite = ElementTree.SubElement(root, "testsuite", _clean({"name": name, **totals}))
    suite.extend([*_properties(proofs[:1]), *cases])
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, "unicode")


def _properties(proofs: Sequence[Proof]) -> Iterator[Element]:
    for proof in proofs:
        found = Element("properties")
        for name, value in (
            ("as_of", proof["decision"]["as_of"]),
            ("policy.graph", proof["policy"]["graph"]["digest"]),
        ):
            found.append(_element("property", name=name, value=value))
        yield found


def _cases(proof: Proof) -> Iterator[Element]:
    model = proof["decision"]["model"]["id"]
    for row in rows_of(proof):
        case = _case(model, row.name, row.place)
        case.extend(_of_rule(row))
        yield case
    case = _case(model, VERDICT, verdict_place(proof))
    case.extend(_of_verdict(proof))
    case.append(_with_text("system-out", f"proof {proof['digest']}"))
    yield case


def _case(model: str, name: str, place: Span) -> Element:
    return _element(
        "testcase", classname=visible(model), name=name, file=place.file, line=str(place.line)
    )


def _of_rule(row: RuleRow) -> Iterator[Element]:
    if row.outcome == "failed":
        lines = [row.words, *row.reasons, "", f"{row.place.file}:{row.place.line}"]
        text = "\n".join([*map(visible, lines), *excerpt(row.place)])
        yield _with_text("failure", text, message=row.words, type=row.tier)
    elif row.outcome == "waived" and row.waiver is not None:
        yield _element("skipped", message=f"waived by {waiver_words(row.waiver)}")
    elif row.score is not None:
        low, high = (f"{end:.2f}" for end in row.score)
        said = low if row.score[0] == row.score[1] else f"{low} … {high}"
        yield _with_text("system-out", f"scored {said}")
    elif row.withheld:
        yield _with_text("system-out", "scored; the score is withheld")
    elif row.outcome in _SKIPPED:
        yield _element("skipped", message=_SKIPPED[row.outcome])


def _of_verdict(proof: Proof) -> Iterator[Element]:
    verdict, words = proof["decision"]["verdict"], verdict_words(proof)
    if verdict == "reject":
        failed = ", ".join(proof["decision"]["failed"])
        words = f"{visible(proof['decision']['model']['id'])} fails {failed}" if failed else words
        yield _element("failure", message=words, type="reject")
    elif verdict == "review":
        yield _element("skipped", message=words)


def _refused(name: str, why: str) -> Element:
    case = _element("testcase", classname=visible(name), name=VERDICT)
    case.append(_element("error", message=visible(why), type="no decision"))
    return case


# --- XML -----------------------------------------------------------------------------------------


def _element(tag: str, **attributes: str) -> Element:
    return Element(tag, _clean(attributes))


def _with_text(tag: str, text: str, **attributes: str) -> Element:
    found = _element(tag, **attributes)
    found.text = _NO_XML.sub("\ufffd", text)
    return found


def _clean(attributes: dict[str, str]) -> dict[str, str]:
    return {name: _NO_XML.sub("\ufffd", visible(value)) for name, value in attributes.items()}
