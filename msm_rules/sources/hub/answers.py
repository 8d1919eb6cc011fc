"""What the Hub answers, asked for once and kept: models, lists of models, files of a model.

Owns the addresses of the Hub's API, when a kept answer will do, and what a refusal means.  What an
answer holds is for `forms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import sleep
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import changed, field, record
from msm_rules.sources.addresses import HubModel, HubQuery
from msm_rules.sources.findings import Finding
from msm_rules.sources.hub.asking import MIB, Patience, Question, Reply, ask, usual_patience
from msm_rules.sources.hub.cache import Cache, Kept, kept, usual_folder
from msm_rules.sources.hub.trouble import HubError, endpoint, refused

# https://huggingface.co/docs/huggingface_hub/package_reference/hf_api: `expand` of `model_info` and
# of `list_models`, which has no `baseModels`.
_LISTED = (
    *("author", "cardData", "config", "createdAt", "downloads", "downloadsAllTime", "gated"),
    *("gguf", "lastModified", "library_name", "likes", "model-index", "pipeline_tag"),
    *("safetensors", "sha", "siblings", "tags"),
)
_EXPANDED = (*_LISTED, "baseModels")

BAD_REQUEST = 400
PAGE = 100
LARGEST_PAGE = 64 * MIB
_FURTHER = re.compile(r'<([^<>]{1,4000})>\s*;\s*rel="?next"?')


def _silent(_: str) -> None:
    """Progress that nobody wants to hear of."""


@record
class Asking:
    """How the Hub is to be asked: on which day (ISO 8601), of whom, and how patiently.

    `offline` asks nobody; `refresh` asks again what was asked today; `require_revision` refuses a
    model without a commit.  `folder` is where answers are kept, None for nowhere; `told` hears what
    is asked for.
    """

    day: str
    offline: bool = False
    refresh: bool = False
    require_revision: bool = False
    folder: Path | None = field(default_factory=usual_folder)
    patience: Patience = field(default_factory=usual_patience)
    told: Callable[[str], None] = _silent
    sleep: Callable[[float], None] = sleep


class Hub:
    """The Hub as one run asks it: `requests` counts the questions that went out, `notes` are what
    people should know besides."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.requests = 0
        self.notes: list[Finding] = []
        self._cache = Cache(asking.folder) if asking.folder is not None else None
        self._new: set[str] = set()

    def model(self, model: HubModel) -> Kept:
        """What the Hub says of a model, in one answer."""
        asked = Question(str(model), _path(model), [("expand", name) for name in _EXPANDED])
        return self._expanded(asked, changed(asked, params=()))

    def sizes(self, model: HubModel) -> Kept:
        """The files of a model with their sizes."""
        name = f"{model}: sizes of files"
        return self._answer(Question(name, _path(model), [("blobs", "true")]))

    def file(self, model: HubModel, file: str, most: int, *, part: bool = False) -> Kept:
        """A file of a model at a commit, or the first bytes of it; `said["size"]` is its size."""
        name = f"{model}: {file}"
        revision = quote(model.revision or "main", safe="")
        path = f"/{quote(model.id)}/resolve/{revision}/{quote(file)}"
        return self._answer(Question(name, path, (), most, part), still=model.commit is not None)

    def pages(self, query: HubQuery) -> Iterator[Kept]:
        """The pages of a list of models, as long as there are more."""
        params: Sequence[tuple[str, str]] = [
            *query.params,
            ("limit", str(min(PAGE, query.limit))),
        ]
        asked = Question(str(query), "/api/models", params, LARGEST_PAGE)
        expanded = [*params, *(("expand", name) for name in _LISTED)]
        plain = [*params, *((name, "true") for name in ("full", "cardData", "config"))]
        page = self._expanded(changed(asked, params=expanded), changed(asked, params=plain))
        seen: set[str] = set()
        while True:
            yield page
            further = page.said.get("next")
            if not isinstance(further, str) or further in seen:
                return
            seen.add(further)
            params = parse_qsl(further, keep_blank_values=True)
            page = self._answer(changed(asked, params=params))

    def _expanded(self, asked: Question, plain: Question) -> Kept:
        """An answer with the fields that are wanted; from a Hub that does not know one of them,
        the fields that it gives by itself."""
        try:
            return self._answer(asked)
        except HubError as error:
            if error.status != BAD_REQUEST:
                raise
            return self._answer(plain)

    def _answer(self, question: Question, *, still: bool = False) -> Kept:
        """An answer kept before where that will do, else a new one.

        What never changes (`still`: a file at a commit) will always do; anything else if it was
        given today, or if nobody may be asked.
        """
        asking = self.asking
        key = _key(question)
        found = self._cache.get(key) if self._cache else None
        if found is not None:
            again = asking.refresh and key not in self._new
            if asking.offline or still or (found.day == asking.day and not again):
                return found
        if asking.offline:
            reason = "was not kept before, and with `--offline` nobody is asked for it"
            raise HubError(question.name, reason, "run the same once without `--offline`")
        asking.told(question.name)
        self.requests += 1
        reply = ask(question, asking.patience, lambda pause: self._wait(question.name, pause))
        if reply.status not in (200, 206):
            raise refused(question.name, reply.status, reply.headers)
        answer = kept(reply.body, asking.day, {"size": reply.size, "next": _next(reply)})
        self._new.add(key)
        self._keep(key, answer)
        return answer

    def _wait(self, name: str, pause: float) -> None:
        self.asking.told(f"{name}, again in {pause:,.1f} s")
        self.asking.sleep(pause)

    def _keep(self, key: str, answer: Kept) -> None:
        """Keep an answer; where that cannot be, it is said once, and the work goes on."""
        if self._cache is None:
            return
        try:
            self._cache.put(key, answer)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"cannot be written to: {visible(reason)}; answers of the Hub are not kept"
            self.notes.append(Finding(str(self._cache.folder), message))
            self._cache = None


def _path(model: HubModel) -> str:
    path = f"/api/models/{quote(model.id)}"
    return path if model.revision is None else f"{path}/revision/{quote(model.revision, safe='')}"


def _key(question: Question) -> str:
    part = f" {question.most}" if question.part else ""
    return f"{endpoint()}{question.path}?{urlencode(list(question.params))}{part}"


def _next(reply: Reply) -> str | None:
    """The params of the next page.  Only these are taken from what the Hub says: it is asked at
    the same place, whatever host the link names."""
    found = _FURTHER.search(reply.headers.get("link", ""))
    return urlsplit(found[1]).query if found else None
