"""Models by their ids: the shipped catalogue, or one that is named.

Owns the looking up, and what to say where there is no such id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msm_rules.cli.files import name_of
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.sources.addresses import is_hub_name

if TYPE_CHECKING:
    from msm_rules.sources.hub import Hub

EXPECTED = "a facts document"

_PAGE = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([\w.-]+/[\w.-]+)(?:[/?#]|$)")
"""The address of a model's page on the Hub, as it is copied from a browser."""


def unknown_model(name: str, catalogue: str | None) -> Refusal:
    """No model of that id: the nearest ones, and what else could be given."""
    where = f"catalogue {name_of(catalogue)}" if catalogue else "shipped catalogue"
    if (page := _PAGE.match(name)) is not None:
        where, todo = f"`{visible(name)}` is a page of the Hub", f"name it hub:{visible(page[1])}"
        return Refusal(f"{where}, and a model is expected", todo)
    instead = f"give {EXPECTED} (JSON or YAML) instead of an id"
    if "/" in name and is_hub_name(name):
        instead += f", or hub:{name} to ask the Hub"
    hint = did_you_mean(name, ids_in(catalogue), instead, count=3)
    return Refusal(f"there is no model `{visible(name)}` in the {where}", hint)


def in_catalogue(name: str, catalogue: str | None, hub: Hub | None = None) -> Any:
    """The document of the model of that id, ignoring case; None where there is none."""
    folded = name.casefold()
    for document in _candidates(folded, catalogue, hub):
        if _id(document).casefold() == folded:
            return document
    return None


def _candidates(folded: str, catalogue: str | None, hub: Hub | None) -> Iterator[Any]:
    """Documents that may be of that id: lines without it are not even parsed."""
    if catalogue is not None:
        yield from documents_in(catalogue, hub)
        return
    for line in _shipped_lines():
        if folded in line.casefold():
            yield json.loads(line)


def _shipped_lines() -> list[str]:
    from msm_rules.catalogue import shipped_path

    return shipped_path().read_text("utf-8").splitlines()


def documents_in(
    catalogue: str, hub: Hub | None = None, left_out: list[str] | None = None
) -> Iterator[Any]:
    """The documents of a catalogue that can be read; `hub` says how the Hub is asked for one, and
    `left_out` gets the names of the other records."""
    from msm_rules.sources import CatalogueError, read_records  # only where a file is named

    try:
        for name, document in read_records(catalogue, hub):
            if isinstance(document, Mapping):
                yield document
            elif left_out is not None:
                left_out.append(name)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None


def every_document(catalogue: str | None, left_out: list[str] | None = None) -> Iterator[Any]:
    """The documents of a catalogue that can be read, of the shipped one for None; `left_out` gets
    the names of the other records."""
    if catalogue is not None:
        yield from documents_in(catalogue, left_out=left_out)
    else:
        yield from map(json.loads, _shipped_lines())


def ids_in(catalogue: str | None) -> list[str]:
    """The ids of a catalogue, the shipped one for None."""
    return [_id(document) for document in every_document(catalogue)]


def _id(document: Any) -> str:
    model = document.get("model", document) if isinstance(document, Mapping) else {}
    found = model.get("id") if isinstance(model, Mapping) else None
    return found if isinstance(found, str) else ""
