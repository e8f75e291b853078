"""XLIFF: what goes out is XLIFF 2.0 to the letter, and comes back as it was or is refused with the reason."""

import html
import re

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from xliff import Job, Unit, check, read_xliff, write_xliff
from xliff.codes import canonical

NS = "{urn:oasis:names:tc:xliff:document:2.0}"
RICH = (
    "<h3>Guides &amp; mentors</h3>\n<p>Read <strong>this <em>now</em></strong> on "
    '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">the page</a>.</p>'
    "<ul><li><p>One&nbsp;&lt; two</p></li><li><p>Two<br>lines</p></li></ul>"
    "<table><tbody><tr><th>Year</th><td>2019</td></tr></tbody></table><blockquote><p>“So it is.”</p></blockquote>"
)
# All that XML can hold; line ends are \n, as everywhere in the portal. Translations hold no control characters.
ORIGINAL = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufffe\uffff").filter(
        lambda sign: sign in "\t\n" or sign >= " "
    )
).filter(lambda text: text.split())
TRANSLATION = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n <>&'\"]"),
).filter(lambda text: text.split())


def job(*units, **how) -> Job:
    return Job(
        **{
            "kind": "practices.practice",
            "reference": "job-guides",
            "version": 3,
            "source_language": "en",
            "target_language": "de",
            "units": units,
            **how,
        }
    )


def title(target="Lotsen", **how) -> Unit:
    return Unit("title", "Title", "Job guides", target, max_length=300, **how)


def rich(target=RICH) -> Unit:
    return Unit("agenda.12.text", "Item 12", RICH, target, is_rich=True)


def test_what_is_written_is_read_back():
    jobs = [job(title(), rich()), job(title(), reference="other", version=1)]

    assert read_xliff(write_xliff(jobs)) == jobs


@given(ORIGINAL, TRANSLATION)
@settings(max_examples=300, deadline=None)
def test_plain_text_survives_to_the_letter(source, target):
    sent = job(Unit("summary", "Summary", source, target))

    assert read_xliff(write_xliff([sent])) == [sent]


@given(st.text())
@settings(deadline=None)
def test_what_xml_cannot_hold_is_left_out_and_still_the_same_text(anything):
    source = f"x{anything}"
    root = etree.fromstring(write_xliff([job(Unit("summary", "", source))]))
    back = job(Unit("summary", "", root.findtext(f".//{NS}source"), "y"))

    assert check(back, job(Unit("summary", "", source))) == []


def wrapped(name: str):
    return lambda inner: f"<{name}>{inner}</{name}>"


