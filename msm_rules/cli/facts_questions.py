"""`msm facts questions`: the open facts that would settle most models, as a form to fill in."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.deciding import Deciding
from msm_rules.cli.layout import hanging
from msm_rules.cli.named_records import none_read
from msm_rules.cli.output import check_place, write_text
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.screen import screening_of
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.report.question_form import expected, known_so_far, places, question_form
from msm_rules.report.table_files import harmless
from msm_rules.screening.asking import Asked, Blank, asked
from msm_rules.values.types import spoken

if TYPE_CHECKING:
    from msm_rules.screening import Screening

SCHEMA = "msm-questions/1"
FORMATS = ("form", "table", "json", "csv")


@make(
    "questions",
    examples=(
        "msm facts questions policies/clinical_assistant.msm --top 2 --out form.yaml",
        "msm facts questions policies/clinical_assistant.msm models.jsonl --format table",
        "msm facts questions policies/clinical_assistant.msm --format csv > questions.csv",
    ),
)
@options.policy
@click.argument("catalogue", required=False, type=options.File(), metavar="[CATALOGUE]")
@options.deciding_on_all
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The first N questions only.")
@options.form(
    *FORMATS,
    default="form",
    help="To fill in (form, YAML), at a glance (table), or for machines (json, csv).",
)
@options.out
def command(
    given: options.Given,
    catalogue: str | None,
    top: int | None,
    form: str,
    out: str | None,
) -> int:
    """Ask for the facts that would settle most models of which too little is known for POLICY.

    CATALOGUE is as for `msm screen`. The form is a file of attested facts with its values left
    blank: fill in what you find out and give it to any command with `--facts`. A question settles
    a model once all that it waits for is answered.
    """
    if out is not None:
        check_place(out)
    deciding = Deciding(*given)
    screening = _screening(deciding, catalogue)
    if not screening.rows:
        raise none_read(catalogue)
    list_ = asked(screening.too_little_known, screening.questions, screening.plan, top)
    if form == "json" and out is None:
        say_document(_document(screening, list_))
        return CLEAN
    text = _text(screening, list_, given.policy, form)
    if out is None:
        console.say(text)
    else:
        write_text(out, text)
    if not list_:
        console.note("note: nothing is asked, since every verdict is settled")
    return CLEAN


def _screening(deciding: Deciding, catalogue: str | None) -> Screening:
    screening = screening_of(deciding, catalogue)
    if screening.problems:
        left_out = f"{len(screening.problems):,} problems in the catalogue"
        console.note(f"note: {left_out}; `msm facts lint` lists them")
    return screening


def _text(screening: Screening, list_: Sequence[Asked], policy: str, form: str) -> str:
    match form:
        case "json":
            from msm_rules.cli.as_json import to_json  # beside what says it

            return to_json(_document(screening, list_))
        case "csv":
            return _csv(screening, list_)
        case "table":
            return "\n".join(_table(screening, list_, console.width()))
    return question_form(screening, list_, policy).rstrip("\n")


# --- at a glance ---------------------------------------------------------------------------------


def _table(screening: Screening, list_: Sequence[Asked], width: int) -> Iterator[str]:
    open_ = len(screening.too_little_known)
    yield f"{open_:,} of {len(screening.rows):,} models wait for facts"
    if list_:
        yield ""
        yield "    wait  for this alone  settled in all"
    for each in list_:
        question = each.question
        lead = f"  {question.models:>6,}  {question.alone:>14,}  {each.settled:>14,}  "
        example = screening.rows[question.example].id
        names = ", ".join(dict.fromkeys(n.removeprefix("model.") for n in question.facts))
        yield from hanging(lead, visible(f"{question.topic} ({names}), e.g. {example}"), width)


# --- for machines --------------------------------------------------------------------------------


def _document(screening: Screening, list_: Sequence[Asked]) -> dict[str, object]:
    header = screening.graph.header
    return {
        "schema": SCHEMA,
        "policy": {"name": header.name, "version": header.version},
        "catalogue": screening.catalogue,
        "as_of": screening.as_of.isoformat(),
        "models": len(screening.rows),
        "undetermined": len(screening.too_little_known),
        "questions": [
            {
                "question": each.question.topic,
                "models": each.question.models,
                "alone": each.question.alone,
                "settled": each.settled,
                "unanswerable": list(each.silent),
                "facts": [_row(screening, blank) for blank in each.blanks],
            }
            for each in list_
        ],
    }


def _row(screening: Screening, blank: Blank) -> dict[str, object]:
    facts = screening.decisions[blank.position].facts
    spec = screening.vocabulary.facts[blank.key.partition("[")[0]]
    return {
        "model": blank.model,
        "fact": blank.key,
        "kind": spoken(spec.value_type),
        "expected": expected(spec),
        "so_far": known_so_far(facts, blank.key, screening.vocabulary),
        "alone": blank.alone,
        "look_at": list(places(facts, blank.key)),
    }


COLUMNS = ("question", "waiting", "model", "fact", "kind", "so_far", "alone", "look_at")


def _csv(screening: Screening, list_: Sequence[Asked]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in list_:
        for blank in each.blanks:
            row = _row(screening, blank)
            row["alone"] = "true" if blank.alone else "false"
            row["look_at"] = " | ".join(
                places(screening.decisions[blank.position].facts, blank.key)
            )
            whole = {"question": each.question.topic, "waiting": each.question.models, **row}
            writer.writerow([harmless(str(whole[name])) for name in COLUMNS])
    return out.getvalue().rstrip("\n")
