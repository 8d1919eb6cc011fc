"""Frozen records: what `@dataclass(frozen=True, slots=True)` gives, made in a tenth of the time.

The standard decorator compiles six functions for each class, which for the hundred and more small
shapes of this package is most of what starting the program costs. This one compiles only
`__init__` and shares the rest. Records are compared and hashed by the fields that take part
(`field(compare=False)` leaves one out), cannot be changed, and have no instance dictionary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

_T = TypeVar("_T")
_Any = TypeVar("_Any")
_MISSING: Any = object()


class _Field:
    """What `field` says of one field of a record."""

    __slots__ = ("compare", "default", "factory")

    def __init__(self, default: Any, factory: Any, compare: bool) -> None:
        self.default, self.factory, self.compare = default, factory, compare


def field(*, default: Any = _MISSING, default_factory: Any = _MISSING, compare: bool = True) -> Any:
    """A field with a default made anew for each record, or one that takes no part in equality."""
    return _Field(default, default_factory, compare)


def _as_field(value: Any) -> _Field:
    return value if isinstance(value, _Field) else _Field(value, _MISSING, True)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_T]) -> type[_T]:
    """Make a class of annotated fields a frozen record."""
    names = tuple(cls.__dict__.get("__annotations__", ()))  # noqa: RUF063 - its own, unread
    given = {n: cls.__dict__[n] for n in names if n in cls.__dict__}
    fields = {n: _as_field(v) for n, v in given.items()}
    space = {k: v for k, v in cls.__dict__.items() if k not in given}
    for gone in ("__dict__", "__weakref__"):
        space.pop(gone, None)
    compared = tuple(n for n in names if n not in fields or fields[n].compare)
    space |= {
        "__slots__": names,
        "__match_args__": names,
        "__record_fields__": names,
        "__record_compared__": compared,
        "__qualname__": cls.__qualname__,
    }
    for name, method in _SHARED.items():
        space.setdefault(name, method)
    metaclass: Any = type(cls)
    made: Any = metaclass(cls.__name__, cls.__bases__, space)
    if "__init__" not in cls.__dict__:
        made.__init__ = _first(made, names, fields, "__post_init__" in cls.__dict__)
    return made  # type: ignore[no-any-return]


def _first(
    made: Any, names: tuple[str, ...], fields: dict[str, _Field], after: bool
) -> Callable[..., None]:
    """An `__init__` that makes the real one when it is first called: most records of a run never
    are, and the loading of a module should not wait for those."""

    def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: N807 - it stands in for it
        made.__init__ = _constructor(made, names, fields, after)
        made.__init__(self, *args, **named)

    return __init__


def _constructor(
    made: Any, names: tuple[str, ...], fields: dict[str, _Field], after: bool
) -> Callable[..., None]:
    """`__init__`, the one function that is compiled for each record.

    It is made of the names of fields alone; setting goes through the slots' own descriptors, since
    the record itself refuses to be changed.
    """
    space: dict[str, Any] = {"missing": _MISSING}
    arguments, lines = [], []
    for name in names:
        space[f"set_{name}"] = getattr(made, name).__set__
        known = fields.get(name)
        value = name
        if known is None or (known.default is _MISSING and known.factory is _MISSING):
            arguments.append(name)
        elif known.factory is _MISSING:
            space[f"default_{name}"] = known.default
            arguments.append(f"{name}=default_{name}")
        else:
            space[f"make_{name}"] = known.factory
            arguments.append(f"{name}=missing")
            value = f"make_{name}() if {name} is missing else {name}"
        lines.append(f" set_{name}(self, {value})")
    if after:
        lines.append(" self.__post_init__()")
    exec(f"def __init__(self, {', '.join(arguments)}):\n" + ("\n".join(lines) or " pass"), space)
    init: Callable[..., None] = space["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def changed(one: _Any, **changes: Any) -> _Any:
    """The record with some fields changed."""
    names: tuple[str, ...] = one.__record_fields__  # type: ignore[attr-defined]
    kept = {n: getattr(one, n) for n in names if n not in changes}
    return type(one)(**kept, **changes)


def as_dict(one: Any) -> dict[str, Any]:
    """The fields of a record by name, in the order written."""
    return {name: getattr(one, name) for name in one.__record_fields__}


def _compared(one: Any) -> tuple[Any, ...]:
    return tuple([getattr(one, n) for n in one.__record_compared__])


def _eq(self: Any, other: object) -> bool:
    if self is other:
        return True
    if other.__class__ is not self.__class__:
        return NotImplemented  # type: ignore[no-any-return]
    return _compared(self) == _compared(other)


def _hash(self: Any) -> int:
    return hash((self.__class__, *_compared(self)))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{n}={getattr(self, n)!r}" for n in self.__record_fields__)
    return f"{type(self).__qualname__}({shown})"


def _reduce(self: Any) -> tuple[Any, ...]:
    """How a record reaches another process, or is copied: made anew from its fields."""
    return type(self), tuple(getattr(self, name) for name in self.__record_fields__)


def _refuse(self: Any, name: str, value: object = None) -> None:
    raise AttributeError(f"`{name}` of a record cannot be changed")


_SHARED: dict[str, Callable[..., Any]] = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
}
