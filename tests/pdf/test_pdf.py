"""Reports as PDF/UA-1: the files are opened and read as a screen reader would, with all languages and hostile words."""

import datetime as dt
import io
import logging
import re
import subprocess
import sys
import time

import pytest
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from pdf import (
    DataTable,
    Facts,
    Figure,
    Labels,
    Link,
    Links,
    Note,
    PdfDocument,
    PdfError,
    Section,
    Step,
    Steps,
    make_pdf,
)
from richtext import blocks_of, clean_rich

RICH = (
    "<p>Twenty-four people met in <a href='https://stad.gent/en/housing?a=1&b=2'>Ghent</a>.</p><h3>Visit</h3>"
    "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol start='3'><li>third</li></ol><h4>Deeper</h4>"
    "<blockquote><p>said <em>so</em></p></blockquote>"
    "<table><tr><th rowspan='2'>City</th><th colspan='2'>Flats</th></tr><tr><th>2024</th><th>2025</th></tr>"
    "<tr><td>Łódź</td><td>1 200</td></tr></table>"
    "<table><tr><th>Ort</th><td>Wien</td></tr><tr><th>Jahr</th><td>2026</td></tr></table>"
)


def picture(kind: str = "WEBP", size: tuple[int, int] = (900, 600)) -> bytes:
    stream = io.BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(stream, kind)
    return stream.getvalue()


def report(*blocks, **changes) -> PdfDocument:
    values = {
        "language": "en",
        "title": "Housing in the first year",
        "portal": "Integration Networks Portal",
        "kicker": "Meeting report",
        "subtitle": ["Ghent, Belgium, 3–4 March 2026", "European Integration Network"],
        "publisher": "European Commission",
        "author": "Unit C.2",
        "published_on": dt.date(2026, 3, 20),
        "published": "Published on 20 March 2026",
        "version_note": "Corrected on 2 April 2026: a number was wrong.",
        "address": "https://portal.example.org/en/reports/housing/",
        "sections": [Section("Discussion", list(blocks))],
    }
    return PdfDocument(**values | changes)


def full_report(**changes) -> PdfDocument:
    return report(
        sections=[
            Section("At a glance", [Facts([("Place", "Ghent"), ("Participants", "24")])]),
            Section("Discussion", blocks_of(RICH)),
            Section("Pictures", [Figure(picture(), "A canal with brick houses.", "The site", "Jan De Smet")], level=2),
            Section("Members", [DataTable(["Country", "Member"], [["Greece", "Υπουργείο"]], "Who took part")]),
            Section("Next", [Steps([Step("Write a guide.", "Belgium, May 2026")]), Note("Talk first.", "Key message")]),
            Section("Links", [Links([Link("Housing in Ghent", "https://stad.gent/en/housing?a=1&b=2", "City")])]),
        ],
        **changes,
    )


@pytest.fixture(scope="module")
def full() -> PdfReader:
    return opened(full_report())


