"""A model card: the front matter of a `README.md` as facts, and what of it cannot be read.

Owns the parts of a card and what is said of broken ones.  A card is a stranger's text: front
matter that is no YAML is read key by key, a field of another form is a finding, and nothing that
a card holds makes the reading fail.  What the fields mean stands in `normalise`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts.problems import found, quoted
from msm_rules.frozen import changed
from msm_rules.sources.broken import BadRecord, refused
from msm_rules.sources.findings import Finding, sound
from msm_rules.sources.normalise import scores, tags
from msm_rules.sources.normalise.claims import Claim, Json, Source, document
from msm_rules.sources.normalise.entries import CARD, Entry, from_card, front_matter, texts
from msm_rules.sources.normalise.repository import entry_claims, identity
from msm_rules.sources.notation import read_yaml

README = "README.md"
UNNAMED = "unnamed"
LARGEST_FRONT = 1024 * 1024
"""Characters of front matter beyond which it is not read; the longest known have 300,000."""


def read_card(text: str, id: str | None) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """The facts document of a card, and what could not be read.

    A card does not say whose it is: `id` does; without one the name in its `model-index` is taken,
    or `unnamed`.  Never fails.
    """
    front, broken = front_of(text)
    name = id or _name_in(front) or UNNAMED
    claims, odd = card_claims(text, name, front)
    kept, unread = sound([*claims, *identity(name)])
    return document(name, kept), (*broken, *odd, *unread)


def card_text(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The text of a card's bytes; what is not UTF-8 is replaced, and said."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        message = f"is not UTF-8 text in line {line}: what is no character reads `\ufffd`"
        return data.decode("utf-8", "replace"), (Finding(README, message),)


def card_claims(
    text: str,
    id: str,
    front: Mapping[str, Any],
    source: Source = CARD,
    known: Mapping[str, Entry] | None = None,
) -> tuple[list[Claim], tuple[Finding, ...]]:
    """What the front matter of a card says, and what in it has no meaning.

    `source` says where the card is from; `known` are other models, by their casefolded ids, among
    which its ancestors are looked up.
    """
    good, odd = of_form(front)
    entry = from_card(id, good, source)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    results, strange = scores.card_scores(entry)
    claims = [*entry_claims(entry, known or {}), *stated_relation(entry), *results]
    odd = (*odd, *(Finding(_at("model-index"), message) for message in strange))
    placed = [_in_card(c, digest) if _is_of(source, c) else c for c in claims]
    return placed, (*odd, *_no_meaning(entry, claims))


def _is_of(source: Source, claim: Claim) -> bool:
    """Whether a card says it, and not another source of an ancestor: its licence stands there."""
    return claim.fact != "license_chain" or claim.evidence["source"] == source.name


def _in_card(claim: Claim, digest: str) -> Claim:
    """The claim with its place named as in the file, and the digest of what was read."""
    said = str(claim.evidence["locator"]).replace("baseModels, ", "").replace("cardData.", "")
    return changed(claim, evidence={**claim.evidence, "locator": _at(said), "sha256": digest})


def _at(field: str) -> str:
    return f"{README}: {field}"


def _name_in(front: Mapping[str, Any]) -> str | None:
    index = front.get("model-index")
    first = index[0] if isinstance(index, list) and index else None
    name = first.get("name") if isinstance(first, Mapping) else None
    fits = isinstance(name, str) and 0 < len(name.strip()) <= 200 and name.isprintable()
    return str(name) if fits else None


# --- front matter --------------------------------------------------------------------------------


def front_of(text: str) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """The front matter as a mapping, and what is wrong with it; empty where there is none."""
    front = front_matter(text)
    if front is None:
        return {}, (Finding(README, "has no front matter: nothing between two lines `---`"),)
    if len(front) > LARGEST_FRONT:
        size = f"{len(front):,} characters, {LARGEST_FRONT:,} at most are read"
        return {}, (Finding(README, f"has front matter of {size}"),)
    try:
        whole = _yaml(front)
    except BadRecord as bad:
        return _key_by_key(front, bad)
    if isinstance(whole, Mapping):
        return whole, ()
    return {}, (Finding(README, f"has front matter that is no mapping: {found(whole)}"),)


def _yaml(text: str) -> Any:
    """The one document of a text; nothing at all is an empty mapping."""
    found_ = list(read_yaml(text))
    if len(found_) > 1:
        raise BadRecord(f"holds {len(found_)} documents, and one is expected")
    return found_[0] if found_ and found_[0] is not None else {}


_KEY = re.compile(r"^(?=[\"'A-Za-z_][^\s:]*[ \t]*:)", re.MULTILINE)


def _key_by_key(front: str, why: BadRecord) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """Each key of broken front matter for itself, so that one never loses the others."""
    findings = [Finding(_at("front matter"), f"{why}; what can be read is read key by key")]
    good: dict[str, Any] = {}
    twice: set[str] = set()
    for block in _KEY.split(front.replace("\r\n", "\n")):
        try:
            part = _yaml(block)
        except BadRecord as bad:
            findings.append(Finding(_at(_first_word(block)), str(bad)))
            continue
        for key, value in part.items() if isinstance(part, Mapping) else ():
            twice |= {key} if key in good and good[key] != value else set()
            good[key] = value
    for key in sorted(twice, key=str):
        del good[key]
        findings.append(Finding(_at(str(key)), "is given twice with different values"))
    return good, tuple(findings)


def _first_word(block: str) -> str:
    return visible(block.strip().partition(":")[0][:40]) or "front matter"


# --- what fields hold ----------------------------------------------------------------------------

_TEXT = "a text"
_TEXTS = "a text or a list of texts"
_LIST = "a list"
_FORMS = {
    "license": _TEXTS,
    "license_name": _TEXT,
    "license_link": _TEXTS,
    "library_name": _TEXT,
    "pipeline_tag": _TEXT,
    "base_model": _TEXTS,
    "base_model_relation": _TEXT,
    "datasets": _TEXTS,
    "tags": _TEXTS,
    "model-index": _LIST,
}
"""What the fields that are read must hold: https://huggingface.co/docs/hub/model-cards."""


