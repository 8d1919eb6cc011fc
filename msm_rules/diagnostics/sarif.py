"""What every SARIF 2.1.0 log of ours has in common: its frame, and how a place is written.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. Columns count code points, from
1; an end is the position after the last character, as SARIF has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from msm_rules.source import Span

Json = dict[str, object]


def sarif_log(
    rules: Iterable[Json], results: Iterable[Json], *, version: str | None = None, **run: object
) -> Json:
    """A log with one run. `version` is the tool's, left out if not given; `run` says more of it."""
    driver: Json = {"name": "msm-rules", "rules": list(rules)}
    if version is not None:
        driver["version"] = version
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": list(results),
                **run,
            }
        ],
    }


def location(span: Span) -> Json:
    """A place in a policy."""
    first, last = span.first, span.last
    region = {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }
    artifact = {"uri": quote(span.file, errors="surrogatepass")}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
