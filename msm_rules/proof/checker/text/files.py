"""The files of a policy as the proof holds them: parsed again, with who refers to whom."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from msm_rules.proof.checker.claims import Row
from msm_rules.source import Source, Span
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t

Item = TypeVar("Item")


class Module:
    """One file: its items, what it extends, its libraries by alias, and how ids name it."""

    def __init__(self, file: t.File) -> None:
        self.items = file.items
        self.source = file.source
        self.label = ""  # of a library: the aliases that lead to it
        self.bases: list[Module] = []
        self.uses: dict[str, Module] = {}
        self._line: list[Module] | None = None

    def line(self) -> list[Module]:
        """What it extends and itself, bases first, each once."""
        if self._line is None:
            found: list[Module] = []
            for base in self.bases:
                found += [m for m in base.line() if m not in found]
            self._line = [*found, self]
        return self._line

    def symbol(self, name: str) -> tuple[Module, Any]:
        """The let, param or define of a name as this file sees it. Raises LookupError."""
        for module in reversed(self.line()):
            for item in module.items:
                if isinstance(item, t.Let | t.Param | t.Define) and item.name.name == name:
                    return module, item
        raise LookupError(name)

    def header(self) -> t.Policy:
        """The `policy` block. Raises LookupError."""
        found = next((i for i in self.items if isinstance(i, t.Policy)), None)
        if found is None:
            raise LookupError("the text holds no policy")
        return found

    def everything(self) -> list[Module]:
        """All files it needs, itself first."""
        found: list[Module] = []
        todo = [self]
        while todo:
            module = todo.pop()
            if module not in found:
                found.append(module)
                todo += [*module.bases, *module.uses.values()]
        return found


def in_line(main: Module, kind: type[Item]) -> Iterator[tuple[Module, Item]]:
    """The items of one kind in the line of extension, bases first."""
    for module in main.line():
        for item in module.items:
            if isinstance(item, kind):
                yield module, item


def files_of(proof: Row) -> tuple[tuple[str, str], ...]:
    """The paths and texts of a proof's policy."""
    return tuple((file["path"], file["text"]) for file in proof["policy"]["files"])


def load(files: Sequence[tuple[str, str]]) -> Module:
    """The policy's own module, the first of the files. Raises ValueError with what is wrong."""
    modules: dict[str, Module] = {}
    if len(dict(files)) < len(files):
        raise ValueError("a file stands twice")
    for path, text in files:
        tree, problems = parse(Source(path, text))
        if problems:
            where = problems[0].span
            raise ValueError(f"the text of {path} cannot be read as a policy, line {where.line}")
        modules[path] = Module(tree)
    seen: set[str] = set()
    main = modules[files[0][0]]
    _refer(main, modules, seen)
    _label(main)
    if unused := sorted(set(modules) - seen):
        raise ValueError(f"nothing refers to {', '.join(unused)}")
    return main


def _refer(module: Module, modules: dict[str, Module], seen: set[str]) -> None:
    if module.source.name in seen:
        return
    seen.add(module.source.name)
    for alias, path in _paths(module):
        target = _resolved(module.source.name, path, modules)
        if target is None:
            raise ValueError(f"there is no text for {path}")
        _refer(target, modules, seen)
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
    """Beside the importer, else as written, else the only one in a folder of the policy path."""
    plain = posixpath.normpath(path)
    here = posixpath.dirname(importer.replace("\\", "/"))
    named = {name.replace("\\", "/"): module for name, module in modules.items()}
    for name in (posixpath.normpath(posixpath.join(here, path)), plain):
        if name in named:
            return named[name]
    ends = [module for name, module in named.items() if name.endswith(f"/{plain}")]
    return ends[0] if len(ends) == 1 else None


def _label(main: Module) -> None:
    """Name every library by the aliases that lead to it: the shortest way, bases first."""
    todo = [*main.line()]
    labels = set[str]()
    for module in todo:
        for alias, target in module.uses.items():
            if not target.label:
                target.label = f"{module.label}.{alias}" if module.label else alias
                todo.append(target)
                if target.label in labels:
                    raise ValueError(f"two libraries are called {target.label}")
                labels.add(target.label)


def at(span: Span) -> dict[str, object]:
    """Where something stands, as proofs say it."""
    return {
        "file": span.file,
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
    }
