"""How every page is made: one HTML file that needs nothing else and can be read without scripts.

Owns jinja2 and everything that keeps a page safe: texts come from strangers, so each is made
visible and escaped where it is written, links lead to the web only, and a content security policy
lets no script run but the page's own, and nothing be loaded. What a page says is for its makers.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

import jinja2
from markupsafe import Markup

from msm_rules import LANGUAGE_VERSION, __version__
from msm_rules.diagnostics.cells import visible
from msm_rules.graph import Picture
from msm_rules.graph.svg import render
from msm_rules.graph.svg_style import STYLE as GRAPH_STYLE
from msm_rules.report.few import few, main_stages
from msm_rules.report.graph_data import fixed_data, roomy
from msm_rules.report.great import Choices, choices
from msm_rules.report.outline import Outline
from msm_rules.report.packed import mark_letters, packed_lines, packed_marks
from msm_rules.report.rule_sheet import FIRST
from msm_rules.report.withholding import OPEN_WITHHELD
from msm_rules.report.words import both, counted


def rendered(template: str, **context: Any) -> str:
    """A page from its template; the context is plain records, texts in them as strangers wrote
    them."""
    script = _source("graph.js") + _source("page.js")
    return (
        _environment()
        .get_template(template)
        .render(
            **context,
            version=__version__,
            language=LANGUAGE_VERSION,
            style=Markup(_source("page.css") + GRAPH_STYLE),
            script=Markup(script),
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        )
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("msm_rules.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "open_withheld": OPEN_WITHHELD,
        "mark_letters": mark_letters(),
        "first": FIRST,
    }
    environment.filters |= {
        "counted": counted, "both": both, "rows": _rows, "drawn": _drawn, "roomy": roomy,
        "choices": choices_of, "fixed": fixed_data, "marks": packed_marks, "values": packed_lines,
        "few": few, "stages": main_stages,
    }  # fmt: skip
    return environment


def _shown(value: Any) -> Any:
    """Everything that is written into the page passes here, and is escaped after it."""
    return visible(value) if type(value) is str else value


def _rows(texts: Iterable[str]) -> Markup:
    """Texts as the lines of an attribute; in each only a tab may stand that cannot be seen."""
    shown = ("\t".join(map(visible, text.split("\t"))) for text in texts)
    return Markup("\n").join(shown)


def _drawn(picture: Picture) -> Markup:
    """A picture; its style sheet stands in the page's own."""
    return Markup(render(picture).replace(GRAPH_STYLE, ""))


def choices_of(outline: Outline) -> Choices | None:
    """The data of a great policy."""
    return choices(outline.picture) if outline.great and outline.picture else None


@cache
def _source(name: str) -> str:
    loader = jinja2.PackageLoader("msm_rules.report")
    return loader.get_source(_environment(), name)[0]
