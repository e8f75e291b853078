"""The whole site, walked as a visitor and a machine would: no broken link, a way home, and the small files in place."""

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles.finders import find
from django.utils import timezone
from django.utils.dateparse import parse_datetime

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]
HERE = "http://testserver"
PAGES, SAMPLE = 150, 30
LEGAL = ["about", "legal-notice", "privacy", "accessibility"]


def pages_of(client, number: int):
    """Walk from the start page along the links, breadth first; yield address, answer and parsed page."""
    waiting, known = deque(["/en/"]), {"/en/"}
    while waiting and number:
        address = waiting.popleft()
        answer = client.get(address)
        if "text/html" not in answer.get("Content-Type", "") or answer.status_code != 200:
            yield address, answer, None
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        yield address, answer, page
        number -= 1
        for link in page.select("main a[href], header a[href], footer a[href]"):
            target = urlsplit(urljoin(HERE + address, link["href"]))
            found = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == "testserver" and found not in known and "format=" not in target.query:
                known.add(found)
                waiting.append(found)


def test_no_link_is_broken_and_every_page_has_its_parts(client):
    answers, lacking, links = {}, [], set()
    for address, answer, page in pages_of(client, PAGES):
        answers[address] = answer.status_code
        if page is not None:
            lacking += [f"{address}: {fault}" for fault in faults(page)]
            links |= {urlsplit(urljoin(address, link["href"])).path for link in page.select("[href^='/']")}
    assert len([status for status in answers.values() if status == 200]) >= PAGES

    for path in links - set(answers):  # what lies beyond the pages that were walked, without its filters
        is_file = path.startswith("/static/")
        answers[path] = (200 if find(path.removeprefix("/static/")) else 404) if is_file else status_of(client, path)

    assert len(answers) > 2 * PAGES
    assert {address: status for address, status in answers.items() if status not in (200, 301, 302)} == {}
    assert lacking == []


def status_of(client, path: str) -> int:
    answer = client.get(path)
    b"".join(answer)  # the test client closes a file that was read to its end
    return answer.status_code


def test_links_of_the_walk_lead_to_pages(client):
    answers = {}
    for address in ["/en/nothing-of-the-kind/", *[address for address, _answer, _page in pages_of(client, 12)]]:
        answers[address] = client.get(address).status_code

    assert answers.pop("/en/nothing-of-the-kind/") == 404  # what the walk would have called broken
    assert set(answers.values()) == {200}


def faults(page) -> list[str]:
    """Return what a page lacks of what can be seen without a browser."""
    said = []
    for name, number in (("h1", 1), ("main", 1), ("title", 1)):
        if len([tag for tag in page.find_all(name) if tag.find_parent("svg") is None]) != number:
            said.append(f"{name}: not {number}")
    if not page.html.get("lang"):
        said.append("no language")
    if not page.select_one("a.skip[href='#main']") or not page.select_one("#main"):
        said.append("no way past the menu")
    if [image for image in page.find_all("img") if image.get("alt") is None]:
        said.append("a picture without a text")
    labelled = {label.get("for") for label in page.find_all("label")}
    for field in page.select("input:not([type=hidden]):not([type=submit]), select, textarea"):
        if not (field.get("id") in labelled or field.find_parent("label") or field.get("aria-label")):
            said.append(f"a field without a label: {field.get('name')}")
    levels = [int(heading.name[1]) for heading in page.select("main h1, main h2, main h3, main h4, main h5")]
    if any(after > before + 1 for before, after in zip(levels, levels[1:], strict=False)):
        said.append(f"headings skip a level: {levels}")
    for tag in page.select(
        "script, img, iframe, embed, object, video, audio, source, link[rel~=stylesheet], link[rel~=icon]"
    ):
        address = tag.get("src") or tag.get("href") or tag.get("data") or tag.get("srcset") or ""
        if not address.startswith("/") or address.startswith("//"):
            said.append(f"loads what is not its own: {str(tag)[:80]}")
    if page.find("style") or page.find(lambda tag: any(name == "style" or name[:2] == "on" for name in tag.attrs)):
        said.append("a style or handler in the page")
    ways = {link.get("href", "").strip("/").rpartition("/")[2] for link in page.select("footer a")}
    said += [f"the footer does not lead to {name}" for name in LEGAL if name not in ways]
    return said


def test_the_judge_sees_what_a_page_lacks():
    poor = BeautifulSoup("<html><h1>a</h1><h3>b</h3><img src=x><input name=q></html>", "html.parser")
    loading = BeautifulSoup(
        "<html><script>1</script><img src=//evil.example/x alt=x><p style=a onclick=b></html>", "html.parser"
    )

    assert len(faults(poor)) >= 8
    assert len([said for said in faults(loading) if "its own" in said or "handler" in said]) == 3


@pytest.mark.parametrize("path", ["/en/nothing/", "/fr/practices/nothing/", "/nothing", "/en/meetings/documents/x/9/"])
def test_missing_page_has_the_layout_and_a_way_home(client, path):
    answer = client.get(path, follow=True)

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 404
    assert faults(page) == []
    assert page.select_one(".site-header")
    assert page.select_one("main a[href$='/']")["href"] in ("/en/", "/fr/")


def test_sitemap_names_pages_that_are_there(client):
    index = client.get("/sitemap.xml").content.decode()
    named = []
    for part in re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", index):
        named += re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", client.get(part).content.decode())

    sample = named[:: max(1, len(named) // SAMPLE)][: SAMPLE + 10]

    assert len(sample) >= SAMPLE
    assert len({path.split("/")[1] for path in sample}) == 3  # in every language
    assert {path: client.get(path).status_code for path in sample if client.get(path).status_code != 200} == {}
    assert not [path for path in named if path.startswith("/admin")]


def test_robots_are_kept_from_the_desk_and_shown_the_sitemap(client):
    answer = client.get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[:2] == ["User-agent: *", "Disallow: /admin/"]
    assert f"Sitemap: {HERE}/sitemap.xml" in lines


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("security@portal.example", "mailto:security@portal.example"),
        ("https://portal.example/report", "https://portal.example/report"),
    ],
)
def test_security_txt_says_where_to_report(client, settings, contact, said):
    settings.PORTAL_SECURITY_CONTACT = contact

    answer = client.get("/.well-known/security.txt")

    facts = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert facts["Contact"] == said
    assert 30 < (parse_datetime(facts["Expires"]) - timezone.now()).days < 365
    assert facts["Preferred-Languages"] == "en, fr, de"
    assert facts["Canonical"].endswith("/.well-known/security.txt")


def test_security_txt_is_not_there_where_nobody_is_named(client, settings):
    settings.PORTAL_SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404
