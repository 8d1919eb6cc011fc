"""Reports that a command writes: in which form, and where to.

Owns the choice between a page and Markdown. What a call asks for stands in `report`, what a report
says in the room of that name.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from msm_rules.cli import console
from msm_rules.cli.beside import Beside, salts_do_not_fit
from msm_rules.cli.files import name_of
from msm_rules.cli.output import check_place, write_text
from msm_rules.cli.refusal import Refusal
from msm_rules.proof.redaction import RedactionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msm_rules.report.collection import Given

HTML, MARKDOWN = "html", "markdown"
OTHERS = ("sarif", "junit", "prov")
"""Formats of other tools, which proofs alone are told in here."""
_ENDINGS = {".html": HTML, ".htm": HTML, ".md": MARKDOWN, ".markdown": MARKDOWN}


class Writing:
    """The form of a report and where it goes; the picture may be left out of Markdown."""

    def __init__(self, form: str, out: str | None, picture: bool) -> None:
        self.form, self.html = form, form == HTML
        self.out = out
        self.picture = picture

    def write(self, text: str) -> None:
        """Write the report to its file, or to stdout."""
        if self.out is None:
            console.say(text.rstrip("\n"))
        else:
            write_text(self.out, text.rstrip("\n"))


def form_of(out: str | None) -> str:
    """The form that a path says by its ending. Raises Refusal, before any work, where it says none
    or nothing can be written there."""
    if out is None:
        return MARKDOWN
    check_place(out)
    found = _ENDINGS.get(PurePath(out).suffix.lower())
    if found is None:
        raise Refusal("the ending of `--out` says no form", "end it in .html or .md, or `--format`")
    return found


def of_one(
    given: Given, call: str, writing: Writing, beside: Beside, verifying: str = ""
) -> tuple[int, int]:
    """Write the report of one decision; how many proofs do not hold, or are not signed as they
    should be, and how many could not be read. `verifying` is the call that checks its proof."""
    from msm_rules.report.collection import Broken
    from msm_rules.report.decision_markdown import decision_markdown
    from msm_rules.report.decision_page import decision_page, told
    from msm_rules.report.read_back import NotReadable

    name, proof = given
    assert not isinstance(proof, Broken)
    try:
        decision = told(proof, salts=beside.salts, look_up=beside.look_up)
    except RedactionError as bad:
        raise salts_do_not_fit(beside, str(bad)) from None
    except NotReadable as bad:  # told as one of several, where what cannot be read is listed
        if beside.reveal is not None:
            raise salts_do_not_fit(beside, f"with these salts it cannot be read: {bad}") from None
        return of_several([given], name, call, writing, beside, named=True)
    if beside.salts is not None and decision.redaction is None:
        why = "withholds no facts, and `--reveal` brings withheld ones back"
        raise Refusal(f"{name_of(name)} {why}", "leave `--reveal` out")
    if writing.html:
        writing.write(decision_page(decision, call, verifying))
    else:
        writing.write(decision_markdown(decision, call, verifying, picture=writing.picture))
    return int(not decision.checking.ok or not decision.signed), 0


def of_several(
    given: Iterable[Given], title: str, call: str, writing: Writing, beside: Beside, *, named: bool
) -> tuple[int, int]:
    """Write the report of several decisions; as `of_one`."""
    from msm_rules.report.collection import collected
    from msm_rules.report.collection_log import in_the_log
    from msm_rules.report.collection_markdown import collection_markdown
    from msm_rules.report.collection_page import collection_page

    found = collected(given, named=named)
    if beside.look_up is not None:
        found = in_the_log(found, beside.look_up)
    if writing.html:
        two = not named and found.panels == 2
        writing.write(collection_page(found, title, call, side_by_side=two))
    else:
        writing.write(collection_markdown(found, title, call))
    return len(found.failing) + found.unsigned, len(found.unread)
