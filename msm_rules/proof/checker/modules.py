"""The files of a policy as the proof holds them: parsed again, with who refers to whom."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.source import Source, Span
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t


class Module:
    """One file: its items, what it extends, and its libraries by alias."""

    def __init__(self, file: t.File) -> None:
        self.items = file.items
        self.name = file.source.name
        self.bases: list[Module] = []
        self.uses: dict[str, Module] = {}

    def line(self) -> list[Module]:
        """What it extends and itself, bases first, each once."""
        found: list[Module] = []
        for base in self.bases:
            found += [m for m in base.line() if m not in found]
        return [*found, self]

    def symbol(self, name: str) -> tuple[Module, Any] | None:
        """The let, param or define of a name as this file sees it."""
        for module in reversed(self.line()):
            for item in module.items:
                if isinstance(item, t.Let | t.Param | t.Define) and item.name.name == name:
                    return module, item
        return None

    def header(self) -> t.Policy | None:
        """The `policy` block."""
        return next((i for i in self.items if isinstance(i, t.Policy)), None)


def load(claims: Claims) -> Module | None:
    """The policy's own module, from the texts in the proof; None after a problem."""
    files: list[Row] = claims.proof["policy"]["files"]
    modules: dict[str, Module] = {}
    for file in files:
        tree, problems = parse(Source(file["path"], file["text"]))
        if problems:
            claims.wrong(f"policy.files.{file['path']}", "the text cannot be read as a policy")
            return None
        modules[file["path"]] = Module(tree)
    seen: set[str] = set()
    main = modules[files[0]["path"]]
    _refer(claims, main, modules, seen)
    if unused := sorted(set(modules) - seen):
        claims.wrong("policy.files", f"nothing refers to {', '.join(unused)}")
    return main


def _refer(claims: Claims, module: Module, modules: dict[str, Module], seen: set[str]) -> None:
    if module.name in seen:
        return
    seen.add(module.name)
    for alias, path in _paths(module):
        target = _resolved(module.name, path, modules)
        if target is None:
            claims.wrong("policy.files", f"there is no text for {path}")
            continue
        _refer(claims, target, modules, seen)
        if alias is None:
            module.bases.append(target)
        else:
            module.uses[alias] = target


def _paths(module: Module) -> Iterator[tuple[str | None, str]]:
    for item in module.items:
        if isinstance(item, t.Use):
            yield item.alias.name, item.path.value
        elif isinstance(item, t.Policy):
            for clause in item.clauses:
                if isinstance(clause, t.HeaderText) and clause.kind == "extends":
                    yield None, clause.text.value


def _resolved(importer: str, path: str, modules: dict[str, Module]) -> Module | None:
    """Beside the importer, as written, or in a folder of the policy path."""
    plain = posixpath.normpath(path)
    here = posixpath.dirname(importer.replace("\\", "/"))
    for name, module in modules.items():
        if name.replace("\\", "/") in (posixpath.normpath(posixpath.join(here, path)), plain):
            return module
    ends = (m for name, m in modules.items() if name.replace("\\", "/").endswith(f"/{plain}"))
    return next(ends, None)


def at(span: Span) -> Row:
    """Where something stands, as proofs say it."""
    return {
        "file": span.file,
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
    }
