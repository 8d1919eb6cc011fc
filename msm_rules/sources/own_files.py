"""Models that are files of their own, as records of a catalogue: checkpoint folders and cards.

Owns which of these a place holds: itself, a catalogue of one, or as a folder those right in it,
such as a disk with one folder a model. How each is read stands in `checkpoint` and `card`.
"""

from __future__ import annotations

from pathlib import Path

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.sources.addresses import Here, address_of
from msm_rules.sources.broken import CatalogueError, unreadable
from msm_rules.sources.raw_records import Records


def is_own_file(path: Path) -> bool:
    """Whether a path is a checkpoint or a card."""
    return _kind(path) is not None


def own_files_in(folder: Path) -> tuple[Path, ...]:
    """The checkpoints and cards right in a folder, by name; none where it cannot be looked into."""
    try:
        inside = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return ()
    return tuple(each for each in inside if is_own_file(each))


def _kind(path: Path) -> str | None:
    """Whether a path is a `checkpoint` or a `card`; None for everything else."""
    try:
        here = address_of(str(path.absolute()))  # a file may be called `hub:…`
        is_there = path.is_dir() or path.is_file()
    except (OSError, ValueError):
        return None
    return here.kind if isinstance(here, Here) and here.kind in _KINDS and is_there else None


_KINDS = ("checkpoint", "card")


def own_file_records(paths: tuple[Path, ...], sole: bool = False) -> Records:
    """The facts document of each; what could not be read of it follows as problems, and one of
    which nothing can be read never loses the others.  A text without front matter is a card only
    where it was named itself (`sole`)."""
    from msm_rules.sources.card import read_card_file
    from msm_rules.sources.checkpoint import read_checkpoint

    for path in paths:
        is_card = _kind(path) == "card"
        if is_card and not sole and not _has_front_matter(path):
            yield unreadable(str(path), NO_CARD)
            continue
        try:
            document, findings = (read_card_file if is_card else read_checkpoint)(path)
        except CatalogueError as error:
            yield unreadable(str(path), error.reason)
            continue
        yield str(path), document
        for finding in findings:
            yield str(path), Problem(visible(str(path)), finding.where, finding.message)


NO_CARD = "has no front matter, so that it is taken for no model card unless it is named itself"


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"---")
    except OSError:
        return False
