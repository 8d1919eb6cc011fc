"""Strategies of well-formed and of damaged policy texts, for the tests of the syntax alone.

The texts are right in syntax and mean nothing: names are made up and types do not fit.
"""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["a", "b2", "task", "rule", "weight", "missing", "values", "set", "test"])
TEXTS = st.sampled_from(
    ['""', '"x"', '"a b"', '"§ ü 😀"', r'"\"q\" \\ \n \u00e9"', '"# no"', '"{"']
)
NUMBERS = st.sampled_from(
    ["0", "13B", "8 Ki", "24GiB", "24 GiB", "40%", "1e25", "1_000.5", "180 days", "1 byte"]
)
DATES = st.sampled_from(["2026-11-22", "0001-01-01", "2024-02-29"])
BLANKS = st.sampled_from([" ", "  ", "\n", "\t", "\n\n\n", " # why\n", "\n# own line\n", "\r\n"])

_atoms = st.one_of(
    NAMES,
    TEXTS,
    NUMBERS,
    DATES,
    st.sampled_from(["true", "model.likes", "today", "score", "critical", "model.safety.score"]),
)
_operators = st.sampled_from(
    ["+", "-", "*", "/", "==", "!=", "<", "<=", "in", "not in", "covers", "matches", "permits"]
)


