"""Files and folders of results as facts of models, one model after the other.

Owns which file is read how, and the joining of several runs of one model.  A source is gone
through twice: first to count the runs of each model, then to read them, so that only the models
whose runs stand apart are held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.evaluations.columns import Table
from msm_rules.sources.evaluations.differing import differing, parts_without_whole
from msm_rules.sources.evaluations.every_eval_ever import (
    is_every_eval_ever,
    read_every_eval_ever,
)
from msm_rules.sources.evaluations.files import (
    JSON,
    LINES,
    TABLES,
    Document,
    json_documents,
    result_files,
)
from msm_rules.sources.evaluations.lighteval import is_lighteval, read_lighteval
from msm_rules.sources.evaluations.lm_eval import is_lm_eval, read_lm_eval
from msm_rules.sources.evaluations.mapping import beside, is_mapping, load_mapping
from msm_rules.sources.evaluations.run import NOTHING_TOLD, Run, Told, with_told
from msm_rules.sources.evaluations.tables import open_table, table_runs
from msm_rules.sources.evaluations.together import Together
from msm_rules.sources.findings import Finding, sound
from msm_rules.sources.normalise.claims import Claim, Json, Source, document
from msm_rules.sources.normalise.score import Oddity
from msm_rules.sources.normalise.score_claims import score_claims

_NO_SOURCE = Source("results", "results/1")


@record
class Evaluated:
    """What results say of one model, and what is odd about them.  `model` None stands for what is
    odd about the source as a whole, and comes last."""

    model: str | None
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]


def read_evaluations(
    path: str | Path, mapping: str | Path | None = None, told: Told = NOTHING_TOLD
) -> Iterator[Evaluated]:
    """What a file or folder of results says of each model, in the order in which they are complete.

    `mapping` is a mapping file or the name of one that ships; without it the one beside the file
    or in the folder holds, and a table known by its header needs none.  `told` is what the user
    says of the runs.  Raises CatalogueError where nothing can be read; in a folder, a broken file
    is a finding.
    """
    place = Path(path)
    given = load_mapping(mapping) if mapping is not None else None
    counts = Counter(_key(run) for run in _runs(place, given, told) if run.model is not None)
    waiting: dict[str, list[Run]] = {}
    odd = Together()
    for run in _runs(place, given, told):
        if run.model is None:
            odd.add(run.where or place.name, run.odd)
            continue
        runs = waiting.setdefault(_key(run), [])
        runs.append(run)
        if len(runs) == counts[_key(run)]:
            yield _evaluated(waiting.pop(_key(run)))
    for runs in waiting.values():  # files that changed between both readings
        yield _evaluated(runs)
    yield Evaluated(None, (), tuple(odd.findings()))


def evaluation_documents(
    path: str | Path, mapping: str | Path | None = None, told: Told = NOTHING_TOLD
) -> Iterator[tuple[dict[str, Json] | None, tuple[Finding, ...]]]:
    """The facts document of each model with what is odd; None is the source as a whole, last."""
    for each in read_evaluations(path, mapping, told):
        made = document(each.model, each.claims) if each.model is not None else None
        yield made, each.findings


def read_evaluation(
    path: str | Path, mapping: str | Path | None = None, told: Told = NOTHING_TOLD
) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """The facts document of the one model whose results these are; raises CatalogueError where
    they are of none or of several."""
    documents: list[dict[str, Json]] = []
    findings: list[Finding] = []
    for made, odd in evaluation_documents(path, mapping, told):
        findings += odd
        documents += [made] if made is not None else []
        if len(documents) > 1:
            reason = "holds results of several models, and one is expected"
            hint = f"name the model by its id, and these with `--catalogue {visible(str(path))}`"
            raise CatalogueError(str(path), reason, hint)
    if not documents:
        why = f": {findings[0]}" if findings else ""
        raise CatalogueError(str(path), f"holds no results of a model{why}")
    return documents[0], tuple(findings)


def _key(run: Run) -> str:
    return (run.model or "").casefold()


# --- files ---------------------------------------------------------------------------------------


def _runs(place: Path, given: Table | Told | None, told: Told) -> Iterator[Run]:
    if not place.is_dir():
        yield from _file(place, place.name, given or _own_mapping(place), told)
        return
    common = given or _own_mapping(place)
    empty = True
    for path in result_files(place):
        if is_mapping(path):
            continue
        empty = False
        where = path.relative_to(place).as_posix()
        try:
            yield from _file(path, where, _own_mapping(path) or _fitting(common, path), told)
        except CatalogueError as error:
            yield _nobodys(where, error.reason)
    if empty:
        raise CatalogueError(str(place), "holds no results", "expected .json, .jsonl or .csv files")


def _own_mapping(path: Path) -> Table | Told | None:
    found = beside(path)
    return load_mapping(found) if found else None


def _fitting(common: Table | Told | None, path: Path) -> Table | Told | None:
    """A folder's mapping, for the files that it is meant for."""
    is_table = path.suffix.lower() in TABLES
    return common if isinstance(common, Told) or (is_table and common is not None) else None


