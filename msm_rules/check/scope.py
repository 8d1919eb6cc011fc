"""Files and the names they define.

Owns modules (a file with its symbols), what each may see, and the line of extension. Loading a
text by its path is somebody else's: a `Finder` is given.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from msm_rules.diagnostics import Diagnostic, Label
from msm_rules.source import Source, Span
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t

Finder = Callable[[str, Source | None], Source | str]
"""From a path as written and the source that refers to it to a source, or why there is none."""

Symbol = t.Let | t.Param | t.Define | t.Use | t.Broken

FUNCTIONS = (
    "age",
    "low_end",
    "high_end",
    "observed",
    "log10",
    "abs",
    "min",
    "max",
    "size",
    "scale",
)
"""The built-in functions; they share a scope with lets, params, defines and aliases."""


@dataclass(slots=True, eq=False)
class Module:
    """A file, what it defines, and the modules it refers to."""

    file: t.File
    label: str = ""  # how ids name a library; "" in the line of extension
    symbols: dict[str, Symbol] = field(default_factory=dict)
    uses: dict[str, Module] = field(default_factory=dict)
    bases: list[Module] = field(default_factory=list)

    @property
    def source(self) -> Source:
        """The text of the module."""
        return self.file.source

    @property
    def policy(self) -> t.Policy | None:
        """The `policy` block, if there is one."""
        return next((i for i in self.file.items if isinstance(i, t.Policy)), None)

    def line(self) -> list[Module]:
        """The module and everything it extends: bases first, each once."""
        found: list[Module] = []

        def visit(module: Module) -> None:
            if module not in found:
                for base in module.bases:
                    visit(base)
                found.append(module)

        visit(self)
        return found

    def find(self, name: str) -> tuple[Module, Symbol] | None:
        """A name as this module sees it: its own, then its bases' (aliases excepted)."""
        if name in self.symbols:
            return self, self.symbols[name]
        for base in reversed(self.line()[:-1]):
            symbol = base.symbols.get(name)
            if symbol is not None and not isinstance(symbol, t.Use):
                return base, symbol
        return None

    def visible(self) -> Iterator[str]:
        """All names it can see."""
        for module in self.line():
            for name, symbol in module.symbols.items():
                if module is self or not isinstance(symbol, t.Use):
                    yield name


@dataclass(slots=True)
class Library:
    """All modules of a check, by name, in the order first referred to."""

    find: Finder
    modules: dict[str, Module] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def load(self, source: Source) -> Module:
        """The module of a source and of everything it refers to."""
        main = self._load(source, ())
        _label(main)
        return main

    def _load(self, source: Source, way: tuple[tuple[str, Span], ...]) -> Module:
        known = self.modules.get(source.name)
        if known is not None:
            return known
        file, diagnostics = parse(source)
        self.diagnostics.extend(diagnostics)
        module = Module(file)
        self.modules[source.name] = module
        self._define(module)
        for item in file.items:
            if isinstance(item, t.Use):
                target = self._refer(module, item.path, way)
                if target is not None:
                    self._use(module, item, target)
            elif isinstance(item, t.Policy):
                for clause in item.clauses:
                    if isinstance(clause, t.HeaderText) and clause.kind == "extends":
                        base = self._refer(module, clause.text, way)
                        if base is not None:
                            self._extend(module, clause, base)
        return module

    def _refer(
        self, module: Module, path: t.Text, way: tuple[tuple[str, Span], ...]
    ) -> Module | None:
        found = self.find(path.value, module.source)
        if isinstance(found, str):
            self.diagnostics.append(Diagnostic("missing-file", found, path.span))
            return None
        here = (*way, (module.source.name, path.span))
        names = [name for name, _ in here]
        if found.name in names:
            start = names.index(found.name)
            self._circle(here[start:], found.name)
            return None
        return self._load(found, here)

    def _circle(self, round_: tuple[tuple[str, Span], ...], back_to: str) -> None:
        """One `cycle` for a circle of files, shown where the first of them refers to the next."""
        names = " → ".join([name for name, _ in round_] + [back_to])
        others = tuple(Label(span, "and this leads back") for _, span in round_[1:])
        self.diagnostics.append(
            Diagnostic(
                "cycle",
                f"these files refer to each other in a circle: {names}",
                round_[0][1],
                "this refers to a file that leads back here",
                others,
                "take one of the references out",
            )
        )

    def _use(self, module: Module, item: t.Use, target: Module) -> None:
        if target.policy is not None:
            self.diagnostics.append(
                Diagnostic(
                    "misplaced-clause",
                    f"`{item.path.value}` is a policy, and only a library can be used",
                    item.path.span,
                    hint="a policy is built upon with `extends` in the `policy` block",
                )
            )
            return
        module.uses[item.alias.name] = target

    def _extend(self, module: Module, clause: t.HeaderText, base: Module) -> None:
        if base.policy is None:
            if not any(isinstance(i, t.Broken) for i in base.file.items):
                self.diagnostics.append(
                    Diagnostic(
                        "misplaced-clause",
                        f"`{clause.text.value}` is a library, and only a policy can be extended",
                        clause.text.span,
                        hint='a library is taken in with `use "…" as name`',
                    )
                )
            return
        if base not in module.bases:
            module.bases.append(base)

    def _define(self, module: Module) -> None:
        """Enter the names of a file; the first definition of a name stays."""
        first: dict[str, Span] = {}
        for item in module.file.items:
            for name, span in _defined(item):
                if name in FUNCTIONS and not isinstance(item, t.Broken):
                    self.diagnostics.append(
                        Diagnostic(
                            "duplicate-name",
                            f"`{name}` is the name of a built-in function",
                            span,
                            hint="choose another name",
                        )
                    )
                elif name in first:
                    self.diagnostics.append(taken(name, span, first[name]))
                else:
                    first[name] = span
                    module.symbols[name] = item  # type: ignore[assignment]


