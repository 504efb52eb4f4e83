"""A block of lines and each line alone give the same answer to a pattern."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.lines.line_pattern import LinePattern, PatternProblem, TooSlowError, pattern_of
from app.lines.line_wise import line_wise

ATOMS = [
    *("a", "b", "A", "7", "_", " ", "é", ".", "^", "$", "-", "]", "}"),
    *(r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\B", r"\A", r"\Z", r"\.", r"\-", r"\t"),
    *("[ab]", "[^a]", "[^-a]", "[^a-]", r"[\s7]", r"[^\S]", r"[\W_]", r"[\D]", "[a-z]", "[!-~]"),
    *("(?=a)", "(?!a)", "(?<=a)", "(?<!b)", r"(?!\s)", r"(?<=\W)", "(?i)", "(?m)"),
    *(r"\n", "\n", "[^b]\n", "(?s:.)", r"\x0a", r"[\n]", r"\R", r"[\t-z]", "{", "(?#x)", r"\012"),
]
patterns = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(inner, inner).map("|".join),
        st.tuples(
            st.sampled_from(["(?:{})", "({})", "(?>{})", "(?<n>{})", "(?={})", "(?!{})"]), inner
        ).map(lambda pair: pair[0].replace("{}", pair[1])),
        st.tuples(
            inner, st.sampled_from(["*", "+", "?", "*?", "++", "{2}", "{,2}", "{1,}", r"\1"])
        ).map("".join),
    ),
    max_leaves=6,
)
texts = st.lists(st.text("abA7_ é-.\t", max_size=6), min_size=1, max_size=8).map("\n".join)


def compiled(text: str) -> LinePattern:
    pattern = pattern_of(text)
    assert isinstance(pattern, LinePattern)
    return pattern


@given(patterns, texts)
@example(r"\s*$", "a\n\nb ")
@example(r"[^a]*b", "a\nb\n\n")
@example(r"x*", "")
@example(r"aab|bb\d?|7", "aab\nab\nbb")
@example(r"(?:a|b)ab\s", "aab\nbab \nab ")
@example(r"(?<!a)\B", "\n\n")
@example(r"7+?$|a*+a", "77\na\n7a")
@example(r"\s*a{2,}(?<!7aa)b{,2}", "7aa\naa\n aab")
def test_a_block_of_lines_answers_as_each_of_them_does(text: str, block: str) -> None:
    pattern = pattern_of(text)
    if isinstance(pattern, PatternProblem):
        return
    alone = [index for index, line in enumerate(block.split("\n")) if list(pattern.lines_of(line))]
    assert list(pattern.lines_of(block)) == alone


@pytest.mark.parametrize(
    ("pattern", "rewritten"),
    [
        ("error", "error"),
        (r"a\s+b$", r"a[^\S\n]+b$"),
        (r"-[^x]*\W", r"-[^x\n]*[^\w\n]"),
        (r"[^x-]", r"(?:(?!\n)[^x-])"),
        (r"\A[\s\d]+\Z", r"^(?:(?!\n)[\s\d])+$"),
        (r"(?i:frame)=(?P<n>\d{4})(?=,)", r"(?i:frame)=(?P<n>\d{4})(?=,)"),
    ],
)
def test_a_pattern_is_rewritten_so_that_nothing_of_it_matches_a_line_feed(
    pattern: str, rewritten: str
) -> None:
    assert [branch.expression for branch in line_wise(pattern) or ()] == [rewritten]


@pytest.mark.parametrize(
    ("pattern", "branches"),
    [
        ("error|warn(?:a|b)", [("error", ""), ("warn(?:a|b)", "warn")]),
        ("(error)|warn", [("(error)|warn", "")]),
        (r"(\d)\1 frames", [(r"(\d)\1 frames", " frames")]),
        (r"\w+Errors?: x", [(r"\wErrors?: x", "Error")]),
        ("abc*d(?=efgh)", [("abc*d(?=efgh)", "ab")]),
        ("abc+d{2}e{0}", [("abc+d{2}", "abc")]),
        ("(?i)abc.", [("(?i)abc.", "")]),
        ("(?:abc.|d)", [("(?:abc.|d)", "")]),
        (".*failed.*", [("failed", "")]),
        (r"\d+$|x{2,}?.+=", [(r"\d$", ""), (r"x{2}.+=", "")]),
        (r"\w*?\s+=\w{,3}", [(r"[^\S\n]=", "")]),
        (r"\d++5", [(r"\d++5", "")]),
        (r"\b?a*", [(r"\b?", "")]),
    ],
)
def test_a_pattern_falls_into_alternatives_each_with_what_its_matches_hold(
    pattern: str, branches: list[tuple[str, str]]
) -> None:
    parts = line_wise(pattern) or ()
    assert [(branch.expression, branch.literal) for branch in parts] == branches


@pytest.mark.parametrize(
    "pattern",
    [r"a\nb", "a\nb", "(?s)a.b", "[[:space:]]", r"\R", r"\X", "(?:a){e<=1}", r"\012", "(?x)a b"],
)
def test_syntax_that_may_reach_over_lines_is_left_to_each_line_alone(pattern: str) -> None:
    assert line_wise(pattern) is None


@pytest.mark.parametrize(
    "text",
    ["line 7$", r"[a-z]+ \d+ of", "of|7$", r"\d\d5$", r"\w+ 77 of", "(?s)line 7$", "(a|aa)+$"],
)
def test_many_lines_answer_as_few_do(text: str) -> None:
    lines = [f"line {number} of many" if number % 5 else f"line {number}" for number in range(4096)]
    pattern = compiled(text)
    alone = [index for index, line in enumerate(lines) if list(compiled(text).lines_of(line))]
    assert list(pattern.lines_of("\n".join(lines))) == alone
    assert list(pattern.lines_of("\n".join(lines))) == alone


@pytest.mark.parametrize(
    ("text", "lines"),
    [("error", [0, 1]), ("Error", [1]), (r"\Derror", []), (r"^\Serror", []), (r"\bERROR", [])],
)
def test_case_matters_where_the_pattern_has_a_capital(text: str, lines: list[int]) -> None:
    assert list(compiled(text).lines_of("error\nError\nnone")) == lines


@pytest.mark.parametrize("text", ["(", "[a", "*", "a{99999999999}", r"\1", "(" * 5000])
def test_what_is_no_pattern_is_answered_with_what_is_wrong(text: str) -> None:
    problem = pattern_of(text)
    assert isinstance(problem, PatternProblem)
    assert problem.text


@pytest.mark.parametrize("text", ["(a|aa)+$", "(?s)(a|aa)+$"])
def test_a_pattern_that_takes_for_ever_is_given_up_on_its_line(text: str) -> None:
    block = "\n".join(["fine", "fine too", "a" * 200 + "!", "fine"])
    with pytest.raises(TooSlowError) as slow:
        compiled(text).lines_of(block, patience=0.05)
    assert slow.value.line == 2


def test_a_pattern_that_takes_for_ever_is_not_painted_any_more() -> None:
    pattern = compiled("(a|aa)+$|fine")
    assert list(pattern.spans("fine")) == [(0, 4)]
    assert list(pattern.spans("a" * 200 + "!")) == []
    assert list(pattern.spans("fine")) == []


@given(texts)
def test_spans_are_those_of_the_expression_but_for_empty_ones(line: str) -> None:
    spans = list(compiled(r"A*|\d").spans(line))
    assert spans == [match.span() for match in re.finditer(r"A+|\d", line)]
