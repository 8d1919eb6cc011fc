"""What a decision log says of a proof, as Markdown: people's names and reasons stay texts."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.report.log_words import LogNote
from msm_rules.report.markdown import escaped


def log_warning(note: LogNote | None) -> Iterator[str]:
    """That the log is not as it was logged, where it is not, before anything else."""
    if note is None or not note.warning:
        return
    yield "> [!CAUTION]"
    yield f"> **{escaped(note.warning)}** What it says was not shown to be so."
    yield from (f"> - {escaped(problem)}" for problem in note.problems)
    yield ""


def log_told(note: LogNote | None) -> Iterator[str]:
    """How a person ended the review, or that nothing of the kind is logged."""
    if note is None:
        return
    if note.title:
        yield f"> **{escaped(note.title)}.**"
        yield from (f"> - {escaped(text)}" for text in (*note.said, *note.earlier))
    else:
        yield f"> {escaped(note.plain)}."
    yield ""