def _file(path: Path, where: str, mapping: Table | Told | None, told: Told) -> Iterator[Run]:
    if path.suffix.lower() in (*JSON, *LINES) and isinstance(mapping, Table):
        reason = "holds results as JSON, and its mapping says what columns of a table are"
        hint = "such results need no mapping, or one with `model`, `reporter`, `date` or `own`"
        raise CatalogueError(str(path), reason, hint)
    if path.suffix.lower() in TABLES or isinstance(mapping, Table):
        if told.model or (isinstance(mapping, Told) and mapping.model):
            reason = "is a table of many models, and `model` names one"
            hint = "its mapping says what columns are: `facts` of a table of facts, else `scores`"
            raise CatalogueError(str(path), reason, hint)
        opened = open_table(path, where, mapping if isinstance(mapping, Table) else None)
        runs = table_runs(path, opened)
    else:
        runs = _json_runs(path, where)
    for run in runs:
        said = with_told(run, mapping) if isinstance(mapping, Told) else run
        yield with_told(said, told)


def _json_runs(path: Path, where: str) -> Iterator[Run]:
    for each in json_documents(path, where):
        if isinstance(each, Document):
            yield run_of(each)
        else:
            yield _nobodys(*each)


def run_of(each: Document) -> Run:
    """The run that a parsed document holds, by its shape."""
    value = each.value if isinstance(each.value, Mapping) else {}
    if is_every_eval_ever(value):
        return read_every_eval_ever(value, each.where, each.digest)
    if is_lighteval(value):
        return read_lighteval(value, each.where, each.digest, each.day)
    if is_lm_eval(value):
        return read_lm_eval(value, each.where, each.digest)
    return Run("", _NO_SOURCE, None, odd=(Oddity(each.where, UNKNOWN_FORM),))


UNKNOWN_FORM = "holds no results in a form that is known"


def _nobodys(where: str, why: str) -> Run:
    return Run(where, _NO_SOURCE, None, odd=(Oddity("", why),))


def is_result(value: Any) -> bool:
    """Whether a parsed document is one of results."""
    known = (is_every_eval_ever, is_lighteval, is_lm_eval)
    return isinstance(value, Mapping) and any(shape(value) for shape in known)


# --- one model -----------------------------------------------------------------------------------


def _evaluated(runs: list[Run]) -> Evaluated:
    claims: list[Claim] = []
    odd = Together()
    for run in runs:
        odd.add(run.where, run.odd)
        for score in run.scores:
            made, strange = score_claims(run.source, score, run.own)
            claims += made
            odd.add(run.where, strange)
    kept, unread = sound(claims)
    about = (*_spellings(runs), *differing(kept), *parts_without_whole(runs[0].model, kept))
    return Evaluated(runs[0].model, tuple(kept), (*odd.findings(), *unread, *about))


def _spellings(runs: list[Run]) -> Iterator[Finding]:
    spelt = sorted({run.model or "" for run in runs})
    if len(spelt) > 1:
        others = ", ".join(f"`{visible(each)}`" for each in spelt[1:])
        yield Finding(spelt[0], f"is also written {others}, which is taken for the same model")
