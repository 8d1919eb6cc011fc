"""One more entry in a list that people keep in a file, without touching what stands there.

Owns where in a text of YAML, JSON or TOML the entry goes and how it is written. Comments, order and
every byte stay; whoever reads the new text finds the old entries and the new one, which is checked
before the text is given back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msm_rules.sources.broken import BadRecord
from msm_rules.sources.notation import read_json, read_toml, read_yaml

Entry = Mapping[str, Any]


def appended(text: str, notation: str, name: str, entry: Entry) -> str:
    """The text with one more entry in its list, or in the list `name` where it is a mapping.

    `notation` is YAML, JSON or TOML; an empty text becomes a list with that entry. Raises BadRecord
    where the text is none of these, or the entry cannot be put there by itself.
    """
    old = entries_in(text, notation, name)
    for candidate in _WRITERS[notation](text, name, entry):
        try:
            if entries_in(candidate, notation, name) == [*old, _plain(entry)]:
                return candidate
        except BadRecord:
            continue
    raise BadRecord("has a form in which an entry cannot be added by itself")


def entries_in(text: str, notation: str, name: str) -> list[Any]:
    """The entries of a list, as plain values; raises BadRecord where the text holds none."""
    if not text.strip():
        return []
    if notation == "YAML":
        whole = next(iter(read_yaml(text)), None)
    else:
        whole = read_json(text) if notation == "JSON" else read_toml(text)
    if isinstance(whole, Mapping) and whole.keys() <= {name}:
        whole = whole.get(name)
    if whole is None:
        return []
    if not isinstance(whole, list):
        raise BadRecord(f"is no list, nor a mapping with the list `{name}` alone")
    return [_plain(item) for item in whole]


def _plain(value: Any) -> Any:
    """A value with dates as texts, since notations differ in whether they have them."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _on_a_new_line(text: str) -> str:
    return text if not text or text.endswith("\n") else text + _line_end(text)


# --- YAML ----------------------------------------------------------------------------------------


def _in_yaml(text: str, name: str, entry: Entry) -> Iterator[str]:
    import yaml  # slow to load, and needed only where a file is written

    try:
        node: Any = yaml.compose(text, yaml.SafeLoader) if text.strip() else None
    except yaml.YAMLError as wrong:
        raise BadRecord(f"is not YAML: {wrong}") from None
    if isinstance(node, yaml.MappingNode) and node.value:
        node = node.value[0][1]
    if isinstance(node, yaml.SequenceNode) and node.flow_style:
        yield _in_flow(text, node, entry)
    elif isinstance(node, yaml.SequenceNode):
        end = node.end_mark.index
        yield _in_block(text[:end], entry, node.start_mark.column) + text[end:]
    else:
        yield _in_block(text, entry, 0)


def _in_block(before: str, entry: Entry, column: int) -> str:
    end, indent = _line_end(before), " " * column
    lines = [f"{key}: {yaml_line(value)}" for key, value in entry.items()]
    first, rest = lines[0], lines[1:]
    block = [f"{indent}- {first}", *(f"{indent}  {line}" for line in rest)]
    return _on_a_new_line(before) + end.join(block) + end


def _in_flow(text: str, node: Any, entry: Entry) -> str:
    items = node.value
    at = items[-1].end_mark.index if items else node.start_mark.index + 1
    return f"{text[:at]}{', ' if items else ''}{yaml_line(dict(entry))}{text[at:]}"


_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9._/+-]*(?: [A-Za-z0-9._/+-]+)*")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def yaml_line(value: Any) -> str:
    """A value in one line; texts are quoted wherever some reader could take them for more."""
    match value:
        case str() if _SAFE.fullmatch(value) and value.lower() not in _WORDS:
            return value
        case str() if _DAY.fullmatch(value):
            return value
        case Mapping():
            return (
                "{" + ", ".join(f"{yaml_line(k)}: {yaml_line(v)}" for k, v in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(yaml_line, value)) + "]"
        case str():
            return f"'{value}'" if _plainly_quoted(value) else _quoted(value)
    return json.dumps(value, allow_nan=False)


def _plainly_quoted(text: str) -> bool:
    """Whether single quotes, in which nothing is written out, are easier to read."""
    return '"' in text and text.isascii() and text.isprintable() and not {"'", "\\"} & set(text)


def _quoted(text: str) -> str:
    """A text in double quotes, as YAML and TOML read it; what cannot be seen is written out."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _written_out(c) for c in quoted)


def _written_out(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


# --- JSON ----------------------------------------------------------------------------------------


def _in_json(text: str, name: str, entry: Entry) -> Iterator[str]:
    if not text.strip():
        yield f"{_on_a_new_line(text)}[\n  {_json(entry)}\n]\n"
        return
    at = text.rfind("]")
    before = text[:at].rstrip()
    space = text[len(before) : at]
    comma = "" if before.endswith("[") else ","
    if "\n" in text[: at + 1]:
        end, indent = _line_end(text), _indent_of_items(before)
        close = space or end
        yield f"{before}{comma}{end}{indent}{_json(entry)}{close}{text[at:]}"
    yield f"{before}{comma}{' ' if comma else ''}{_json(entry)}{space}{text[at:]}"


def _indent_of_items(before: str) -> str:
    found = re.findall(r"^([ \t]*)\{", before, re.MULTILINE)
    return found[-1] if found else "  "


def _json(entry: Entry) -> str:
    return json.dumps(_plain(entry), ensure_ascii=False, allow_nan=False)


# --- TOML ----------------------------------------------------------------------------------------


def _in_toml(text: str, name: str, entry: Entry) -> Iterator[str]:
    end = _line_end(text)
    lines = [f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in entry.items())]
    before = _on_a_new_line(text)
    yield f"{before}{end if before else ''}{end.join(lines)}{end}"
    at = text.rfind("]")
    before = text[: max(at, 0)].rstrip()
    space = text[len(before) : max(at, 0)]
    comma = " " if before.endswith(",") else "" if before.endswith("[") else ", "
    yield f"{before}{comma}{_toml(dict(entry))}{space}{text[at:]}"


def _toml(value: Any) -> str:
    match value:
        case None:
            raise BadRecord("is TOML, which has no form for an open end: keep it as YAML or JSON")
        case str() if _DAY.fullmatch(value):
            return value
        case str():
            return _quoted(value)
        case Mapping():
            pairs = (f"{_quoted(k)} = {_toml(v)}" for k, v in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, allow_nan=False)


_WRITERS: dict[str, Callable[[str, str, Entry], Iterator[str]]] = {
    "YAML": _in_yaml,
    "JSON": _in_json,
    "TOML": _in_toml,
}
