"""What a log says of a decision is told: that it is there, and how a person ended its review."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from msm_rules.audit.entry import Entry
from msm_rules.audit.problem import AuditError
from msm_rules.graph.canonical import digest
from msm_rules.proof.redaction import redact
from msm_rules.report.collection import collected
from msm_rules.report.collection_log import in_the_log
from msm_rules.report.collection_markdown import collection_markdown
from msm_rules.report.collection_page import collection_page
from msm_rules.report.decision_markdown import decision_markdown
from msm_rules.report.decision_page import Told, decision_page, told
from msm_rules.report.in_log import Ended, InLog, Logged, LogState, sought
from msm_rules.report.log_lookup import MOST, read_log
from msm_rules.report.log_words import LogNote, log_note
from msm_rules.report.read_back import read_back
from tests.proof.decisions import DECISIONS
from tests.report.logs import BECAUSE, BY, TIME, UNTIL, ended, forged, log_of, logged
from tests.report.pages import ALL, EVIL, Tags

DAY = date(2026, 12, 1)
APART = "<!-- -->"
NAMED = "It names a proof as its original, and that it is of that one only its salts show"
_BOLD = ("strong_open", "strong_close")
_markdown = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OPEN = "undetermined"


@cache
def proof(kind: str = OPEN) -> dict[str, Any]:
    found: dict[str, Any] = DECISIONS[kind]().proof()  # type: ignore[assignment]
    return found


@pytest.fixture
def tell(tmp_path: Path) -> Callable[..., Told]:
    """Tells a proof with a log of these entries."""

    def tell_(*entries: Entry, of: Any = None, day: date = DAY, salts: Any = None) -> Told:
        (tmp_path / "decisions.log").unlink(missing_ok=True)
        path = log_of(tmp_path / "decisions.log", *entries)
        look = partial(_read, path, day)
        return told(proof() if of is None else of, salts=salts, look_up=look)

    return tell_


def _read(path: str, day: date, digests: Any) -> Any:
    return read_log(path, digests, day, "decisions.log")


def _both(one: Told) -> tuple[str, str]:
    """What a reader sees of the page and of the Markdown; blanks as one."""
    page = Tags(decision_page(one, "msm report")).text
    return " ".join(page.split()), decision_markdown(one, "msm report")


Tell = Callable[..., Told]


def test_a_review_that_a_person_ended_says_so_by_whom_why_and_until_when(tell: Tell) -> None:
    one = tell(logged(proof()), ended(proof()))
    assert one.by_person == "Accepted by a person"
    for text in _both(one):
        assert "Decided by a person: accepted" in text
        assert f"By {BY}, on {TIME[:10]}, until {UNTIL}" in text
        assert f"Because: {BECAUSE}" in text
        assert "The program itself said: review (too little is known)" in text
        assert "Too little is known: it may still be" in text
    page, markdown = _both(one)
    assert markdown.startswith("## 👤 Accepted by a person: `")
    assert "· Accepted by a person · 2026-11-22" in decision_page(one, "x").split("</title>")[0]
    assert page.index("Decided by a person") < page.index("Too little is known: it may")


def test_the_entries_are_named_with_number_day_and_hash(tell: Tell, tmp_path: Path) -> None:
    one = tell(logged(proof("accepted")), logged(proof()), ended(proof()))
    lines = {number: row.digest for number, row in _rows(tmp_path / "decisions.log")}
    for text in _both(one):
        assert f"Logged as entry 2, on 2026-11-23T09:00:00Z (sha256 {lines[2]})" in text
        assert f"Ended in entry 3, on 2026-11-23T09:00:00Z (sha256 {lines[3]})" in text
        assert f"3 entries, the last with sha256 {lines[3]}" in text


def _rows(path: Path) -> Any:
    from msm_rules.audit.log import sound_rows

    return ((row.number, row) for row, _ in sound_rows(str(path)))


def test_a_decision_that_nobody_ended_is_told_as_logged_alone(tell: Tell) -> None:
    one = tell(logged(proof("accepted")), of=proof("accepted"))
    assert one.by_person == ""
    for text in _both(one):
        assert "Logged as entry 1" in text
        assert "by a person" not in text


def test_a_proof_that_is_not_in_the_log_says_so(tell: Tell) -> None:
    for text in _both(tell(logged(proof("accepted")), ended(proof("accepted")))):
        assert (
            "Not in decisions.log: none of its 2 entries is a decision with this proof; other"
            in text
        )
        assert "Decided by a person" not in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 6, 30), None),
        (date(2027, 7, 1), "It held until 2027-06-30, and this report is of 2027-07-01"),
        (date(2026, 11, 22), "It was decided on 2026-11-23, and this report is of 2026-11-22"),
    ],
)
def test_the_term_is_looked_at_on_the_day_of_the_report(
    tell: Tell, day: date, words: str | None
) -> None:
    one = tell(logged(proof()), ended(proof()), day=day)
    assert bool(one.by_person) is (words is None)
    for text in _both(one):
        assert "Decided by a person: accepted" in text
        if words is None:
            assert "this report is of" not in text
        else:
            assert words in text
            assert "## ❓ Too little is known" in text or not text.startswith("## ")


def test_of_several_ends_the_last_counts_and_all_are_shown(tell: Tell) -> None:
    first = ended(proof(), "reject", by="Legal", because="no terms", until="2027-01-01")
    one = tell(logged(proof()), first, ended(proof()))
    assert one.by_person == "Accepted by a person"
    for text in _both(one):
        assert "Decided by a person: accepted" in text
        assert "Before that, and replaced (entry 2): rejected by Legal" in text
        assert "until 2027-01-01, because: no terms" in text
        assert text.index("Decided by a person: accepted") < text.index("Before that")


def test_of_a_great_many_ends_the_last_are_told_and_the_others_counted(tell: Tell) -> None:
    one = tell(logged(proof()), *[ended(proof(), because=f"reason {n}") for n in range(MOST + 5)])
    page, _ = _both(one)
    assert f"Because: reason {MOST + 4}" in page
    assert "reason 5 (" not in page
    assert "and 5 earlier entries" in page


def test_a_log_that_is_not_sound_is_not_quoted_silently(tmp_path: Path) -> None:
    path = log_of(tmp_path / "decisions.log", logged(proof()), ended(proof()))
    forged(path, 2, '"accept"', '"reject"')
    one = told(proof(), look_up=partial(_read, path, DAY))
    assert one.by_person == ""
    for text in _both(one):
        assert "decisions.log is NOT as it was logged." in text
        assert "entry 2: is not what was logged" in text
        assert "What it says was not shown to be so." in text
        assert "What the log says: Decided by a person: rejected" in text
        assert text.index("NOT as it was logged") < text.index("Decided by a person")
    assert 'role="alert"' in decision_page(one, "x")


def test_a_proof_that_does_not_hold_is_not_looked_up(tell: Tell) -> None:
    changed = copy.deepcopy(proof())
    changed["decision"]["as_of"] = "2026-11-21"  # the digest is still the one that was logged
    for text in _both(tell(logged(proof()), ended(proof()), of=changed)):
        assert "It was not looked up in decisions.log, since it does not hold" in text
        assert BY not in text
        assert "Logged as entry" not in text


def test_an_entry_that_says_something_else_than_the_proof_is_told_so(tell: Tell) -> None:
    for text in _both(tell(logged(proof(), verdict="accept"))):
        assert "which says something else than this proof" in text
    for text in _both(tell(logged(proof(), system="ward 7"))):
        assert "something else" not in text


def test_the_end_of_a_review_that_was_none_changes_nothing(tell: Tell) -> None:
    one = tell(logged(proof("rejected")), ended(proof("rejected")), of=proof("rejected"))
    assert one.by_person == ""
    for text in _both(one):
        assert "The program itself said: reject" in text
        assert "Only a review is ended by a person, and this was none" in text


def test_a_redacted_proof_is_told_as_ended_only_where_its_salts_show_the_original(
    tell: Tell,
) -> None:
    found = redact(proof(), {"memory.int4": "5a" * 32})
    entries = (logged(proof()), ended(proof()))
    one = tell(*entries, of=found.document)
    assert one.by_person == ""
    for text in _both(one):
        assert "by a person" not in text
        assert BY not in text
        assert NAMED in text
        assert "entry 1 of decisions.log, and its review was ended in entry 2" in text
        assert "another decision" not in text
        assert "names as its original the" in text
    whole = tell(*entries, of=found.document, salts=found.salts)
    assert whole.by_person == "Accepted by a person"
    for text in _both(whole):
        assert "Decided by a person: accepted" in text
        assert NAMED not in text
        assert "names as its original the" not in text


def test_salts_of_some_facts_do_not_show_whose_review_was_ended(tell: Tell) -> None:
    keys = ("memory.int4", "license")
    found = redact(proof("accepted"), dict.fromkeys(keys, "5a" * 32))
    part = {name: held for name, held in found.salts.items() if name != "rest"}
    part["facts"] = {"license": found.salts["facts"]["license"]}
    entries = (logged(proof("accepted")), ended(proof("accepted")))
    for text in _both(tell(*entries, of=found.document, salts=part)):
        assert NAMED in text
        assert "by a person" not in text


def _of_another(kind: str) -> dict[str, Any]:
    """A redacted proof that names somebody else's logged proof as its original."""
    own = copy.deepcopy(redact(proof(kind), {"license": "5a" * 32}).document)
    own["original"] = own["proof"]["digest"] = proof()["digest"]
    own["digest"] = digest({name: part for name, part in own.items() if name != "digest"})
    return own


