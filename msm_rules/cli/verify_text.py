"""What `msm verify` tells people: of one proof in full, of many in a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from msm_rules.cli.layout import hanging
from msm_rules.cli.verifying import Checked
from msm_rules.diagnostics.cells import visible
from msm_rules.proof.check import Problem

_MOST = 10
"""How many problems of one proof are written out; the first is where it goes wrong."""
_MOST_PROOFS = 100
"""How many proofs that do not hold are named."""
_MOST_NAMED = 3
"""How many proofs are named of which something was not shown."""
_LONGEST = 200
"""Characters of what was expected and found."""


def one_proof(checked: Checked, width: int) -> Iterator[str]:
    """A proof in full, with what was not shown."""
    sign, _, said = _headline(checked).partition(" ")
    yield from hanging(f"{sign} ", said, width)
    yield from problem_lines(checked.problems, width)
    for text in checked.borne_out:
        yield from hanging("  ✓ ", visible(text), width)
    yield from signed_lines(checked.signed)
    if checked.bundle is not None:
        yield f"  · {checked.bundle}"
    if checked.withheld:
        names = ", ".join(f"`model.{visible(key)}`" for key in checked.withheld)
        yield from hanging("  · ", f"withheld: {names}", width)
    yield from _replay(checked, width)
    yield from not_shown_lines(checked.not_shown, width)


def _headline(checked: Checked) -> str:
    if checked.problems or not checked.said:
        return f"✗ {checked.name} does not hold"
    if not checked.ok:
        return f"✗ {checked.name} follows from what it holds, but the engine here decides otherwise"
    return visible(f"✓ {checked.name} holds: {_said(checked)}")


def _said(checked: Checked) -> str:
    said = checked.said
    return f"{said['verdict']} for {said['model']}, {said['as_of']}, by {said['policy']}"


def signed_lines(names: Sequence[str]) -> Iterator[str]:
    """The keys that signed it, by their names."""
    return (f"  ✓ signed with the key in `{visible(name)}`" for name in names)


def problem_lines(problems: Sequence[Problem], width: int) -> Iterator[str]:
    """What is wrong, with what was expected and found; the first few in full."""
    for problem in problems[:_MOST]:
        yield from hanging("  ✗ ", visible(f"{problem.node}: {problem.message}"), width)
        for word, value in (("expected", problem.expected), ("found", problem.found)):
            if (problem.expected, problem.found) != (None, None):
                yield from hanging(f"    {word:<9} ", _short(value), width)
    if len(problems) > _MOST:
        yield f"  and {len(problems) - _MOST:,} more"


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return visible(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _replay(checked: Checked, width: int) -> Iterator[str]:
    if checked.replay is None:
        return
    if checked.replay:
        yield "  Replay, a claim of its own: the engine here decides otherwise"
        yield from problem_lines(checked.replay, width)
    elif not checked.withheld:
        yield "  Replay, a claim of its own: the engine here gives the same proof"


def not_shown_lines(texts: Sequence[str], width: int) -> Iterator[str]:
    """What a check has not shown."""
    yield "  Not shown"
    for text in texts:
        yield from hanging("    · ", visible(text), width)


class Summary:
    """Many proofs: those that do not hold are told as they come, the rest is counted."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.done = self.held = self.no_proofs = 0
        self.verdicts: Counter[str] = Counter()
        self.not_shown: Counter[str] = Counter()
        self.first: dict[str, list[str]] = {}
        self.replays = self.replayed = self.signed = 0

    def add(self, checked: Checked) -> Iterator[str]:
        """Count a proof; what to say of it, if it does not hold."""
        self.done += 1
        self.signed += bool(checked.signed)
        self.replays += checked.replay is not None
        self.replayed += checked.replay == ()
        if checked.ok:
            self.held += 1
            self.verdicts[checked.said["verdict"]] += 1
            self._not_shown(checked)
            return
        self.no_proofs += checked.no_proof is not None
        told = self.done - self.held
        if told <= _MOST_PROOFS:
            yield from self._wrong(checked)
        elif told == _MOST_PROOFS + 1:
            yield "  … further ones are counted; `--format json` names them all"

    def _not_shown(self, checked: Checked) -> None:
        for text in checked.not_shown:
            self.not_shown[text] += 1
            names = self.first.setdefault(text, [])
            if len(names) < _MOST_NAMED:
                names.append(checked.name)

    def _wrong(self, checked: Checked) -> Iterator[str]:
        if checked.no_proof is not None:
            yield from hanging("✗ ", f"{checked.name} {checked.no_proof}", self.width)
            return
        yield _headline(checked)
        yield from problem_lines((*checked.problems, *(checked.replay or ()))[:1], self.width)

    def end(self) -> Iterator[str]:
        """The summary."""
        failed = self.done - self.held - self.no_proofs
        kinds = ", ".join(f"{n:,} {verdict}" for verdict, n in sorted(self.verdicts.items()))
        yield f"{self.held:,} of {self.done:,} proofs hold{f': {kinds}' if kinds else ''}"
        if failed:
            yield _counted(failed, "does not hold", "do not hold")
        if self.no_proofs:
            one, several = "is no proof, or cannot be read", "are no proofs, or cannot be read"
            yield _counted(self.no_proofs, one, several)
        if self.signed:
            signed = "signed with a key that was given"
            yield _counted(self.signed, f"is {signed}", f"are {signed}")
        if self.replays:
            again = f"{self.replayed:,} of {self.replays:,}"
            yield f"replay, a claim of its own: the engine gives {again} again"
        if self.not_shown:
            yield from not_shown_lines(list(self._whose()), self.width)

    def _whose(self) -> Iterator[str]:
        """What was not shown of all proofs that hold, then what only of some, and of which."""
        of_all = [text for text, count in self.not_shown.items() if count == self.held]
        of_some = [text for text, count in self.not_shown.items() if count != self.held]
        yield from of_all
        for text in of_some[:_MOST_PROOFS]:
            count, names = self.not_shown[text], ", ".join(self.first[text])
            more = ", …" if count > _MOST_NAMED else ""
            yield f"{text} (of {count:,} of {self.held:,} proofs: {names}{more})"
        if len(of_some) > _MOST_PROOFS:
            more = f"{len(of_some) - _MOST_PROOFS:,} more"
            yield f"{more}; `--format json` says of each proof what was not shown"


def _counted(number: int, one: str, several: str) -> str:
    """A number, with what is said of one or of several."""
    return f"{number:,} {one if number == 1 else several}"
