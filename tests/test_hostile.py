"""1,000 hostile query strings over all filters, feeds and files: always an answer, never a fault, never slow."""

import random
import time
from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse

from search.sources import SOURCES

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]

MOST_SECONDS = 5
NASTY = [
    "\0", "a\0b", "%00", "%", "%zz", "'", "' OR 1=1 --", '"', '"unclosed', "(((", "a:b", "title:x", "*", "?", "~", "^2",
    "[1 TO 2]", "\\", "<script>alert(1)</script>", "{{7*7}}", "{% now %}", "../../etc/passwd", "\r\nSet-Cookie: a=b",
    "9" * 400, "-1", "0", "1e9", "NaN", "true", "null", "[]", "{}", "ﬀ", "İ", "\u202e", "\ud7ff", "𝒜" * 80,
    "a" * 10_000,
    " ".join(["word"] * 500), "AND OR NOT", "+", "-", "--", "/", "é" * 300, "٣", "２０１７", "2017-00", "½",
]  # fmt: skip
NAMES = [
    "q", "topic", "target_group", "country", "kind", "network", "year", "status", "place", "fund", "level",
    "member_type", "adopter", "of", "p", "plan", "area", "type", "item", "attention", "since",
    "sort", "page", "as_of", "topic[]", "q[0]", "__proto__", "topics__slug", "state", "id", "", "\0",
]  # fmt: skip


def hostile(number: int) -> list[str]:
    """Return `number` query strings, the same in each run."""
    dice = random.Random(20161011)
    urls = [source.list_url for source in SOURCES] + [
        reverse("search:results"),
        reverse("search:organisation-list"),
        "/en/networks/ein/",
        "/en/networks/compare/",
        "/en/networks/overlap/",
        "/en/networks/timeline/",
        reverse("tracker:changes"),
        reverse("search:feed"),
        reverse("search:blind-spots"),
        reverse("practices:compare"),
        reverse("practices:map"),
    ]
    made = []
    for _ in range(number):
        pairs = [(dice.choice(NAMES), dice.choice(NASTY)) for _ in range(dice.choice([1, 1, 2, 5, 30]))]
        raw = dice.choice(["&", "&&=", "=", "%FF%FE", ";", "?", "#"]) if dice.random() < 0.2 else ""
        if dice.random() < 0.2:
            pairs.append(("format", dice.choice(["csv", "xlsx", "json", "rss"])))
        made.append(f"{dice.choice(urls)}?{urlencode(pairs)}{quote(raw) if raw == '#' else raw}")
    return made


def test_1000_hostile_query_strings_never_give_a_server_error(client):
    client.raise_request_exception = True
    answers, slow = {}, []

    for url in hostile(1000):
        begun = time.monotonic()
        answer = client.get(url)
        b"".join(answer)
        answers[url] = answer.status_code
        if time.monotonic() - begun > MOST_SECONDS:
            slow.append(url)

    assert {url: status for url, status in answers.items() if status != 200} == {}
    assert slow == []


def test_nothing_typed_comes_back_alive(client):
    attack = '"><img src=x onerror=alert(1)><script>alert(1)</script>'

    for source in SOURCES:
        text = client.get(
            source.list_url, {"q": attack, "topic": attack, "page": attack, "sort": attack}
        ).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_unknown_parameters_are_dropped_from_links(client):
    page = client.get("/en/networks/", {"utm_source": "x", "kind": "cities"}).context["page"]

    assert page.url(2) == "?kind=cities&page=2"