def taken(name: str, span: Span, first: Span, what: str = "") -> Diagnostic:
    """The diagnostic of a name that is defined twice."""
    noun = f"{what} `{name}`" if what else f"`{name}`"
    return Diagnostic(
        "duplicate-name",
        f"{noun} is defined already",
        span,
        "defined again here",
        (Label(first, "first defined here"),),
        "choose another name for one of them",
    )


def _defined(item: t.Item) -> list[tuple[str, Span]]:
    match item:
        case t.Let() | t.Param() | t.Define():
            return [(item.name.name, item.name.span)]
        case t.Use():
            return [(item.alias.name, item.alias.span)]
        case t.Broken(_, defines):
            return [(name, item.span) for name in defines]
        case _:
            return []


def symbol_span(symbol: Symbol) -> Span:
    """Where the name of a symbol stands."""
    match symbol:
        case t.Use():
            return symbol.alias.span
        case t.Broken():
            return symbol.span
        case _:
            return symbol.name.span


def _label(main: Module) -> None:
    """Name every library by the aliases that lead to it from the policy: `gpu`, `gpu.units`.

    Of several ways the shortest counts, then that of a base before that of what extends it, then
    the first written. So two libraries never have one name, whatever aliases files give them, and
    a param is called in every policy as it is in their common base.
    """
    todo = deque(main.line())
    while todo:
        module = todo.popleft()
        for alias, target in module.uses.items():
            if not target.label:
                target.label = f"{module.label}.{alias}" if module.label else alias
                todo.append(target)


def inherited_clashes(main: Module) -> list[Diagnostic]:
    """Names that a policy and one of its bases, or two bases, both define.

    Aliases are private to their file, so two files may give the same alias to the same library.
    """
    found: list[Diagnostic] = []
    owner: dict[str, tuple[Module, Symbol]] = {}
    for module in main.line():
        for name, symbol in module.symbols.items():
            if isinstance(symbol, t.Broken):
                continue
            first = owner.setdefault(name, (module, symbol))
            if first[0] is module or _same_library(name, first, (module, symbol)):
                continue
            found.append(taken(name, symbol_span(symbol), symbol_span(first[1])))
    return found


def _same_library(name: str, a: tuple[Module, Symbol], b: tuple[Module, Symbol]) -> bool:
    both = isinstance(a[1], t.Use) and isinstance(b[1], t.Use)
    return both and a[0].uses.get(name) is b[0].uses.get(name)