@pytest.mark.parametrize(
    ("kind", "other"), [("escalated and waived", True), ("unread licence", False)]
)
def test_a_redacted_proof_gets_nothing_of_the_original_that_it_only_names(
    tell: Tell, tmp_path: Path, kind: str, other: bool
) -> None:
    given = _of_another(kind)
    entries = (logged(proof()), ended(proof()))
    one = tell(*entries, of=given)
    assert one.checking.ok, "the forgery is one that only the original would show"
    assert one.by_person == ""
    for text in _both(one):
        assert ("what is logged is another decision" in text) == other
    found = in_the_log(
        collected([("evil.json", given)]), partial(_read, str(tmp_path / "decisions.log"), DAY)
    )
    assert found.log is not None
    assert (found.log.logged, found.log.decided, found.log.named) == (0, 0, 1)
    page = " ".join(Tags(collection_page(found, "proofs", "msm report")).text.split())
    for text in (*_both(one), page, collection_markdown(found, "proofs", "msm report")):
        assert "by a person" not in text.replace("0 reviews were ended by a person", "")
        assert BY not in text


def test_an_end_counts_only_where_an_entry_logged_this_decision(tell: Tell, tmp_path: Path) -> None:
    for entries in ((ended(proof()),), (logged(proof(), model="acme/other"), ended(proof()))):
        one = tell(*entries)
        assert one.by_person == ""
        for text in _both(one):
            assert "Decided by a person" not in text
            assert BY not in text
            assert "it does not count, since no entry logged the decision as this proof" in text
        path = str(tmp_path / "decisions.log")
        found = in_the_log(collected([("a.json", proof())]), partial(_read, path, DAY))
        assert found.log is not None
        assert (found.log.logged, found.log.decided) == (0, 0)