def opened(document: PdfDocument) -> PdfReader:
    return PdfReader(io.BytesIO(make_pdf(document)), strict=True)


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def elements(reader: PdfReader) -> list[DictionaryObject]:
    """Return the elements of the structure tree in reading order."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            found += [node] if "/S" in node else []
            waiting += [node["/K"]] if "/K" in node else []
    return found


def roles(reader: PdfReader) -> list[str]:
    return [element["/S"][1:] for element in elements(reader)]


def links(reader: PdfReader) -> list[tuple[str, str]]:
    annotations = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [(note["/A"]["/URI"], note["/Contents"]) for note in annotations if "/A" in note]


def test_the_file_says_that_it_is_accessible(full):
    root = full.trailer["/Root"]

    assert full.pdf_header == "%PDF-1.7"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert all(page["/Tabs"] == "/S" for page in full.pages)


def test_metadata_are_the_reports(full):
    assert full.metadata.title == "Housing in the first year"
    assert full.metadata.author == "Unit C.2"
    assert full.metadata.creation_date == dt.datetime(2026, 3, 20, tzinfo=dt.UTC)


def test_everything_is_tagged_for_what_it_is(full):
    found = roles(full)

    assert [role for role in found if re.fullmatch(r"H\d|Title", role)] == [
        "Title", "H1", "H1", "H2", "H3", "H2", "H1", "H1", "H1"
    ]  # fmt: skip
    assert found.count("Table") == 2
    assert found.count("TH") == 4 + 2
    assert {"THead", "TBody", "TR", "TD", "L", "LI", "Lbl", "LBody", "BlockQuote", "Caption", "Link", "Em"} <= set(
        found
    )


def test_pictures_have_alternative_texts(full):
    figures = [element for element in elements(full) if element["/S"] == "/Figure"]

    assert [figure["/Alt"] for figure in figures] == ["A canal with brick houses."]
    assert "Photo: Jan De Smet" in text_of(full)


def test_links_are_spoken_by_their_words(full):
    assert links(full) == [
        ("https://portal.example.org/en/reports/housing/", "portal.example.org/en/reports/housing"),
        ("https://stad.gent/en/housing?a=1&b=2", "Ghent"),
        ("https://stad.gent/en/housing?a=1&b=2", "Housing in Ghent"),
    ]


def test_bookmarks_follow_the_headings(full):
    outline = full.outline

    assert [entry.title for entry in outline if not isinstance(entry, list)] == [
        "At a glance", "Discussion", "Members", "Next", "Links"
    ]  # fmt: skip
    assert [entry.title for entry in outline[2] if not isinstance(entry, list)] == ["Visit", "Pictures"]


def test_all_fonts_are_embedded(full):
    fonts = [font.get_object() for page in full.pages for font in page["/Resources"]["/Font"].values()]

    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


def test_what_repeats_on_each_page_is_not_read_aloud():
    reader = opened(report(*blocks_of("<p>x</p>" * 80)))
    streams = [page.get_contents().get_data() for page in reader.pages]

    assert len(streams) > 1
    assert "Page 2 of" in reader.pages[1].extract_text()
    assert all(b"/Artifact" in stream for stream in streams)
    assert roles(reader).count("P") == 80 + 5  # portal, kind, subtitle, imprint, correction; no headers, no footers


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Maßnahmen für Größere"),
        ("fr", "Où l’œuvre naît déjà"),
        ("pl", "Zażółć gęślą jaźń"),
        ("cs", "Příliš žluťoučký kůň"),
        ("hu", "Árvíztűrő tükörfúrógép"),
        ("ro", "Însușirea țării"),
        ("lt", "Įžymūs ąžuolai"),
        ("mt", "Ħaż-Żebbuġ"),
        ("el", "Η στέγαση είναι το πρώτο βήμα"),
        ("bg", "Жилището е първата стъпка"),
        ("uk", "Їжак ґава є"),
    ],
)
def test_every_language_of_the_union_can_be_read_and_copied(language, words):
    reader = opened(report(*blocks_of(f"<p>{words}</p>"), language=language, title=words))

    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata.title == words
    assert text_of(reader).count(words) == 2


def test_long_words_are_divided_by_the_rules_of_the_language():
    words = "<p>" + "Wohnraumversorgungskonzepte " * 40 + "</p>"

    german, english = (text_of(opened(report(*blocks_of(words), language=code))) for code in ("de", "en"))

    assert "\xad\n" in german  # a soft hyphen, which is not read aloud
    assert german != english


@pytest.mark.parametrize("language", ["pt-BR", "xx", "english", "", "de-AT", "ar"])
def test_any_language_code_gives_a_file(language):
    assert opened(report(language=language)).trailer["/Root"]["/Lang"]


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/x:1.0.0"',
    "#sys.inputs.data",
    '#{ panic("x") }',
    "*bold* _em_ `raw`",
    "$x^2$",
    "@ref <label>",
    "= Heading",
    "- item",
    r"back\slash \u{41} \n",
    "// comment",
    "/* comment */",
    "[content] {code}",
    "~ -- --- ... 'quotes' \"quotes\"",
    "http://bare.example",
    "{page} {pages} {credit}",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_never_read_as_code(words):
    document = report(
        *blocks_of(clean_rich(words.replace("<", "&lt;").join(["<p>", "</p>"]))),
        Facts([(words, words)]),
        DataTable([words], [[words]], words),
        Figure(picture("PNG", (60, 40)), words, words, words),
        Steps([Step(words, words)]),
        Links([Link(words, "https://e.example/", words)]),
        Note(words, words),
        title=words,
        summary=words,
        subtitle=[words],
        publisher=words,
        version_note=words,
        labels=Labels(credit="{credit}"),
    )
    reader = opened(document)
    text = re.sub(r"\s+", "", text_of(reader))

    assert reader.metadata.title == words
    assert text.count(re.sub(r"\s+", "", words)) >= 15
    assert "root:" not in text


def test_signs_that_no_font_has_are_marked_and_logged(caplog):
    with caplog.at_level(logging.WARNING):
        reader = opened(report(*blocks_of('<p>中文 "quoted" and 🙂, שלום, سلام</p>'), title="中"))

    assert '□□ "quoted" and □' in text_of(reader)
    assert caplog.messages == ["No font of the PDF has these signs: 中 文 🙂"]


def test_the_same_report_gives_the_same_bytes_in_any_process():
    code = (
        "import hashlib, sys; sys.path.insert(0, '.');"
        "from tests.pdf.test_pdf import full_report; from pdf import make_pdf;"
        "print(hashlib.sha256(make_pdf(full_report())).hexdigest())"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in "ab"
    }

    assert len(runs) == 1
    assert make_pdf(full_report()) == make_pdf(full_report())
    assert make_pdf(full_report()) != make_pdf(full_report(title="Another"))


def test_a_report_without_title_is_refused():
    with pytest.raises(PdfError, match="title"):
        make_pdf(report(title=" \u200b"))


def test_a_picture_without_alternative_text_is_refused():
    with pytest.raises(PdfError, match="what it shows"):
        make_pdf(report(Figure(picture(), " ")))


@pytest.mark.parametrize("image", [b"", b"no picture", picture()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(image):
    with pytest.raises(PdfError, match="cannot be read"):
        make_pdf(report(Figure(image, "x")))


def test_pictures_lose_what_the_camera_noted():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # turned by a quarter
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(stream, "JPEG", exif=exif)

    pdf = make_pdf(report(Figure(stream.getvalue(), "A field.")))

    image = PdfReader(io.BytesIO(pdf)).pages[0].images[0].image
    assert b"SecretCamera" not in pdf
    assert image.size == (200, 300)


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
        "<table><tr><th colspan=20>a</th></tr><tr><td>b</td><td rowspan=100>c</td></tr><tr><td colspan=9>d</table>",
        "<table><tr><td rowspan=3>a<td>b<tr><td rowspan=2 colspan=2>c<tr><td>d</table>",
        "<table><tr>" + "<th>x" * 40 + "<tr>" + "<td>y" * 40 + "</table>",
        "<table><tr><th>a<th>b<tr><td><ul><li>c</ul><td><p>d<p>e</table>",
        "<table><tr><th>a<td>b<td>c<tr><th>d<td>e<td>f</table>",
        "<ul><li><ul><li><ol><li><ul><li>x</ul></ol></ul></ul>",
        "<ol start=9999><li>x</ol>",
        "<p>" + "W" * 3000 + "</p>",
        "<h4>x</h4><h3>y</h3><h4>z</h4><h4></h4>",
        "<blockquote><ul><li>x</ul></blockquote>",
        "<p><a href='https://παράδειγμα.ελ/ü'>x <b>y</b></a></p>",
        "",
    ],
)
def test_tables_and_texts_of_any_shape_can_be_set(html):
    reader = opened(report(*blocks_of(html)))

    assert [contents for _uri, contents in links(reader)].count("") == 0
    assert len(reader.pages) >= 1


def test_headings_never_skip_a_level():
    sections = [Section("", blocks_of("<h3>a</h3><h4>b</h4>"), level=2), Section("c", blocks_of("<h3>d</h3>"), level=2)]

    assert [role for role in roles(opened(report(sections=sections))) if role[0] == "H"] == ["H1", "H2", "H2", "H3"]


def test_a_long_report_is_made_in_seconds():
    blocks = blocks_of(RICH) * 40
    began = time.perf_counter()
    pdf = make_pdf(report(*blocks, Figure(picture(), "x"), with_contents=True))

    assert time.perf_counter() - began < 10  # seconds, on a busy machine; a report of three pages takes a tenth of one
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 10
    assert len(pdf) < 1_000_000
