"""What a text means as a licence: never a failure, and never more than its parts say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msm_rules import licences
from msm_rules.cli.licence_meaning import meaning, meaning_record
from msm_rules.cli.licence_text import entry_lines, meaning_lines
from msm_rules.cli.licences import _unknown
from msm_rules.diagnostics.cells import visible
from msm_rules.licences.spdx import in_spdx

READ = [e.id for e in licences.entries() if e.read]
SOME = ("MIT", "GPL-3.0-only", "LicenseRef-llama3.1", "CC-BY-NC-4.0", "Elastic-2.0", "mnpl")
words = st.sampled_from(("AND", "or", "(", ")", *SOME))


@pytest.fixture(scope="module")
def spdx_list() -> bool:
    """The list of SPDX's licences, loaded: that takes longer than an example may."""
    return in_spdx("MIT")


@pytest.mark.usefixtures("spdx_list")
@given(
    st.text(max_size=40) | st.lists(st.sampled_from((*SOME, "AND", "or", "(", ")"))).map(" ".join)
)
def test_any_text_is_explained_or_refused_in_words(text: str) -> None:
    found = meaning(text)
    if found.expressions:
        assert all(visible(line) == line for line in meaning_lines(found, 80))
        assert meaning_record(text, found)["text"] == text
    else:
        refusal = _unknown(text)
        assert refusal.message
        assert visible(refusal.message) == refusal.message


@given(st.lists(st.sampled_from(READ), min_size=1, max_size=3, unique=True))
def test_together_licences_permit_what_each_permits_and_require_what_any_requires(
    ids: list[str],
) -> None:
    ((_, (only,)),) = meaning(" AND ".join(ids)).expressions
    entries = [e for id in ids if (e := licences.lookup(id)) is not None]
    assert {*only.permits} == frozenset.intersection(*(e.permits for e in entries))
    assert {*only.requires} == frozenset().union(*(e.requires for e in entries))
    assert {*only.prohibits} == frozenset().union(*(e.prohibits for e in entries))
    assert not {*only.unknown} & {*only.permits, *only.prohibits, *only.requires}


@pytest.mark.parametrize("entry", licences.entries(), ids=lambda entry: entry.id)
def test_every_entry_is_shown_with_its_words_in_any_width(entry: licences.Licence) -> None:
    narrow = " ".join(" ".join(entry_lines(entry, 60)).split())
    for quote in entry.quotes.values():
        assert " ".join(quote.split()) in narrow
    assert all(text.sha256 is None or text.sha256 in narrow for text in (entry.text, *entry.also))