def test_a_log_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.log").write_text("nothing of the kind")
    for name in ("no.log", "missing.log"):
        with pytest.raises(AuditError):
            read_log(str(tmp_path / name), [], DAY)


# --- whatever people write is text ---------------------------------------------------------------


@pytest.mark.parametrize("text", [*EVIL, ALL])
def test_names_and_reasons_are_text(tell: Tell, text: str) -> None:
    first = ended(proof(), "reject", by=text, because=text)
    one = tell(logged(proof()), first, ended(proof(), by=text, because=text))
    plain = tell(logged(proof()), ended(proof(), "reject"), ended(proof()))
    page, bare = (Tags(decision_page(x, "msm report")) for x in (one, plain))
    assert [tag for tag, _ in page.found] == [tag for tag, _ in bare.found]
    assert not set("\u202e\u2066\u2069\u200b\u200d") & set(page.text)
    quoted = [x for x in decision_markdown(one, "msm report").splitlines() if x.startswith("> ")]
    inline = [t for block in _markdown.parse("\n".join(quoted)) for t in block.children or ()]
    assert {t.type for t in inline if t.content != APART} <= {"text", *_BOLD, "softbreak"}
    assert not [block.type for block in _markdown.parse("\n".join(quoted)) if "html" in block.type]


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_and_reason_give_a_page_and_markdown(by: str, because: str) -> None:
    state = LogState("l", "2026-12-01", 2, "0" * 64, (), 0)
    end = Ended(2, TIME, "1" * 64, "accept", by, because, UNTIL, "holds")
    own = sought(read_back(proof()).subject, proof()["digest"], None)
    entry = Logged(1, TIME, "2" * 64, own.says)
    note = log_note(InLog(state, (entry,), (end,)), own, holds=True)
    assert isinstance(note, LogNote)
    assert note.good


# --- several -------------------------------------------------------------------------------------


def test_of_several_proofs_each_says_what_the_log_has_of_it(tmp_path: Path) -> None:
    entries = (logged(proof()), ended(proof()), logged(proof("accepted")))
    path = log_of(tmp_path / "decisions.log", *entries)
    kinds = ("accepted", "rejected", OPEN)
    bare = collected([(f"{kind}.json", proof(kind)) for kind in kinds])
    found = in_the_log(bare, partial(_read, path, DAY))
    assert found.log is not None
    assert (found.log.logged, found.log.decided) == (2, 1)
    page = " ".join(Tags(collection_page(found, "proofs", "msm report")).text.split())
    markdown = collection_markdown(found, "proofs", "msm report")
    for text in (page, markdown):
        assert "2 of those that hold are in decisions.log, on 2026-12-01" in text
        assert "1 review was ended by a person" in text
        assert "Decided by a person: accepted" in text
        assert "logged as entry 3" in text
        assert "not in the log" in text
    assert "accepted by a person" in page


def test_decisions_in_a_line_say_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from msm_rules.report import collection as module

    monkeypatch.setattr(module, "MOST_PANELS", 0)
    path = log_of(tmp_path / "decisions.log", logged(proof()), ended(proof()))
    found = in_the_log(collected([("a.json", proof())]), partial(_read, path, DAY))
    assert "accepted by a person" in collection_page(found, "proofs", "msm report")
    assert "accepted by a person" in collection_markdown(found, "proofs", "msm report")


def test_a_log_that_is_not_sound_is_said_before_all_proofs(tmp_path: Path) -> None:
    path = log_of(tmp_path / "decisions.log", logged(proof()), ended(proof()))
    forged(path, 1, '"review"', '"accept"')
    found = in_the_log(collected([("a.json", proof())]), partial(_read, path, DAY))
    assert found.log is not None
    assert found.log.decided == 0
    for text in (collection_page(found, "p", "x"), collection_markdown(found, "p", "x")):
        assert "decisions.log is NOT as it was logged" in text
        assert "in a log that is NOT as it was logged" in text or "What the log says" in text
