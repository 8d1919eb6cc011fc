"""Reports of proofs: which report a call makes of the files it names, and with which exit status.

Owns the choice between one proof and several, and the progress of many. Reading is `proofs`',
writing `reporting`'s.
"""

from __future__ import annotations

import sys
from shlex import quote
from typing import TYPE_CHECKING

from msm_rules.cli.again import again
from msm_rules.cli.beside import Beside
from msm_rules.cli.proof_files import is_one
from msm_rules.cli.proofs import proof_in, proofs_in
from msm_rules.cli.refusal import BAD, CLEAN, FINDINGS, Refusal
from msm_rules.cli.report_formats import in_format
from msm_rules.cli.reporting import OTHERS, Writing, of_one, of_several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msm_rules.report.collection import Given

_EVERY = 25
"""After how many proofs the progress is told anew."""


def of_proofs(what: tuple[str, ...], writing: Writing, beside: Beside) -> int:
    """Write the report of the proofs that a call names; its exit status. Raises Refusal."""
    if writing.form in OTHERS:
        return _in_format(what, writing, beside)
    call = again("report", what, None, writing.out, beside.again)
    if is_one(what):
        given = what[0], proof_in(what[0], beside.own_keys)
        verifying = " ".join(map(quote, beside.verifying(what[0])))
        return _status(of_one(given, call, writing, beside, verifying), beside)
    if beside.reveal is not None:
        raise Refusal("`--reveal` is for one proof, named by its file")
    title = ", ".join(what[:3]) + (" …" if len(what) > 3 else "")
    given_all = _told(proofs_in(what, beside.own_keys))
    return _status(of_several(given_all, title, call, writing, beside, named=True), beside)


def _in_format(what: tuple[str, ...], writing: Writing, beside: Beside) -> int:
    if beside.log is not None or beside.reveal is not None:
        raise Refusal(
            f"`--log` and `--reveal` are for pages and Markdown, and not for `{writing.form}`",
            "leave them out",
        )
    keys = beside.own_keys
    given = [(what[0], proof_in(what[0], keys))] if is_one(what) else _told(proofs_in(what, keys))
    text, failing, unread = in_format(given, writing.form)
    writing.write(text)
    return _status((failing, unread), beside)


def _told(given: Iterable[Given]) -> Iterator[Given]:
    """The same, with the progress on stderr where somebody watches."""
    watched = sys.stderr.isatty()
    for n, one in enumerate(given, 1):
        yield one
        if watched and n % _EVERY == 0:
            sys.stderr.write(f"\r{n:,} proofs")
            sys.stderr.flush()
    if watched:
        sys.stderr.write("\r\x1b[K")


def _status(wrong: tuple[int, int], beside: Beside) -> int:
    """The exit status of so many proofs that do not hold, and files that could not be read."""
    failing, unread = wrong
    return BAD if unread else FINDINGS if failing or beside.unsound else CLEAN
