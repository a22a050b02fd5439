import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.clean import LIMIT, NESTED, clean

LIVE = re.compile(
    r"(?i)<(?:script|img|iframe|svg|form|input|link|meta|style|object|base|video)|\bon\w+\s*=|href|src\s*=|style\s*="
)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>Hello",
        '<img src=x onerror="alert(1)">Hello',
        '<a href="javascript:alert(1)" onclick=x>Hello</a>',
        '<a href="https://tracker.test/x">Hello</a>',
        "<svg onload=alert(1)>Hello</svg>",
        "<style>body{background:url(https://tracker.test)}</style>Hello",
        '<p style="background:url(https://tracker.test)">Hello',
        "<iframe srcdoc='<script>x</script>'></iframe>Hello",
        "<form action=https://evil.test><input name=x></form>Hello",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>Hello",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>Hello",
        "<base href=https://evil.test><meta http-equiv=refresh content=0>Hello",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(html: str) -> None:
    safe = clean(html)
    assert safe is not None
    assert not LIVE.search(re.sub(r"&[a-z]+;[^<]*", "", safe))
    assert "Hello" in safe or "<math>" in html  # there a browser takes it for a part of the style


@given(st.text(alphabet="<>/\"'= abimgscriptonerror&;!-x\n", max_size=200))
def test_whatever_it_is_it_comes_out_inert(html: str) -> None:
    safe = clean(html)
    if safe is not None:
        assert not re.search(r"(?i)<(?:script|img|svg|iframe)|<[^>]*\bon\w+\s*=", safe)


def test_hidden_text_shows() -> None:
    assert "secret" in (clean('<p style="display:none">secret</p><div hidden>x</div>') or "")


def test_words_are_marked_across_tags_entities_and_blanks() -> None:
    safe = clean("<p>QQ&nbsp;12 <b>34</b>\n56 C and qq123456c, but not XQQ123456C</p>", [("QQ 12 34 56 C", 3)])
    assert safe is not None
    assert safe.count("<sup>3</sup>") == 2
    assert "<mark>qq123456c<sup>3</sup></mark>" in safe
    assert "XQQ123456C" in safe


def test_a_word_ends_where_a_tag_stands() -> None:
    assert "<p>Dear all</p><b><mark>QQ1<sup>1</sup></mark></b>" in (
        clean("<p>Dear all</p><b>QQ1</b>x", [("QQ1", 1)]) or ""
    )


def test_a_mark_never_brings_markup_in() -> None:
    safe = clean("<p>&lt;script&gt;x&lt;/script&gt; y</p>", [("<script>x</script>", 1)])
    assert safe is not None
    assert "<script" not in safe
    assert "<mark>&lt;script&gt;x&lt;/script&gt;<sup>1</sup></mark>" in safe


@pytest.mark.parametrize("html", ["<div>" * (NESTED + 1), "<b><i>" * NESTED, "x" * (LIMIT + 1), "<br>" * 60_000])
def test_what_is_too_much_is_not_laid_out(html: str) -> None:
    assert clean(html) is None


def test_an_honest_long_message_is_laid_out() -> None:
    rows = "".join(f"<tr><td>Plot {n}<td>Name {n}" for n in range(2000))
    safe = clean(f"<table>{rows}</table>" + "<p>unclosed" * 500)
    assert safe is not None
    assert safe.count("<td>") == 4000
