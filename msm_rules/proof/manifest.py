"""The checker of manifests: whether a shortlist follows from its rows, and the rows from proofs.

It shares no code with what screens and ranks: counts, places and digests are derived here a second
time. What is shown of a manifest alone is that it fits itself; that its rows are what was decided
is shown by the proofs, and that no model is missing by the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any

from msm_rules.frozen import record
from msm_rules.proof.checker.claims import (
    UNREADABLE,
    Claims,
    Problem,
    Row,
    demand_text_keys,
    digest,
    same_json,
)
from msm_rules.proof.checker.steps.facts import raw_of
from msm_rules.proof.order import standings, ways_of
from msm_rules.proof.unread import against_unread

SCHEMA = "msm-manifest/1"

_PARTS: Mapping[str, str] = {
    "": "schema policy as_of licences engine catalogue counts rows digest",
    "policy": "name version graph files params rank top",
    "licences": "version digest",
    "engine": "name version language",
    "catalogue": "digest models unread",
    "counts": "verdicts undetermined shortlisted rules",
}
_ROW = (
    "id revision verdict determined score failed escalated unknown waived keys place shortlisted"
    " separable facts proof"
)
_VERDICTS = ("accept", "review", "reject")
_COLUMNS = ("failed", "unknown", "waived")

_ALONE = (
    "that the facts are true",
    "that this policy was the one in force",
)
_NO_PROOFS = (
    "that the rows are what the policy decides with these params: give the proofs to show that"
)
_NO_CATALOGUE = "that the catalogue had no further model: give it to show that"
_NO_UNREAD = (
    "that {} left out or in doubt for the reason that is said: its digest alone covers that, give"
    " the catalogue to show it"
)


@record
class Proved:
    """A proof that was looked at: what it is called, the document, and what is wrong with it."""

    name: str
    proof: Mapping[str, Any]
    wrong: str | None = None


@record
class Unread:
    """What of a catalogue at a place cannot be read or is in doubt, each with `record`, `field` and
    `message`."""

    records: Sequence[Mapping[str, str]]
    place: str = ""


@record
class ManifestReport:
    """What a check found: whether the manifest holds, all that is wrong, what was not shown.

    `proofs` is how many rows were held against a proof.
    """

    ok: bool
    problems: tuple[Problem, ...]
    not_shown: tuple[str, ...]
    proofs: int


def verify_manifest(
    manifest: Mapping[str, Any],
    *,
    digest: str | None = None,
    proofs: Iterable[Proved] | None = None,
    catalogue: Mapping[str, str] | None = None,
    unread: Unread | None = None,
    files: Sequence[tuple[str, str]] | None = None,
    meant: Mapping[str, Any] | None = None,
) -> ManifestReport:
    """Check a manifest, against the proofs of its rows and its catalogue where they are given.

    `catalogue` is the digest of every model's facts by its id, and `unread` what of it cannot be
    read or is in doubt; `files` are the names and texts of the policy that it should be of, `meant`
    what those mean, by the names of `policy` in a manifest, and its hard `rules`; `digest` is what
    the manifest's is known to be from elsewhere.
    Raises nothing for a bad manifest, whatever it holds.
    """
    claims = Claims(dict(manifest))
    proved, reworded = [0], [0]
    steps: list[Callable[[Claims], None]] = [
        _parts, _day, _digest, _catalogue_digest, _counts, _order,
    ]  # fmt: skip
    if files is not None:
        steps.append(partial(_against_files, files=files))
    if meant is not None:
        steps.append(partial(_against_meaning, meant=meant))
    if catalogue is not None:
        steps.append(partial(_against_catalogue, catalogue=catalogue))
    if unread is not None:
        steps.append(partial(_against_unread, unread=unread, reworded=reworded))
    if proofs is not None:
        whole = catalogue is not None
        steps.append(partial(_against_proofs, proofs=proofs, proved=proved, whole=whole))
    for step in steps:
        try:
            step(claims)
        except UNREADABLE as problem:
            claims.wrong("manifest", f"cannot be read: {type(problem).__name__} {problem}")
            break
    if digest is not None and digest != (found := manifest.get("digest")):
        why = "it is not the manifest whose digest is known from elsewhere"
        claims.wrong("digest", why, digest, found)
    not_shown = [
        *_ALONE,
        *([_NO_PROOFS] if proofs is None else []),
        *([_NO_CATALOGUE] if catalogue is None else []),
        *_unread_not_shown(manifest, unread, reworded[0]),
        *(["that it is the manifest that was made: give its digest"] if digest is None else []),
    ]
    return ManifestReport(not claims.problems, tuple(claims.problems), tuple(not_shown), proved[0])


def _unread_not_shown(
    manifest: Mapping[str, Any], unread: Unread | None, reworded: int
) -> Iterator[str]:
    """What is not shown of the records that were left out or are in doubt."""
    held = manifest.get("catalogue")
    records = held.get("unread") if isinstance(held, Mapping) else None
    count = len(records) if isinstance(records, list) else 0
    if unread is None and count:
        yield _NO_UNREAD.format("1 record was" if count == 1 else f"{count:,} records were")
    elif reworded:
        yield (
            f"how {reworded:,} of {count:,} records that were left out or are in doubt are named"
            " and described: that reads otherwise here"
        )


# --- what it says of itself ----------------------------------------------------------------------


def _parts(claims: Claims) -> None:
    held = claims.proof
    demand_text_keys(held)
    claims.same("schema", "the schema", SCHEMA, held.get("schema"))
    for part, names in _PARTS.items():
        found = sorted(held[part] if part else held)
        claims.same(part or "manifest", "the list of parts", sorted(names.split()), found)
    for row in held["rows"]:
        claims.same(f"rows.{row['id']}", "the list of parts", sorted(_ROW.split()), sorted(row))


def day_of(text: object) -> date | None:
    """The day that a text `2026-11-22` is; None for all else, other spellings of a day included."""
    try:
        found = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is not None and found.isoformat() == text else None


def _day(claims: Claims) -> None:
    if day_of(claims.proof["as_of"]) is None:
        claims.wrong("as_of", "is no day", "a day such as 2026-11-22", claims.proof["as_of"])


def _digest(claims: Claims) -> None:
    core = {name: part for name, part in claims.proof.items() if name != "digest"}
    claims.same("digest", "the digest of the manifest", digest(core), claims.proof["digest"])


def _catalogue_digest(claims: Claims) -> None:
    """The rows are those of the catalogue whose digest is named: none dropped, none added."""
    rows, held = claims.proof["rows"], claims.proof["catalogue"]
    claims.same("catalogue.models", "the number of models", len(rows), held["models"])
    found = sha256("".join(sorted(row["facts"] for row in rows)).encode()).hexdigest()
    claims.same("catalogue.digest", "the digest of the catalogue", found, held["digest"])
    ids = [row["id"] for row in rows]
    ordered = sorted(ids, key=lambda id: (id.casefold(), id))
    claims.same("rows", "the order of the rows, which is by id,", ordered, ids)
    for id, times in Counter(id.casefold() for id in ids).items():
        if times > 1:
            claims.wrong(f"rows.{id}", "a model has more than one row")
    for proof, times in Counter(row["proof"] for row in rows).items():
        if times > 1:
            claims.wrong("rows", f"{times} rows have the same proof", 1, proof)


def _counts(claims: Claims) -> None:
    rows, held = claims.proof["rows"], claims.proof["counts"]
    for row in rows:
        _sound(claims, row)
    verdicts = Counter(row["verdict"] for row in rows)
    claims.same(
        "counts.verdicts", "the count of verdicts",
        {v: verdicts[v] for v in _VERDICTS}, held["verdicts"],
    )  # fmt: skip
    for name, times in (
        ("undetermined", sum(row["determined"] is False for row in rows)),
        ("shortlisted", sum(row["shortlisted"] is True for row in rows)),
    ):
        claims.same(f"counts.{name}", "the count", times, held[name])
    columns = {c: Counter(name for row in rows for name in row[c]) for c in _COLUMNS}
    columns["first"] = Counter(_first(row) for row in rows if row["verdict"] == "reject")
    for name, counted in held["rules"].items():
        found = {column: times[name] for column, times in columns.items()}
        claims.same(f"counts.rules.{name}", "the count", found, counted)
    named = {name for times in columns.values() for name in times} - {None}
    for name in sorted(named - held["rules"].keys()):
        claims.wrong(f"counts.rules.{name}", "rows name this rule, and it is not counted")


def _first(row: Row) -> str | None:
    """The first requirement at which a model falls; what escalates lets nobody fall."""
    return next((name for name in row["failed"] if name not in row["escalated"]), None)


def _sound(claims: Claims, row: Row) -> None:
    at = f"rows.{row['id']}"
    if row["verdict"] not in _VERDICTS:
        claims.wrong(at, "its verdict is none", list(_VERDICTS), row["verdict"])
    elif row["determined"] is not True and (row["verdict"], row["determined"]) != ("review", False):
        claims.wrong(at, "too little known is for review", True, row["determined"])
    if set(row["escalated"]) - set(row["failed"]):
        claims.wrong(at, "it is escalated by a rule that it does not fail")


# --- the order -----------------------------------------------------------------------------------


def _order(claims: Claims) -> None:
    """Every place follows from verdicts, keys and ids."""
    rows, policy = claims.proof["rows"], claims.proof["policy"]
    for row, standing in standings(rows, ways_of(claims.proof), policy["top"]):
        held = {name: row[name] for name in standing}
        claims.same(f"rows.{row['id']}", "where it stands", standing, held)


# --- what it is held against ---------------------------------------------------------------------


def _against_files(claims: Claims, files: Sequence[tuple[str, str]]) -> None:
    held = claims.proof["policy"]["files"]
    own = [sha256(text.encode()).hexdigest() for _, text in files]
    claims.same("policy.files", "the number of files", len(own), len(held))
    for file, (name, _), digest_ in zip(held, files, own, strict=False):
        at = f"policy.files.{file['path']}"
        claims.same(at, f"the digest of your file `{name}`", digest_, file["sha256"])


def _against_meaning(claims: Claims, meant: Mapping[str, Any]) -> None:
    """What is said of the policy is what your files mean, whatever their bytes are said to be."""
    found = {**claims.proof["policy"], "rules": sorted(claims.proof["counts"]["rules"])}
    for part, own in meant.items():
        at = "counts.rules" if part == "rules" else f"policy.{part}"
        if not same_json(own, found[part]):
            claims.wrong(at, "is not what your policy says", own, found[part])


def _against_catalogue(claims: Claims, catalogue: Mapping[str, str]) -> None:
    rows = {row["id"]: row["facts"] for row in claims.proof["rows"]}
    for id in sorted({*rows, *catalogue}):
        if id not in rows:
            claims.wrong(f"rows.{id}", "is in the catalogue, and has no row")
        elif id not in catalogue:
            claims.wrong(f"rows.{id}", "has a row, and is not in the catalogue")
        else:
            claims.same(f"rows.{id}.facts", "the digest of its facts", catalogue[id], rows[id])


def _against_unread(claims: Claims, unread: Unread, reworded: list[int]) -> None:
    reworded[0] = against_unread(claims, unread.records, unread.place)


def _against_proofs(
    claims: Claims, proofs: Iterable[Proved], proved: list[int], whole: bool
) -> None:
    """Every row has a proof that says the same, from all its facts where a `whole` catalogue is
    at hand."""
    rows = {row["proof"]: row for row in claims.proof["rows"]}
    seen: set[str] = set()
    for one in proofs:
        row = rows.get(one.proof.get("digest", ""))
        if row is None:
            claims.wrong(one.name, "is the proof of no row")
            continue
        seen.add(row["proof"])
        if one.wrong is not None:
            claims.wrong(f"rows.{row['id']}.proof", f"does not hold: {one.wrong}")
        else:
            _row_against(claims, row, one.proof)
            if whole:
                _all_asked_for(claims, row, one.proof)
    proved[0] = len(seen)
    lacking = [row["id"] for digest_, row in rows.items() if digest_ not in seen]
    if lacking:
        more = f", nor of {len(lacking) - 1} more" if len(lacking) > 1 else ""
        claims.wrong(f"rows.{lacking[0]}.proof", f"no proof of it was given{more}")


def _row_against(claims: Claims, row: Row, proof: Mapping[str, Any]) -> None:
    """A row, and what the manifest says of the policy, are what the proof says."""
    manifest, at = claims.proof, f"rows.{row['id']}"
    for name, said in _said(proof).items():
        claims.same(f"{at}.{name}", "what its proof says", said, row[name])
    policy, graph = proof["policy"], proof["policy"]["graph"]
    wanted = {
        "policy": {
            **{name: policy[name] for name in ("name", "version", "params")},
            "graph": graph["digest"],
            "files": [{"path": f["path"], "sha256": f["sha256"]} for f in policy["files"]],
            "rank": graph["rank"],
            "top": graph["top"],
        },
        "as_of": proof["decision"]["as_of"],
        "licences": {name: proof["licences"][name] for name in ("version", "digest")},
        "engine": proof["engine"],
    }
    for part, said in wanted.items():
        claims.same(part, f"what the proof of {row['id']} says", said, manifest[part])
    hard = sorted(rule["name"] for rule in graph["rules"] if rule["tier"] == "critical")
    claims.same("counts.rules", "the list of rules", hard, sorted(manifest["counts"]["rules"]))


def _all_asked_for(claims: Claims, row: Row, proof: Mapping[str, Any]) -> None:
    """No fact of a catalogue is set aside: that would move a rival unseen.

    Where models are asked for on the Hub one by one, a fact of which only the first answer is known
    is set aside until it matters.
    """
    held = Claims(dict(proof))
    for key in proof["facts"]["pending"]:
        if (value := raw_of(held, key)) is not None:
            why = f"says that `model.{key}` was not asked for, and holds it"
            claims.wrong(f"rows.{row['id']}.proof", why, None, value)


def _said(proof: Mapping[str, Any]) -> dict[str, Any]:
    """What a proof says of all that a row has from it."""
    decision, graph = proof["decision"], proof["policy"]["graph"]
    wanted = {node for node, _ in graph["rank"]}
    values = {node["id"]: node["value"] for node in proof["nodes"] if node["id"] in wanted}
    return {
        "id": decision["model"]["id"],
        "revision": decision["model"]["revision"],
        **{name: decision[name] for name in ("verdict", "determined", "failed", "escalated")},
        "score": decision["scores"].get("score"),
        "waived": decision["waived"],
        "unknown": [
            rule["name"]
            for rule in proof["rules"]
            if rule["tier"] == "critical" and rule["result"]["value"] is None
        ],
        "keys": [values[node] for node, _ in graph["rank"]],
        "facts": proof["facts"]["digest"],
        "proof": proof["digest"],
    }
