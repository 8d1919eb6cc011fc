"""`msm facts attest`: one more entry in the organisation's file of attested facts.

Owns the questions asked before anything is written: whether the entry can be read, and whether it
says what another one denies. How it is put into the file stands in `sources.appending`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.documents import NOTATIONS
from msm_rules.cli.files import STDIN, name_of
from msm_rules.cli.lookup import ids_in
from msm_rules.cli.models import bad_facts, tell_blanks
from msm_rules.cli.output import check_place, writing
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.typed_value import typed_value
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Attested, FactsError, Vocabulary, display, read_attested, split_key
from msm_rules.facts.attested import LIST
from msm_rules.facts.attesting import Meeting, meeting
from msm_rules.report.whole_file import write_whole
from msm_rules.sources.appending import appended, entries_in
from msm_rules.sources.broken import BadRecord

LARGEST = 64 * 1024 * 1024
BOM = b"\xef\xbb\xbf"


@make(
    "attest",
    examples=(
        'msm facts attest settled.yaml --model a/small --fact languages --value "en,de" '
        '--by Lab --because "we tried it"',
        "msm facts attest settled.yaml --model a/small --fact license --value mit "
        '--by Legal --because "we read the file LICENSE" --until 2027-12-31',
        "msm facts attest own.yaml --model a/small --fact 'benchmarks[\"medqa\"]' "
        '--value "43.4% .. 48.9%" --by Lab --because "run 2026-117"',
    ),
)
@click.argument("file", type=options.File(), metavar="FILE")
@click.option("--model", required=True, metavar="ID", shell_complete=completing.models)
@click.option("--fact", required=True, metavar="NAME", help="As `msm facts show` names it.")
@click.option(
    "--value", required=True, metavar="VALUE", help="As a policy writes it; see the fact's kind."
)
@click.option("--by", required=True, metavar="WHO", help="Who answers for it.")
@click.option("--because", required=True, metavar="WHY", help="What it rests on.")
@click.option("--on", type=options.Day(), metavar="DATE", help="Since when; today if not given.")
@click.option("--until", type=options.Day(), metavar="DATE", help="The last day it counts.")
@click.option("--revision", metavar="COMMIT", help="Only for the model at this revision.")
@click.option("--anyway", is_flag=True, help="Add it although another entry says otherwise.")
@options.own_facts
@options.text_or_json
def command(
    file: str,
    model: str,
    fact: str,
    value: str,
    by: str,
    because: str,
    on: date | None,
    until: date | None,
    revision: str | None,
    anyway: bool,
    policy: str | None,
    form: str,
) -> int:
    """Add to FILE (.yaml, .json, .toml; new if there is none) a fact that you settled yourselves.

    Such a file is given to any command with `--facts`. What is in it goes before what sources say,
    and whoever reads a proof finds who settled it, when and why. Comments and order of FILE stay.
    """
    vocabulary = vocabulary_of(policy)
    key = fact.removeprefix("model.")
    given: dict[str, Any] = {"model": model, "fact": key, "value": _value(key, value, vocabulary)}
    given |= {"by": by, "on": (on or options.today()).isoformat()}
    given |= {"until": until.isoformat()} if until else {}
    given |= {"because": because, **({"revision": revision} if revision else {})}
    new = _checked(given, vocabulary)
    there = _Existing(file, vocabulary)
    met = meeting(new, there.entries, vocabulary)
    if met.contrary and not anyway:
        raise _contrary(met, vocabulary)
    if not met.same:
        there.add(given)
    _say(file, given, new, met, vocabulary, form)
    return CLEAN


def _value(key: str, text: str, vocabulary: Vocabulary) -> object:
    path, entry = split_key(key)
    spec = vocabulary.facts.get(path)
    if spec is None or path == "id" or (spec.value_type != spec.type) is (entry is None):
        known = (p for p in vocabulary.facts if p != "id")
        hint = did_you_mean(key, known, "`msm facts show` names the facts of a model")
        if spec is not None and entry is None and path != "id":
            hint = f'it has many values: name one, such as `{path}["medqa"]`'
        raise Refusal(f"`{visible(key)}` is no fact that can be attested", hint)
    return typed_value(spec, text, "--value")


def _checked(given: dict[str, Any], vocabulary: Vocabulary) -> Attested:
    """The entry as it will be read. Raises Refusal that names the option."""
    try:
        (entry,) = read_attested([given], vocabulary)
    except FactsError as error:
        (problem,) = error.problems
        field = problem.field.removeprefix("[0]").removeprefix(".")
        raise Refusal(f"`--{visible(field)}`: {problem.message}") from None
    return entry


class _Existing:
    """The file as it stands; there may be none yet."""

    def __init__(self, path: str, vocabulary: Vocabulary) -> None:
        if path == STDIN:
            raise Refusal("attested facts are kept in a file", "name one, such as `settled.yaml`")
        check_place(path)
        self.path = path
        self.data = _bytes(path)
        self.text = _text(self.data, path)
        suffix = PurePath(path).suffix.lower()
        looks_like_json = self.text.lstrip()[:1] in ("{", "[")
        self.notation = NOTATIONS.get(suffix) or ("JSON" if looks_like_json else "YAML")
        if suffix == ".msm":
            raise Refusal(f"{name_of(path)} is a policy", "attested facts have a file of their own")
        try:
            rows = entries_in(self.text, self.notation, LIST)
            self.entries = read_attested(rows, vocabulary, path)
        except BadRecord as bad:
            raise Refusal(f"{name_of(path)} {bad}") from None
        except FactsError as error:
            raise bad_facts(error) from None
        tell_blanks(path, rows)

    def add(self, entry: dict[str, Any]) -> None:
        """Write the file with one more entry, whole or not at all."""
        try:
            text = appended(self.text, self.notation, LIST, entry)
        except BadRecord as bad:
            raise Refusal(f"{name_of(self.path)} {bad}", "add it by hand") from None
        if _bytes(self.path) != self.data:
            raise Refusal(f"{name_of(self.path)} was changed meanwhile", "call the command again")
        bom = BOM if self.data.startswith(BOM) else b""
        with writing(self.path):
            write_whole(Path(self.path), bom + text.encode("utf-8"))


def _bytes(path: str) -> bytes:
    if not os.path.exists(path):
        return b""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Refusal(f"{name_of(path)} cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise Refusal(f"{name_of(path)} is larger than {LARGEST // 1024 // 1024} MiB")
    return data


def _text(data: bytes, path: str) -> str:
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        message = f"{name_of(path)} is not UTF-8 text: byte {wrong.start + 1}, in line {line}"
        raise Refusal(message, "save it as UTF-8") from None


def _contrary(met: Meeting, vocabulary: Vocabulary) -> Refusal:
    said = "\n       ".join(_told(entry, vocabulary) for entry in met.contrary)
    return Refusal(
        f"another entry says otherwise, on days that both cover:\n       {said}",
        "end that one with `until`, or add this one with `--anyway`: the fact is then uncertain",
    )


def _told(entry: Attested, vocabulary: Vocabulary) -> str:
    """An entry in one line, with where it stands."""
    spec = vocabulary.facts[split_key(entry.key)[0]]
    on = date.fromordinal(int(entry.on)).isoformat()
    until = f" until {date.fromordinal(int(entry.until))}" if entry.until else ""
    return visible(
        f"{entry.evidence.locator}: {entry.model}: {entry.key} is {display(spec, entry.value)}, "
        f"by {entry.evidence.by}, {on}{until}"
    )


def _say(
    file: str,
    given: dict[str, Any],
    new: Attested,
    met: Meeting,
    vocabulary: Vocabulary,
    form: str,
) -> None:
    if form == "json":
        say_document(
            {"schema": "msm-attested/1", "file": file, "added": not met.same, "entry": given}
        )
    else:
        spec = vocabulary.facts[split_key(new.key)[0]]
        word = "already says" if met.same else "says now"
        what = visible(f"{new.key} of {new.model} is {display(spec, new.value)}")
        console.say(f"{name_of(file)} {word}: {what}, by {visible(new.evidence.by or '')}")
    _tell(new, met.agreeing, met.contrary, vocabulary)


def _tell(
    new: Attested,
    agreeing: Sequence[Attested],
    contrary: Sequence[Attested],
    vocabulary: Vocabulary,
) -> None:
    for entry in agreeing:
        console.note(f"note: another entry agrees: {_told(entry, vocabulary)}")
    for entry in contrary:
        console.note(f"note: another entry says otherwise: {_told(entry, vocabulary)}")
    _tell_near(new.model)


def _tell_near(model: str) -> None:
    """Ask about an id that is nearly one of the same author's in the shipped catalogue: an entry
    for a model that there is not would never be used."""
    author = model.casefold().partition("/")[0]
    known = [i for i in ids_in(None) if i.casefold().partition("/")[0] == author]
    hint = did_you_mean(model, known)
    if hint and model.casefold() not in map(str.casefold, known):
        console.note(f"note: the shipped catalogue has no `{visible(model)}`; {hint}")
