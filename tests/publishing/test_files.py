"""Uploads: what is taken, what is refused with which sentence, and what is left in a picture."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter

from practices.models import PracticePhotograph
from publishing.cleaning import plain_text
from publishing.images import redrawn, validate_picture
from publishing.uploads import validate_document

from ..factories import PracticeFactory

GPS = 0x8825


def picture(fmt="JPEG", size=(60, 40), **how) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, fmt, **how)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "A Photographer"
    exif.get_ifd(GPS)[1] = "N"
    return picture(exif=exif)


def upload(content: bytes, name="a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def pdf(pages: int, **how) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if how:
        writer.encrypt(**how)
    writer.write(out)
    return out.getvalue()


def package(*names, size=10) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, b"0" * size)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 400 million points in a few hundred kilobytes."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_picture_is_drawn_anew_as_webp(fmt):
    made = Image.open(redrawn(upload(picture(fmt, (3000, 1000)))))

    assert (made.format, made.size) == ("WEBP", (1200, 400))


def test_nothing_of_camera_and_place_stays():
    before = Image.open(io.BytesIO(with_place())).getexif()
    assert before[0x013B] == "A Photographer"

    made = Image.open(redrawn(upload(with_place())))

    assert dict(made.getexif()) == {}
    assert b"Photographer" not in redrawn(upload(with_place())).read()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0" * 200, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>hello</html>",
        b"GIF89a/*" + picture("GIF") + b"*/=1;alert(1)", picture("GIF"), picture("BMP"), b"\x89PNG\r\n\x1a\n<script>",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(ValidationError, match="no picture the portal can read"):
        redrawn(upload(content))


def test_damaged_picture_is_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="no picture the portal can read"):
        redrawn(upload(picture("PNG", (300, 300))[:120]))


def test_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError, match="40 million"):
        validate_picture(upload(bomb(), "a.png"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(2)), ("a.docx", package("word/document.xml", "[Content_Types].xml")),
        ("a.odt", package("mimetype", "content.xml")),
    ],
)  # fmt: skip
def test_documents_are_taken(name, content):
    validate_document(upload(content, name))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7 nothing more", "damaged or locked"),
        ("a.pdf", pdf(1, user_password="x"), "damaged or locked"),
        ("a.pdf", pdf(301), "301 pages; up to 300"),
        ("a.pdf", picture(), "does not fit its ending"),
        ("a.docx", package("evil.exe"), "does not fit its ending"),
        ("a.docx", b"PK\x03\x04broken", "does not fit its ending"),
        ("a.odt", package("content.xml", size=201 * 1024 * 1024), "larger than 200 MB"),
        ("a.exe", b"MZ", "cannot be uploaded"),
        ("a.svg", b"<svg/>", "cannot be uploaded"),
        ("noending", b"x", "cannot be uploaded"),
    ],
)
def test_documents_are_refused_with_a_sentence(name, content, said):
    with pytest.raises(ValidationError, match=said):
        validate_document(upload(content, name))


@pytest.mark.django_db
def test_photograph_shows_with_its_owner_only(client):
    practice = PracticeFactory(published=True)
    photograph = PracticePhotograph(owner=practice, alt="Two people talk.", credit="Ada Berg")
    photograph.file.save("x.jpg", upload(with_place()), save=False)
    photograph.file._committed = False
    photograph.file.file = upload(with_place())
    photograph.save()
    answer = client.get(photograph.url)
    body = b"".join(answer.streaming_content)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"Photographer" not in body
    page = client.get(practice.get_absolute_url()).content.decode()
    assert 'alt="Two people talk."' in page
    assert "Photograph: Ada Berg" in page

    practice.state = "draft"
    practice.save()

    assert client.get(photograph.url).status_code == 404


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain & simple", "plain & simple"),
        ("5 < 7 and <18", "5 < 7 and <18"),
        ("<p>One</p><p>Two</p>", "OneTwo"),
        ("<script>alert(1)</script>x", "x"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b>&lt;img src=x onerror=alert(1)&gt;</b>", "< img src=x onerror=alert(1)>"),
        ("a\r\nb\0c\u202e", "a\nbc"),
        ("<" * 50 + "b>x", "<" * 49 + " x"),
    ],
)
def test_markup_goes_and_words_stay(typed, kept):
    assert plain_text(typed) == kept
