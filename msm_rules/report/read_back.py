"""A proof document read back: the decision in the form that reports are made from.

Owns how the parts of a proof become a `Subject` again. Nothing is decided anew: every value is the
proof's own. The policy's graph is made from the texts in the proof, which only gives the values
their places and words; whether the proof holds is for `msm_rules.verify` to say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any

from msm_rules.check import Checked, check_policy
from msm_rules.facts import FactsError, Vocabulary, read_facts
from msm_rules.frozen import changed, record
from msm_rules.graph.nodes import Graph, Index
from msm_rules.proof.document import resting_on
from msm_rules.proof.redaction import RedactionError
from msm_rules.proof.subject import Origin, Purpose, Subject
from msm_rules.report.proof_values import BITS, BOOLS, score_of_form, value_of
from msm_rules.source import Source
from msm_rules.values.possible import Bool, Score, Value, missing

Json = Any


_BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)


class NotReadable(Exception):
    """A document that cannot be shown as a decision; the text says why."""


@record
class ReadBack:
    """The decision of a proof, and the facts that its policy knows."""

    subject: Subject
    vocabulary: Vocabulary


def read_back(proof: Mapping[str, Json], withheld: frozenset[str] | None = None) -> ReadBack:
    """The decision that a proof document holds. Raises NotReadable where it holds none.

    In a redacted one (`withheld` names the facts that are not shown; None for a whole proof), steps
    that rest on these need no value: of those without one every value is possible, and they are
    marked as hidden.
    """
    with readable():
        checked = _policy(proof)
        assert checked.graph is not None
        subject = _subject(proof, checked.graph, checked.vocabulary, withheld is not None)
        return ReadBack(_marked(subject, withheld or frozenset()), checked.vocabulary)


@contextmanager
def readable() -> Iterator[None]:
    """Raise NotReadable for whatever may go wrong where a document is not what it says it is; that
    salts do not fit is no fault of a document, and stays what it is."""
    try:
        yield
    except RedactionError:
        raise
    except FactsError as error:
        raise NotReadable(f"its facts cannot be read: {error.problems[0]}") from None
    except _BROKEN as error:
        what = str(error)[:200]
        raise NotReadable(f"a part of it is missing or not what it should be: {what}") from None
    except RecursionError:
        raise NotReadable("it is nested too deep") from None


# --- the policy ----------------------------------------------------------------------------------


def _policy(proof: Mapping[str, Json]) -> Checked:
    files = tuple((str(f["path"]), str(f["text"])) for f in proof["policy"]["files"])
    checked = _checked(files)
    if checked.graph is None:
        raise NotReadable("the text of its policy has errors")
    own = [node.id for node in checked.graph.nodes]
    if own != [row["id"] for row in proof["nodes"]]:
        raise NotReadable("its nodes are not those of the text of its policy")
    return checked


@lru_cache(maxsize=32)
def _checked(files: tuple[tuple[str, str], ...]) -> Checked:
    """The policy of these texts; a directory of proofs mostly holds few policies."""
    texts = {path: Source(path, text) for path, text in files}
    (main, _), *_ = files
    return check_policy(texts[main], _among(texts))


def _among(texts: Mapping[str, Source]) -> Callable[[str, Source | None], Source | str]:
    """A finder among the texts of a proof: beside the file that refers, as written, or below a
    folder of the policy path. No other file is ever read."""

    def find(path: str, importer: Source | None) -> Source | str:
        plain = posixpath.normpath(path)
        here = posixpath.dirname(importer.name.replace("\\", "/")) if importer else ""
        names = {name.replace("\\", "/"): source for name, source in texts.items()}
        for candidate in (posixpath.normpath(posixpath.join(here, path)), plain):
            if candidate in names:
                return names[candidate]
        below = (source for name, source in names.items() if name.endswith(f"/{plain}"))
        return next(below, None) or f"there is no file `{path}` in the proof"

    return find


# --- the decision --------------------------------------------------------------------------------


def _marked(subject: Subject, withheld: frozenset[str]) -> Subject:
    """The decision with what rests on withheld facts marked as such."""
    concealed = resting_on(subject, withheld)
    if not subject.hidden <= concealed:
        raise ValueError("a step that rests on nothing withheld has no value")
    return changed(subject, withheld=withheld, concealed=concealed)


def _subject(
    proof: Mapping[str, Json], graph: Graph, vocabulary: Vocabulary, redacted: bool
) -> Subject:
    said, facts, policy = proof["decision"], proof["facts"], proof["policy"]
    rows: Sequence[Mapping[str, Json]] = proof["nodes"]
    types = {p.name: p.type for p in graph.params}
    hidden = frozenset(i for i, row in enumerate(rows) if redacted and "value" not in row)
    values = {
        i: missing(n.type) if i in hidden else value_of(n.type, rows[i]["value"])
        for i, n in enumerate(graph.nodes)
    }
    return Subject(
        graph,
        values,
        _members(rows),
        read_facts(facts["document"], vocabulary),
        {name: value_of(types[name], form) for name, form in policy["params"].items()},
        date.fromisoformat(said["as_of"]).toordinal(),
        frozenset(map(str, facts["stale"])),
        frozenset(map(str, facts["pending"])),
        _verdict(said["verdict"]),
        bool(said["determined"]),
        tuple(map(_verdict, said["possible"])),
        tuple(map(str, said["failed"])),
        tuple(map(str, said["escalated"])),
        {str(rule): str(waiver) for rule, waiver in said["waived"].items()},
        tuple(map(str, () if redacted and said["open_facts"] is None else said["open_facts"])),
        _obligations(said["obligations"], graph),
        _scores(said["scores"], graph, values, hidden if redacted else None),
        date.fromisoformat(said["valid_until"]) if said["valid_until"] else None,
        Purpose(_text(said["purpose"]["system"]), _text(said["purpose"]["reference"])),
        Origin(_text(policy["origin"]["address"]), _text(policy["origin"]["commit"])),
        hidden=hidden,
    )


def _scores(
    said: Mapping[str, Json],
    graph: Graph,
    values: Mapping[Index, Value],
    hidden: frozenset[Index] | None,
) -> dict[str, Score]:
    """The scores that are shown; in a redacted proof one that only its step shows is from there."""
    steps: dict[str, Index] = {tier.name: tier.result for tier in graph.tiers}
    steps |= {} if graph.score is None else {"score": graph.score}
    found: dict[str, Score] = {}
    for name, form in said.items():
        if form is not None or hidden is None:
            found[name] = score_of_form(form)
        elif steps[name] not in hidden:
            found[name] = values[steps[name]]  # type: ignore[assignment]
    return found


def _verdict(word: Json) -> str:
    if word not in BITS:
        raise ValueError("there is no such verdict")
    return str(word)


def _text(form: Json) -> str | None:
    return None if form is None else str(form)


def _members(rows: Sequence[Mapping[str, Json]]) -> dict[Index, dict[str, Bool]]:
    return {
        index: {str(member): BOOLS[form] for member, form in row["members"].items()}
        for index, row in enumerate(rows)
        if "members" in row
    }


def _obligations(said: Mapping[str, Json], graph: Graph) -> dict[str, bool | None]:
    due, not_due = set(said["due"]), set(said["not_due"])
    return {
        o.name: True if o.name in due else False if o.name in not_due else None
        for o in graph.obligations
    }
