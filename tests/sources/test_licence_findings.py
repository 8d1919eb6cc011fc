"""Findings on licences: a permissive one over a base that binds, and cards that contradict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lineage_page import page

from msm_rules.catalogue.build.inputs import snapshot
from msm_rules.cli.lineage_text import lines
from msm_rules.licences import entries
from msm_rules.lineage import lineage
from msm_rules.sources.licence_findings import license_findings
from msm_rules.sources.normalise.claims import document
from msm_rules.sources.normalise.repository import entry_claims, identity

PAGE = Path(__file__).resolve().parents[2] / "docs/lineage.md"


def model(id: str, license: Any, *parents: str, note: str | None = None) -> dict[str, Any]:
    facts = {"id": id, "base_models": list(parents), "license": license}
    rows = [{"method": "declared", "source": "card", "note": note}] if note else []
    return {"schema": "msm-facts/1", "model": facts, "evidence": {"license": rows}}


def said(*documents: dict[str, Any]) -> list[str]:
    return [str(finding) for finding in license_findings(documents)]


LLAMA = model("meta-llama/Llama-3.1-8B", "LicenseRef-llama3.1")
NC = model("x/nc", "CC-BY-NC-4.0")


def test_a_permissive_licence_over_one_that_binds_is_found_with_the_clause_it_rests_on() -> None:
    (found,) = said(model("x/child", "Apache-2.0", "meta-llama/Llama-3.1-8B"), LLAMA)
    assert found.startswith(
        "`x/child` declares `Apache-2.0` over `meta-llama/Llama-3.1-8B`, whose licence"
        " `LicenseRef-llama3.1` requires its restrictions of use to be passed on [1(b)(i)"
    )
    assert found.count("[") == 2
    assert found.endswith("and 2 more")


def test_an_ancestor_further_up_binds_too_and_every_one_is_counted() -> None:
    documents = [
        model("x/grandchild", "MIT", "x/child"),
        model("x/child", "CC-BY-NC-4.0", "x/nc", "meta-llama/Llama-3.1-8B"),
        NC,
        LLAMA,
    ]
    (found,) = said(*documents)
    assert "over `x/child`, whose licence `CC-BY-NC-4.0` prohibits commercial use [" in found
    assert "so do `meta-llama/Llama-3.1-8B` (`LicenseRef-llama3.1`), `x/nc`" in found
    (found,) = said(documents[0], model("x/child", None, "x/nc"), NC)
    assert "over `x/nc` (2 steps up)" in found


def test_a_base_known_by_its_category_alone_says_so() -> None:
    unread = next(e for e in entries() if not e.read and e.category == "research-only")
    (found,) = said(model("x/child", "MIT", "x/b"), model("x/b", unread.id))
    assert "is research-only (by its category: its text was not read)" in found


@pytest.mark.parametrize(
    ("own", "base"),
    [
        ("Apache-2.0", "MIT"),
        ("Apache-2.0", "CC-BY-4.0"),
        ("LicenseRef-llama3.1", "LicenseRef-llama3.1"),
        ("CC-BY-NC-4.0", "LicenseRef-llama3.1"),
        ("Apache-2.0", "LicenseRef-somebodys-own"),
        ("Apache-2.0", None),
        (None, "CC-BY-NC-4.0"),
        ("MIT", "MIT OR CC-BY-NC-4.0"),
        ("MIT", {"one_of": ["MIT", "CC-BY-NC-4.0"]}),
        ("MIT AND CC-BY-NC-4.0", "CC-BY-NC-4.0"),
        ("MIT", "not ( an expression"),
        ("not ( an expression", "CC-BY-NC-4.0"),
    ],
)
def test_nothing_is_found_where_it_is_allowed_or_anything_is_unknown(own: Any, base: Any) -> None:
    documents = [model("x/child", own, "x/base"), model("x/base", base)]
    assert not [found for found in said(*documents) if "declares" in found]


@pytest.mark.parametrize("own", ["MIT OR CC-BY-NC-4.0", {"one_of": ["MIT", "Apache-2.0"]}])
def test_an_offer_of_a_permissive_licence_is_a_permissive_declaration(own: Any) -> None:
    assert any("declares" in found for found in said(model("x/child", own, "x/nc"), NC))


def test_a_card_that_declares_two_licences_is_found_with_its_reason() -> None:
    why = "`license` says `Apache-2.0`, but `license_name` says `LicenseRef-yi`"
    either = {"one_of": ["Apache-2.0", "LicenseRef-yi"]}
    assert said(model("x/torn", either, note=why)) == [
        f"`x/torn` may have any of the licences `Apache-2.0`, `LicenseRef-yi`: {why}"
    ]


def test_a_catalogue_is_read_once_and_what_is_no_document_is_passed_over() -> None:
    once = (d for d in (model("x/child", "MIT", "x/nc"), "junk", None, {"model": 3}, NC))
    assert len(license_findings(once)) == 1  # type: ignore[arg-type]


def test_a_former_name_of_a_base_can_be_given() -> None:
    child = model("x/child", "MIT", "meta-llama/Meta-Llama-3.1-8B")
    assert license_findings([child, LLAMA]) == ()
    now = {"meta-llama/Meta-Llama-3.1-8B": "meta-llama/Llama-3.1-8B"}
    assert len(license_findings([child, LLAMA], now)) == 1


def test_a_base_outside_the_catalogue_whose_licence_the_source_saw_binds() -> None:
    child = model("x/child", "MIT", "meta-llama/Llama-3.1-8B")
    row = {"method": "declared", "source": "hub", "member": "LicenseRef-llama3.1"}
    row["locator"] = "meta-llama/Llama-3.1-8B: license"
    child["evidence"]["license_chain"] = [row]
    assert len(license_findings([child])) == 1
    further = model("x/other", "MIT", "x/between")
    further["evidence"]["license_chain"] = [row]
    (found,) = license_findings([further])
    assert "`meta-llama/Llama-3.1-8B` (further up)" in found.message
    torn = {**row, "member": "MIT"}
    child["evidence"]["license_chain"] = [row, torn]
    assert license_findings([child]) == ()


def test_what_strangers_wrote_stays_on_one_line() -> None:
    (found,) = said(model("x/\x1b[2Jevil", "MIT", "x/nc"), NC)
    assert found.isprintable()


def documents_of(data: Path) -> list[dict[str, Any]]:
    """A facts document for every row of the snapshot, with all rows as ancestors at hand."""
    rows = list(snapshot(data))
    there = {row.id.casefold(): row for row in rows}
    return [dict(document(row.id, [*entry_claims(row, there), *identity(row.id)])) for row in rows]


SHOWN = "yuvraj17/Llama3-8B-abliterated-Spectrum-slerp"


def test_what_is_found_among_real_models_is_on_the_page(
    shared: Path, golden: Callable[[Path, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every row of the snapshot; the page lists each finding, and is made anew with the option."""
    documents = documents_of(shared / "data")
    found = [f for f in license_findings(documents) if "declares" in f.message]
    with capsys.disabled():
        print(f"\n{len(found)} of {len(documents)} models declare a permissive licence over")
        print("an ancestor whose licence binds; docs/lineage.md lists them")
    tree = "\n".join(lines(lineage(documents), SHOWN, 100))
    golden(PAGE, page(documents, tree))
    assert len(found) == 41