def _joined(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """The template with its `$` filled in order."""

    def fill(values: tuple[str, ...]) -> str:
        pieces = template.split("$")
        return "".join(a + b for a, b in zip(pieces, [*values, ""], strict=True))

    return st.tuples(*parts).map(fill)


def _listed(items: st.SearchStrategy[str], at_least: int = 0) -> st.SearchStrategy[str]:
    """Items between commas, the last comma there or not."""
    return st.tuples(st.lists(items, min_size=at_least, max_size=4), st.booleans()).map(
        lambda both: " , ".join(both[0]) + (" ," if both[0] and both[1] else "")
    )


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    bracketed = st.one_of(_joined("( $ )", inner), _atoms)
    return st.one_of(
        _joined("( $ )", inner),
        _joined("{ $ }", _listed(inner)),
        _joined("f ( $ )", _listed(inner)),
        _joined("scale ( $ , $ .. $ )", bracketed, bracketed, bracketed),
        _joined("$ . $", NAMES, NAMES),
        _joined("model . benchmarks [ $ ]", TEXTS),
        _joined("( $ $ $ )", bracketed, _operators, bracketed),
        _joined("$ + $ - - $", bracketed, bracketed, bracketed),
        _joined("$ default - $", NAMES, NUMBERS),
        _joined("( $ is missing )", bracketed),
        _joined("( not $ )", bracketed),
        _joined("( any $ in $ : $ )", NAMES, bracketed, bracketed),
        _joined("( if $ then $ else $ )", inner, inner, inner),
        _joined("( $ and $ or $ )", bracketed, bracketed, bracketed),
    )


SUMS = st.recursive(_atoms, _grown, max_leaves=8)
EXPRESSIONS = st.one_of(
    SUMS,
    _joined("$ $ $", SUMS, _operators, SUMS),
    _joined("$ and $ and $", SUMS, SUMS, SUMS),
    _joined("if $ then $ else $", SUMS, SUMS, SUMS),
)
TYPES = st.recursive(
    st.one_of(NAMES.filter(lambda name: name != "set"), _joined("one of { $ }", _listed(TEXTS, 1))),
    lambda inner: st.one_of(_joined("set of $", inner), _joined("map of $", inner)),
    max_leaves=2,
)
_CLAUSES = st.one_of(
    _joined("require $", EXPRESSIONS),
    _joined("applies if $", EXPRESSIONS),
    _joined("score $ if $", EXPRESSIONS, EXPRESSIONS),
    _joined("when unknown score $", EXPRESSIONS),
    _joined("otherwise review by $", TEXTS),
    st.just("waivable at most 90 days"),
    st.just("waivable"),
    st.just("when uncertain take lower"),
    _joined("because $", TEXTS),
)


def _many(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=3).map(" ".join)


_FLAGS = st.sampled_from(["", "open ", "override ", "open override "])
_RULES = st.one_of(
    _joined("$rule $ { $ }", _FLAGS, NAMES, _many(_CLAUSES)),
    _joined("rule $ $ weight $ { $ }", NAMES, TEXTS, SUMS, _many(_CLAUSES)),
)
_GIVEN = st.one_of(
    # at the start of a given value `missing` is a keyword, nowhere else
    _joined("$ : $", NAMES, SUMS.filter(lambda text: not text.startswith("missing"))),
    _joined("$ . score : $ .. $", NAMES, NUMBERS, NUMBERS),
    _joined("benchmarks [ $ ] : missing", TEXTS),
    _joined("$ : at least { $ } at most { $ }", NAMES, _listed(TEXTS), _listed(TEXTS)),
)
_TESTS = st.one_of(
    _joined("given { $ }", _many(_GIVEN)),
    _joined("with $ . $ = $", NAMES, NAMES, EXPRESSIONS),
    _joined("as of $", DATES),
    st.just("expect reject by rule , task"),
    _joined("expect rule $ >= $", NAMES, SUMS),
    _joined("expect open model . $ [ $ ]", NAMES, TEXTS),
)
_ITEMS = st.one_of(
    st.just('policy p { version "1.0.0" effective from 2026-01-01 until 2026-12-31 }'),
    _joined("use $ as $", TEXTS, NAMES),
    _joined("param $ : $", NAMES, TYPES),
    _joined("param $ : $ = $ in $ .. $ $", NAMES, TYPES, SUMS, SUMS, SUMS, TEXTS),
    _joined("let $ = $", NAMES, EXPRESSIONS),
    _joined("define $ ( $ : $ , ) = $", NAMES, NAMES, TYPES, EXPRESSIONS),
    _joined("fact model . $ : $ $", NAMES, TYPES, TEXTS),
    _joined("values $ { $ }", NAMES, _listed(TEXTS, 1)),
    _joined("set $ = $", NAMES, EXPRESSIONS),
    _joined("critical { $ }", _many(_RULES)),
    _joined("open important weight $ { $ }", SUMS, _many(_RULES)),
    _joined("decide { accept if $ valid for 90 days }", EXPRESSIONS),
    _joined("rank { by $ descending top 5 }", EXPRESSIONS),
    _joined("obligation $ $ { if $ cite $ }", NAMES, TEXTS, EXPRESSIONS, TEXTS),
    _joined("waiver $ { rule $ models { $ } from $ until $ }", TEXTS, NAMES, TEXTS, DATES, DATES),
    _joined("test $ { $ }", TEXTS, _many(_TESTS)),
)


@st.composite
def policy_texts(draw: st.DrawFn) -> str:
    """A whole file, every blank of which may be a line end, empty lines or a comment."""
    words = " ".join(draw(st.lists(_ITEMS, max_size=4))).split(" ")
    quiet = draw(st.booleans())
    blanks = st.just(" ") if quiet else st.one_of(st.just(" "), st.just(" "), BLANKS)
    return _respaced(words, lambda: draw(blanks))


def _respaced(words: list[str], blank: object) -> str:
    """Words with other blanks between; none within a string, and none that splits a number."""
    text, quoted = "", False
    for word in words:
        text += (" " if quoted or _is_unit(word) else blank()) + word if text else word  # type: ignore[operator]
        quoted ^= (word.replace(r"\\", "").replace(r"\"", "").count('"')) % 2 == 1
    return text + "\n"


def _is_unit(word: str) -> bool:
    return word in {"GiB", "Ki", "days", "byte"}


_WORDS = """
policy use param let define fact values set critical important decide rank obligation waiver
test rule require forbid prefer score if then else and or not in is all any count default model
true open override weight { } ( ) [ ] , : . .. = == < + - * / "a" "b 13B 24 2026-01-01 x y # ;
&& 'q' \x00 é 13b == contains given expect missing from until by at least most
"""
WORDS = st.sampled_from(_WORDS.split())
SOUP = st.lists(st.one_of(WORDS, st.just("\n")), max_size=60).map(" ".join)