def of_form(front: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The fields of front matter without those of another form, each of which is a finding."""
    good: dict[str, Any] = {}
    odd: list[Finding] = []
    for name, value in front.items():
        form = _FORMS.get(name) if isinstance(name, str) else None
        if value is None or not isinstance(name, str):
            continue
        good[name] = value
        if form is None or _has_form(value, form):
            continue
        odd.append(Finding(_at(name), f"expected {form}, found {_wrong_part(value, form)}"))
        if form == _TEXTS and isinstance(value, list):
            good[name] = list(texts(value))
        else:
            del good[name]
    return good, tuple(odd)


def _has_form(value: object, form: str) -> bool:
    if isinstance(value, str):
        return form != _LIST
    return isinstance(value, list) and (
        form == _LIST or (form == _TEXTS and all(isinstance(v, str) for v in value))
    )


def _wrong_part(value: object, form: str) -> str:
    if isinstance(value, list) and form == _TEXTS:
        return f"{found(next(v for v in value if not isinstance(v, str)))} in the list"
    return found(value)


_RELATIONS = ("finetune", "adapter", "quantized", "merge")


def stated_relation(entry: Entry) -> Iterator[Claim]:
    """How the model comes from its parent, where the card says so itself."""
    stated = entry.card.get("base_model_relation")
    if stated in _RELATIONS:
        yield entry.source.claim("relation", stated, "declared", "cardData.base_model_relation")


_NOTED = ("license", "license_declared", "languages")


def _no_meaning(entry: Entry, claims: list[Claim]) -> Iterator[Finding]:
    """What is of the right form and still says nothing: an unknown task, a licence with no name."""
    task = entry.pipeline_tag
    if task is not None and task not in tags.TASKS:
        yield Finding(_at("pipeline_tag"), f"{quoted(task)} is no task that is known")
    for claim in claims:
        note = claim.evidence.get("note")
        if claim.fact in _NOTED and isinstance(note, str):
            yield Finding(_at(claim.fact.removesuffix("_declared")), visible(note[:300]))


# --- files ---------------------------------------------------------------------------------------

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes of a card's file that are read; front matter stands at its beginning."""


def read_card_file(path: Path) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """The facts document of a card's file; the model is called as the folder of a `README.md`, or
    as any other file.  Raises CatalogueError where there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE)
        name = path.resolve().parent.name if path.name.lower() == "readme.md" else path.stem
    except (OSError, ValueError) as error:
        raise refused(path, error) from None
    text, broken = card_text(data)
    read, findings = read_card(text, name or None)
    return read, (*broken, *findings)
