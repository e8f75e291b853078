"""Pasted and typed text becomes a small, safe structure: as real programs write it, and as attackers do."""

import re
import string
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st

from richtext import (
    Cell,
    Heading,
    Item,
    List,
    Paragraph,
    Quote,
    Table,
    Text,
    blocks_of,
    clean_rich,
    plain_of,
)

PASTED = Path(__file__).parent.parent / "data" / "pasted"
ALLOWED = {
    "p",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
}
ALLOWED_ATTRIBUTES = {"href", "scope", "colspan", "rowspan", "start"}


def assert_safe(html: str) -> None:
    """What a browser would build from `html` holds nothing but the few elements and attributes of a report."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert element.name in ALLOWED
        assert set(element.attrs) <= ALLOWED_ATTRIBUTES
        if "href" in element.attrs:
            assert re.match(r"(https?://|mailto:)", element["href"], re.IGNORECASE)


@pytest.mark.parametrize("name", ["word.html", "libreoffice.html", "google-docs.html", "word-online.html", "typed.txt"])
def test_clean_rich_makes_of_a_paste_what_its_author_meant(name):
    pasted = (PASTED / name).read_text(encoding="utf-8")
    expected = (PASTED / f"{Path(name).stem}.clean.html").read_text(encoding="utf-8").replace("\n", "")

    assert clean_rich(pasted) == expected
    assert clean_rich(expected) == expected


def test_words_comments_are_not_published():
    assert "intern" not in clean_rich((PASTED / "word.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("<p></p><p>&nbsp;</p><p><br></p><p>\u200b</p>", ""),
        ("<div>a</div><div>b</div>", "<p>a</p><p>b</p>"),
        ("<b>a</b> <i>b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<p>a <b>b <i>c</b> d</i> e</p>", "<p>a <strong>b </strong><strong><em>c</em></strong><em> d</em> e</p>"),
        ("one<br><br>two<br>three", "<p>one</p><p>two<br>three</p>"),
        ("Dear all,\n\nit is <b>now</b>.", "<p>Dear all,</p><p>it is <strong>now</strong>.</p>"),
        ("<p>a\n  b&nbsp;&nbsp;c\xa0d</p>", "<p>a b c d</p>"),
        ("<pre>a\nb</pre>", "<p>a<br>b</p>"),
        ("<p>• a<br>• b</p><p>•&nbsp;c</p><p>d</p>", "<ul><li>a</li><li>b</li><li>c</li></ul><p>d</p>"),
        ('<p class="MsoListParagraph">·&nbsp;&nbsp; text</p>', "<ul><li>text</li></ul>"),
        ("<ul><li><p>a</p></li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "<ol><li>a</li></ol><ol><li>b</li></ol>"),
        (
            "<blockquote>a<blockquote>b</blockquote>c</blockquote>d",
            "<blockquote><p>a</p><p>b</p><p>c</p></blockquote><p>d</p>",
        ),
        ("<p>e\u0301\u202eevil\u202c so\xadft</p>", "<p>éevil soft</p>"),
        ("<p>CO<sub>2</sub>, 5 m<sup>2</sup>, 1<sup>st</sup></p>", "<p>CO₂, 5 m², 1st</p>"),
        ("<p>kept<del>deleted</del><span style='display:none'>hidden</span></p>", "<p>kept</p>"),
        ("<table><tr><td><p>framed</p></td></tr></table>", "<p>framed</p>"),
        ("a <x> b", "<p>a &lt;x&gt; b</p>"),
        ("if a <b then", "<p>if a &lt;b then</p>"),
        ("1. May was warm.", "<p>1. May was warm.</p>"),
    ],
)
def test_clean_rich_keeps_structure_and_drops_dress(typed, expected):
    assert clean_rich(typed) == expected
    assert clean_rich(expected) == expected


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ((1, 2, 2), "333"),
        ((2, 1), "33"),
        ((1, 2, 1, 2), "3434"),
        ((1, 2, 3, 4), "3344"),
        ((2, 3), "34"),
        ((4, 4), "33"),
        ((4, 3, 4), "334"),
        ((1, 4), "34"),
    ],
)
def test_heading_levels_never_skip(source, levels):
    html = clean_rich("".join(f"<h{level}>x</h{level}>" for level in source))

    assert "".join(re.findall(r"<h(\d)", html)) == levels


def test_lists_and_tables_within_cells_are_flattened_and_limited():
    deep = "<ul><li>x" * 50
    assert clean_rich(deep).count("<ul>") == 4
    nested = "<table><tr><td>a<td>b<tr><td>c<td><table><tr><td>d<td>e</table>f</table>"
    assert clean_rich(nested) == (
        "<table><tbody><tr><td>a</td><td>b</td></tr>"
        "<tr><td>c</td><td><p>d</p><p>e</p><p>f</p></td></tr></tbody></table>"
    )
    wide = clean_rich('<table><tr><td colspan="999999" rowspan="99">a</td><td colspan="-1">b</td></tr></table>')
    assert wide == '<table><tbody><tr><td colspan="20">a</td><td>b</td></tr></tbody></table>'


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://example.org/a?b=1&amp;c=%20#d", "https://example.org/a?b=1&amp;c=%20#d"),
        ("www.bamf.de", "https://www.bamf.de"),
        ("mailto:a@example.org?subject=b", "mailto:a@example.org?subject=b"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://παράδειγμα.ελ/διαδρομή", "https://παράδειγμα.ελ/διαδρομή"),
        (
            "https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbamf.de%2F&amp;data=me%40x.eu",
            "https://bamf.de/",
        ),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("jav&#x09;ascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("&#106;&#97;vascript&colon;alert(1)", None),
        (" \x01javascript:alert(1)", None),
        ("data:text/html;base64,PHN2Zy9vbmxvYWQ9YWxlcnQoMSk+", None),
        ("vbscript:msgbox(1)", None),
        ("file:///C:/Users/me/a.docx", None),
        ("//example.org", None),
        ("/relative", None),
        ("#anchor", None),
        ("https://user:secret@example.org/", None),
        ("http://[", None),
        ("https://", None),
        ("https://example.org:99999/", None),
        ("https://www.google.com/url?q=javascript:alert(1)", None),
    ],
)
def test_only_addresses_one_can_trust_stay(href, kept):
    expected = f'<p><a href="{kept}">x</a></p>' if kept else "<p>x</p>"

    assert clean_rich(f'<p><a href="{href}">x</a></p>') == expected


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)//",
    '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg><p>after</p>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div onmouseover='alert(1)'>x</div>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<a href='https://x.example' onclick='alert(1)' style='x' target=_blank>x</a>",
    "<table background='javascript:alert(1)'><td background='javascript:alert(1)'>x",
    "<object data='data:text/html;base64,PHNjcmlwdD4='></object>",
    "<base href='javascript:alert(1);//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '&b;&b;'>]><p>&a;</p>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<p>\ud800</p>",
    "<xss onafterscriptexecute=alert(1)><script>1</script>",
    '<a href="https://x.example/\'><script>alert(1)</script>">x</a>',
    "<textarea><p title='</textarea><script>alert(1)</script>'>",
    "<plaintext><p>x",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_leave_nothing_that_acts(attack):
    cleaned = clean_rich(attack)

    assert_safe(cleaned)
    assert clean_rich(cleaned) == cleaned
    assert "<script" not in cleaned


MILLION = 1_000_000
HEAVY = {
    "nested b": "<b>" * (MILLION // 3),
    "nested spans": '<span style="font-weight:bold">' * (MILLION // 31),
    "nested lists": "<ul><li>x" * (MILLION // 9),
    "nested tables": "<table><tr><td>x" * (MILLION // 16),
    "nested quotes": "<blockquote>x" * (MILLION // 13),
    "tags never closed": "<p>" + "<a " * (MILLION // 3),
    "comments never closed": "<p>" + "<!--" * (MILLION // 4),
    "declarations never closed": "<p>" + "<!" * (MILLION // 2),
    "quotes never closed": "<p>" + '<a b="' * (MILLION // 6),
    "end tags": "<p>" + "<b>" * 100_000 + "</i>" * 100_000,
    "attributes": "<p " + "a " * (MILLION // 2) + ">x",
    "equals": "<p " + "=" * MILLION + ">x",
    "spaces": "<p>x" + " " * MILLION + "y",
    "entities": "<p>" + "&amp;" * (MILLION // 5),
    "half entities": "<p>" + "&a" * (MILLION // 2),
    "scripts": "<script>" * (MILLION // 8),
    "links": '<a href="https://e.example/">x</a>' * (MILLION // 34),
    "breaks": "<p>" + "<br>x" * (MILLION // 5),
    "bullets": "- x\n" * (MILLION // 4),
    "empty lines": "x" + "\n \n" * (MILLION // 3),
    "less-than": "<" * MILLION,
    "words": "word " * (MILLION // 5),
    "one line": "a\n" * (MILLION // 2),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_million_characters_take_seconds_whatever_they_are(name):
    began = time.process_time()
    cleaned = clean_rich(HEAVY[name])

    assert time.process_time() - began < 15  # seconds, on a slow machine; what is quadratic takes minutes
    assert len(cleaned) < 20 * MILLION


TAGS = st.from_regex(
    "p|div|b|strong|i|em|span|a|ul|ol|li|h[1-6]|blockquote|table|thead|tbody|tr|th|td|caption|br|pre|sup|sub|del|"
    "script|style|svg|o:p|unknown",
    fullmatch=True,
)
ATTRIBUTES = st.sampled_from(
    [
        "",
        ' href="https://e.example/?a=1&b=2"',
        " href=javascript:alert(1)",
        ' style="font-weight:bold"',
        ' style="mso-list:l0 level2 lfo1"',
        ' style="mso-list:Ignore"',
        " class=MsoListParagraph",
        " class=MsoTitle",
        " colspan=3 rowspan=4",
        " start=3",
        " data-aria-level=3",
        " scope=row",
        ' title=">"',
    ]
)
WORDS = st.one_of(
    st.sampled_from(
        ["x", " ", "\n", "&nbsp;", "•", "• y", "1. z", "2. z", "- w", "a)", "e\u0301", "\u0301", "&lt;p&gt;", "&amp;"]
    ),
    st.text(max_size=5),
)
PIECES = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
    st.builds("</{}>".format, TAGS),
    WORDS,
    st.sampled_from(["<!--[if !supportLists]-->", "<![endif]>", "<!-- x -->", "<", "<!--", '<a b="']),
)
SOUP = st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=1500, deadline=None)
@given(SOUP)
@example("<td>• a<br>b")
@example("<p>e<b>\u0301</b></p><h2>e<b>\u0301</b></h2>")
def test_cleaning_twice_changes_nothing_more(html):
    once = clean_rich(html)

    assert clean_rich(once) == once
    assert blocks_of(once) == blocks_of(html)
    assert plain_of(once) == plain_of(html)
    assert_safe(once)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=string.ascii_letters + " \n-•1.)(&<>äλЖ\t\xa0", max_size=80))
def test_typed_text_loses_no_letter(text):
    once = clean_rich(text)

    assert clean_rich(once) == once
    if "<" not in text and not re.search(r"\w[.)]\s", text):  # after which letters may name an element or count items
        assert [c for c in plain_of(once) if c.isalpha()] == [c for c in text if c.isalpha()]


def test_plain_of_puts_blocks_and_items_on_lines_and_parts_cells_by_tabs():
    html = (
        "<h3>A</h3><p>b<br>c</p><ul><li>d<ul><li>e</li></ul></li></ul>"
        "<table><tr><td>f<td>g</table><blockquote>h</blockquote>"
    )

    assert plain_of(html) == "A\nb\nc\nd\ne\nf\tg\nh"


def test_blocks_of_gives_the_tree():
    html = (
        "<h3>A</h3><p>b <strong>c</strong><a href='https://e.example'>d</a></p>"
        "<ol start=2><li>e<ul><li>f</li></ul></li></ol><blockquote><p>g</p></blockquote>"
        "<table><tr><th>h<th>i<tr><td colspan=2>j</table>"
    )

    assert blocks_of(html) == [
        Heading(3, [Text("A")]),
        Paragraph([Text("b "), Text("c", strong=True), Text("d", href="https://e.example")]),
        List(True, [Item([Paragraph([Text("e")]), List(False, [Item([Paragraph([Text("f")])])])])], start=2),
        Quote([Paragraph([Text("g")])]),
        Table(
            [[Cell([Paragraph([Text(letter)])], True, "col") for letter in "hi"]],
            [[Cell([Paragraph([Text("j")])], colspan=2)]],
        ),
    ]
