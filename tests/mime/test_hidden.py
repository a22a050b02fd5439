import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mime.hidden import hidden_words

SAID = "Jane, 07700 900123"
OUTLOOK = (
    '<html xmlns:o="urn"><head><meta http-equiv=Content-Type content="text/html; charset=us-ascii">'
    '<meta name=Generator content="Microsoft Word 15 (filtered medium)"><!--[if !mso]><style>v\\:* {behavior:url(#d);}'
    "</style><![endif]--><style><!-- /* Font Definitions */ @font-face {panose-1:2 4 5 3 5 4 6 3 2 4;} --></style>"
    '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head>'
    '<body lang=EN-GB link="#0563C1"><p class=MsoNormal data-linkindex="7">Dear Bob,<o:p></o:p></p></body></html>'
)


@pytest.mark.parametrize(
    "html",
    [
        f"<!-- {SAID} -->",
        f"<!-- {SAID}",
        f"<!--[if mso]><p>{SAID}</p><![endif]-->",
        f"<![CDATA[{SAID}]]>",
        f"<?php {SAID} ?>",
        f"<p title='{SAID}'>",
        f'<input type=hidden value="{SAID}">',
        f'<p aria-label="{SAID}">',
        f'<p data-note="{SAID}">',
        f'<meta name=description content="{SAID}">',
        f"<iframe srcdoc='&lt;p>{SAID}&lt;/p>'>",
        f"<template><p>{SAID}</p></template>",
        f"<noframes>{SAID}</noframes>",
        f"<style>p::before {{ content: '{SAID}' }}</style>",
        f"<script>var x = '{SAID}'</script>",
        f"<script>/* {SAID} */</script>",
        f"<style>/* {SAID} */</style>",
        "<img src='data:text/plain;base64,SmFuZSwgMDc3MDAgOTAwMTIz'>",
        f"<button formaction='mailto:jane@home.test?subject={SAID}'>",
        f'<script type="application/ld+json">{{"name": "{SAID}"}}</script>',
    ],
)
def test_what_html_does_not_show_is_found(html: str) -> None:
    assert SAID in hidden_words(f"<p>Hello</p>{html}<p>Bye</p>")


@pytest.mark.parametrize(
    "html",
    [
        OUTLOOK,
        "<p>Hello</p>",
        "<p data-id='77009001234' data-x=''>Hello</p>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        "<style>p { color: #077009 }</style>",
        "<script>var a = 1, b = 'two words'</script>",
        "<style>/* Font Definitions */</style>",
        "<img src='https://council.test/logo/header-banner-600.png'>",
        "<img src='https://council.test/07700900123/900123-4567890.png'>",
        "<img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>",
    ],
)
def test_what_programs_write_is_left_out(html: str) -> None:
    assert hidden_words(html) == ""


def test_the_name_of_a_picture_is_told_as_words() -> None:
    assert hidden_words("<img src='https://home.test/Jane-Doe-07700900123.png'>") == "Jane Doe 07700900123"


@given(st.text(alphabet="<>!-?[]'\"= atielconmp/", max_size=200))
def test_it_never_raises_and_says_no_more_than_there_is(html: str) -> None:
    assert len(hidden_words(html)) <= 2 * len(html) + 20