INLINE = st.recursive(
    TRANSLATION.map(lambda text: html.escape(text, quote=False).replace("\xa0", "&nbsp;")) | st.just("<br>"),
    lambda inner: st.one_of(
        *(inner.map(wrapped(name)) for name in ("strong", "em")),
        inner.map(lambda text: f'<a href="https://example.org/ä?x=&quot;&amp;y=2">{text}</a>'),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)
BLOCKS = st.lists(
    INLINE.flatmap(lambda text: st.sampled_from(["p", "h3", "li", "blockquote", "td"]).map(lambda n: wrapped(n)(text))),
    min_size=1,
    max_size=4,
).map("\n".join)


@given(BLOCKS)
@settings(max_examples=200, deadline=None)
def test_formatted_text_survives_to_the_letter(text):
    sent = job(Unit("body", "", f"<p>Begin.</p>{text}", f"<p>Begin.</p>{text}", is_rich=True))

    assert read_xliff(write_xliff([sent])) == [sent]
    assert check(sent, job(Unit("body", "", f"<p>Begin.</p>{text}", is_rich=True))) == []


def test_what_nh3_cleaned_is_spelled_as_it_stays():
    assert canonical(nh3.clean(RICH)) == nh3.clean(RICH)


def test_one_paragraph_is_one_segment_and_tags_are_codes():
    root = etree.fromstring(write_xliff([job(rich(""))]))

    assert ["".join(node.itertext()) for node in root.iterfind(f".//{NS}segment/{NS}source")] == [
        "Guides & mentors",
        "Read this now on the page.",
        "One\xa0< two",
        "Twolines",
        "Year",
        "2019",
        "“So it is.”",
    ]
    assert {node.get("state") for node in root.iter(f"{NS}segment")} == {"initial"}
    assert [node.get("dispStart") for node in root.iter(f"{NS}pc")][:2] == ["<strong>", "<em>"]


def test_translation_with_other_tags_is_not_sent_out():
    root = etree.fromstring(write_xliff([job(rich("<p>Old text with other tags.</p>"))]))

    assert root.find(f".//{NS}target") is None


@pytest.mark.parametrize(
    "jobs",
    [
        [],
        [job(Unit("title", "", " \n"))],
        [job(title()), job(title())],
        [job(title()), job(title(), reference="b", target_language="fr")],
        [job(title(), title())],
        [job(Unit("a key", "", "x"))],
    ],
)
def test_what_makes_no_document_is_refused(jobs):
    with pytest.raises(ValueError, match=r"need keys of their own|takes different records"):
        write_xliff(jobs)


# ---- the rules of XLIFF 2.0: which element stands where in which order, with which attributes

PARTS = {
    "xliff": "file+",
    "file": "profiles? notes? unit+",
    "unit": "notes? originalData? (segment|ignorable)+",
    "segment": "source target?",
    "ignorable": "source target?",
    "notes": "note+",
    "originalData": "data+",
}
ATTRIBUTES = {
    "xliff": ({"version", "srcLang", "trgLang"}, set()),
    "file": ({"id", "original"}, set()),
    "unit": ({"id", "type", "space"}, {"sizeRestriction"}),
    "segment": ({"state"}, set()),
    "note": ({"category"}, set()),
    "data": ({"id"}, set()),
    "pc": ({"id", "dataRefStart", "dataRefEnd"}, {"canCopy", "canDelete", "type", "dispStart", "dispEnd"}),
    "ph": ({"id", "dataRef"}, {"canCopy", "canDelete", "type", "disp"}),
    "profiles": ({"generalProfile"}, set()),
}


def local(name) -> str:
    return etree.QName(name).localname


def pattern(parts: str) -> str:
    return "".join(re.sub(r"(\w+)", r"(?:\1,)", part) for part in parts.split())


def test_document_keeps_the_rules_of_xliff_2():
    root = etree.fromstring(write_xliff([job(title(), rich()), job(rich(""), title(""), reference="b")]))

    for node in root.iter():
        name = local(node)
        needed, possible = ATTRIBUTES.get(name, (set(), set()))
        have = {local(key) for key in node.attrib}
        assert needed <= have <= needed | possible, name
        if name in PARTS:
            assert re.fullmatch(pattern(PARTS[name]), "".join(f"{local(child)}," for child in node)), name
            assert not "".join([node.text or "", *(child.tail or "" for child in node)]).strip()
    assert [root.get(name) for name in ("version", "srcLang", "trgLang")] == ["2.0", "en", "de"]


def test_ids_are_tokens_and_unique_where_they_must_be():
    root = etree.fromstring(write_xliff([job(title(), rich()), job(rich(""), reference="b")]))

    for scope, name in [(root, "file"), *((file, "unit") for file in root)]:
        ids = [node.get("id") for node in scope.iter(f"{NS}{name}")]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[\w:.-]+", text) for text in ids)
    for unit in root.iter(f"{NS}unit"):
        data = [node.get("id") for node in unit.iter(f"{NS}data")]
        used = {value for node in unit.iter() for key, value in node.attrib.items() if key.startswith("dataRef")}
        assert len(data) == len(set(data))
        assert set(data) == used
        ids = {
            side: [code.get("id") for part in unit.iter(f"{NS}{side}") for code in part.iter(f"{NS}pc", f"{NS}ph")]
            for side in ("source", "target")
        }
        assert len(ids["source"]) == len(set(ids["source"]))
        assert set(ids["target"]) <= set(ids["source"])
        assert len(ids["target"]) == len(set(ids["target"]))


def test_state_says_whether_there_is_a_translation():
    root = etree.fromstring(write_xliff([job(title(), Unit("summary", "", "Text"))]))

    assert [(node.get("state"), node.find(f"{NS}target") is None) for node in root.iter(f"{NS}segment")] == [
        ("translated", False),
        ("initial", True),
    ]
