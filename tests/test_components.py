"""The parts of pages: each tag says what it should, refuses what it does not know, and marks languages."""

import contextlib
import inspect
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from accounts.models import User
from directory.europe import JOINED, shapes
from directory.wording import DateBlock
from networks.ancestry import Step
from networks.models import Network, NetworkTranslation
from publishing import drawing
from publishing.drawing import filter_form_html, results_html
from publishing.listing import Chip, Facet, Option, Pager
from publishing.templatetags import components

from .factories import NetworkFactory

LOAD = "{% load components %}"
STATIC_PAGES = ["about", "legal", "privacy", "accessibility", "style-guide"]
OF_EVERY_PAGE = {"alternates", "language_links", "page_header", "breadcrumb", "lang_attr"}


@pytest.fixture(autouse=True)
def _english():
    """Read each test in English, whatever language the last request of another test was in."""
    with override("en"):
        yield


def render(source: str, **values) -> BeautifulSoup:
    return BeautifulSoup(Template(LOAD + source).render(Context(values)), "html.parser")


def tree(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


# Single parts


def test_unknown_arguments_are_refused():
    with pytest.raises(Exception, match="unexpected keyword argument 'colour'"):
        Template(LOAD + '{% alert "text" colour="red" %}')


def test_page_header_marks_the_language_of_a_foreign_title():
    page = render('{% page_header "Titel" "Satz" "Netz" "de" %}')
    assert page.h1["lang"] == "de"
    assert page.select_one(".lead")["lang"] == "de"
    assert page.select_one(".kicker").text == "Netz"
    assert not render('{% page_header "Title" language="en" %}').h1.has_attr("lang")


def test_breadcrumb_ends_with_the_page_itself():
    page = render('{% breadcrumb "EIN" "Networks" "/en/networks/" %}')
    assert [a["href"] for a in page.select("a")] == [reverse("home"), "/en/networks/"]
    assert page.select_one("[aria-current=page]").text == "EIN"


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        (DateBlock("11–12", "Oct", "2016", "2016-10-11"), ["11–12", "Oct", "2016"]),
        (DateBlock("", "Oct", "2016", "2016-10"), ["Oct", "2016"]),
        (DateBlock("", "", "2016", ""), ["2016"]),
    ],
)
def test_date_block_shows_no_more_than_is_known(block, parts):
    assert list(render("{% date_block block %}", block=block).stripped_strings) == parts


def test_card_escapes_marks_language_and_takes_a_text_in_place_of_the_summary():
    item = SimpleNamespace(
        get_absolute_url=lambda: "/x/", title="<b>Réseau</b>", summary="Résumé", language="fr", card_meta=["Network"],
        card_date=None,
    )  # fmt: skip
    page = render("{% card item level=2 %}", item=item)
    assert page.h2["lang"] == "fr"
    assert page.h2.a.text == "<b>Réseau</b>"
    assert page.p.text == "Résumé"
    assert render('{% card item text="Found" %}', item=item).p.text == "Found"


def test_chips_are_links_that_remove_a_filter():
    page = render('{% chips items "." %}', items=[Chip("Housing", "?kind=ngo")])
    assert page.select_one("a.chip")["href"] == "?kind=ngo"
    assert "Remove filter: Housing" in " ".join(page.select_one("a.chip").text.split())
    assert not render('{% chips items "." %}', items=[]).find(True)


def test_facet_shows_choices_counts_and_ticks():
    options = [Option("a", "Housing", 3, True), Option("b", "Employment", None, False)]
    page = render("{% facet facet %}", facet=Facet("topic", "Topic", options, True))
    assert page.details.has_attr("open")
    assert page.legend.text == "Topic"
    first, second = page.select("label")
    assert first.input.has_attr("checked")
    assert first.text.split() == ["Housing", "(3)"]
    assert second.text.split() == ["Employment"]


def test_facet_and_form_carry_the_marks_that_live_js_looks_for():
    script = (settings.BASE_DIR / "static/js/live.js").read_text()
    facet = Facet("topic", "Topic", [Option("a", "Housing", 3, False)], False)
    page = SimpleNamespace(
        q="", facets=[facet], sort_options=[("title", "Title", True)], clear_url=".", total_in_words="1 entry",
        errors=[], chips=[], cards=[], pager=None, suggestion="", unfolded="",
    )  # fmt: skip
    form = tree(filter_form_html(page)).form
    results = tree(results_html(page))
    assert form["method"] == "get"
    assert results.select_one(form["data-live"])["data-summary"] == "1 entry"
    facets = form.select_one("[data-live-facets]")
    assert facets.select_one("details#facet-topic label#topic-a")
    sources = [*(settings.BASE_DIR / "templates").rglob("*.html"), Path(drawing.__file__)]
    for mark in set(re.findall(r"\[(data-[a-z-]+)\]", script)):
        used = [path for path in sources if mark in path.read_text()]
        assert used, f"live.js looks for {mark}, nothing has it"


def test_pager_links_neighbours_and_names_the_page_it_is_on():
    pager = Pager(2, 9, "?page=1", "?page=3", [(1, "?page=1"), (2, "?page=2"), (None, None), (9, "?page=9")])
    page = render("{% pager pager %}", pager=pager)
    assert page.select_one("[aria-current=page]").text == "2"
    assert page.select_one("[rel=next]")["href"] == "?page=3"
    assert page.select_one("[aria-label='Page 9']")["href"] == "?page=9"
    assert not render("{% pager pager %}", pager=None).find(True)


def test_fact_makes_a_list_of_lines_and_nothing_of_nothing():
    assert [li.text for li in render('{% fact "Tasks" lines %}', lines="one\ntwo").select("li")] == ["one", "two"]
    assert render('{% fact "Level" "EU" %}').dd.text == "EU"
    assert not render('{% fact "Level" "" %}').find(True)


def test_documents_without_a_copy_say_so():
    named = SimpleNamespace(title="Minutes", download_url="", language="", issued="", file=None)
    page = render("{% file_list documents %}", documents=[named])
    assert not page.a
    assert "holds no copy" in page.li.text


def test_timeline_marks_the_current_step():
    steps = [Step("NCPs", "/x/", "2003–2016", False, "", ""), Step("EIN", "", "", True, "2016-10", "Took over.")]
    before, now = render("{% timeline steps %}", steps=steps).select("li")
    assert before.a["href"] == "/x/"
    assert now["aria-current"] == "true"
    assert "October 2016" in now.text


def test_translation_note_only_where_text_and_frame_differ():
    note = "{% translation_note record %}"
    greek, english = Network(title="x", language="el"), Network(title="x", language="en")

    assert "in Greek" in render(note, record=greek).p.text
    assert not render(note, record=english).find(True)
    with override("fr"):
        assert render(note, record=english).p


def test_translation_note_names_original_translator_and_a_later_change():
    told = Network(title="Netzwerk", language="de")
    told.original_language = "sv"
    told.translated_by = NetworkTranslation(owner=told, credit="A. Name", source={"title": "Nätverk"})

    text = render("{% translation_note record %}", record=told).text

    assert "Translated from Swedish. Translation: A. Name. The original has changed since." in " ".join(text.split())


# The map


def _row(code3: str, total: int) -> SimpleNamespace:
    country = SimpleNamespace(code3=code3, label=code3, get_absolute_url=f"/{code3}/")
    return SimpleNamespace(country=country, total=total, url=f"/{code3}/")


@pytest.mark.parametrize("top", [0, 1, 3, 6, 40])
def test_map_legend_covers_each_figure_with_the_class_drawn(top):
    rows = [_row(code, number) for code, number in zip(sorted(shapes().paths), range(top + 1), strict=False)]
    page = render("{% country_map rows shapes %}", rows=rows, shapes=shapes())
    legend = {li.span["class"][1]: li.text for li in page.select(".legend li")}
    for row in rows:
        link = page.select_one(f"a[href='/{row.country.code3}/']")
        if row.total:
            low, _, high = legend[link["class"][1]].partition("–")
            assert int(low) <= row.total <= int(high or low)
        assert str(row.total) in link["aria-label"]


def test_map_draws_small_states_as_circles_and_joins_parts():
    page = render("{% country_map rows shapes %}", rows=[_row("MLT", 1), _row("SWE", 2)], shapes=shapes())
    assert page.select_one("a[href='/MLT/'] circle")
    assert not page.select_one("a[href='/SWE/'] circle")
    assert not set(JOINED) & set(shapes().paths)
    assert set(JOINED.values()) <= set(shapes().paths)


# Languages


def _request(path: str):
    request = RequestFactory().get(path)
    with contextlib.suppress(Resolver404):
        request.resolver_match = resolve(request.path)
    return request


def test_language_links_keep_page_and_query():
    page = render("{% language_links request %}", request=_request("/en/networks/?kind=ngo&q=a%26b"))
    links = {a["hreflang"]: a["href"] for a in page.select("a")}
    assert links["de"] == "/de/networks/?kind=ngo&q=a%26b"
    assert page.select_one("[aria-current]")["hreflang"] == "en"


def test_language_links_of_a_missing_page_lead_home():
    page = render("{% language_links request %}", request=_request("/en/no-such-page/"))
    assert [a["href"] for a in page.select("a")] == ["/en/", "/fr/", "/de/"]


def test_alternates_are_absolute_and_canonical_has_no_query():
    with override("fr"):
        page = render("{% alternates request %}", request=_request("/fr/networks/?page=2"))
    links = {link["hreflang"]: link["href"] for link in page.select("[rel=alternate]")}
    assert links["x-default"] == links["en"] == "http://testserver/en/networks/?page=2"
    assert page.select_one("[rel=canonical]")["href"] == "http://testserver/fr/networks/"


def test_canonical_stays_on_this_host():
    page = render("{% alternates request %}", request=_request("http://testserver//elsewhere.example/x/"))
    assert page.select_one("[rel=canonical]")["href"].startswith("http://testserver/")


# Whole pages


@pytest.mark.parametrize("language", ["en", "fr", "de"])
@pytest.mark.parametrize("name", STATIC_PAGES)
def test_static_pages_stand_without_any_content(client, db, name, language):
    with override(language):
        answer = client.get(reverse(name))
    page = tree(answer.content.decode())
    assert answer.status_code == 200
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert not page.select("[style], script:not([src]), style")


def test_menu_says_where_the_reader_is(client, db):
    page = tree(client.get(reverse("networks:network-list")).content.decode())
    assert [a.text for a in page.select(".site-nav [aria-current=page]")] == ["Networks"]
    NetworkFactory(slug="net", published=True)
    page = tree(client.get("/en/networks/net/").content.decode())
    assert [a["href"] for a in page.select(".site-nav [aria-current=true]")] == ["/en/networks/"]


@pytest.mark.parametrize("path", ["learnt/", "lessons/", "recommendations/?q=x"])
def test_menu_counts_lessons_and_recommendations_as_one_section(client, db, path):
    page = tree(client.get(f"/en/{path}").content.decode())

    assert page.select_one(".site-nav [aria-current]").text == "Lessons"


def test_menu_of_an_address_without_language_does_not_stand_in_for_that_of_readers(client, db):
    NetworkFactory(slug="net", published=True)
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    refused = client.get("/admin/networks/network/add/")

    page = tree(client.get("/en/networks/net/").content.decode())

    assert refused.status_code == 403
    assert [a["href"] for a in page.select(".site-nav [aria-current=true]")] == ["/en/networks/"]


def test_style_guide_shows_every_component(client, db):
    guide = (settings.BASE_DIR / "templates/pages/style_guide.html").read_text()
    missing = [name for name in components.register.tags if name not in OF_EVERY_PAGE and f"{{% {name} " not in guide]
    assert not missing


DRAWN = {
    "card", "date_block", "facet", "fact", "lang_attr", "chips", "pager", "alert", "empty_state", "breadcrumb",
    "page_header", "bullets", "sources", "disputes", "terms", "translation_note",
}  # fmt: skip


def test_each_component_has_a_docstring_and_a_template_that_names_its_variables():
    assert all(inspect.getdoc(getattr(components, name)) for name in DRAWN)
    for name in set(components.register.tags) - DRAWN:
        first = Path(settings.BASE_DIR / f"templates/components/{name}.html").read_text().splitlines()[0]
        assert first.startswith("{# "), name
        assert inspect.getdoc(getattr(components, name)), name


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_last_resort_pages_need_no_context(name):
    page = tree(render_to_string(name))
    assert page.h1
    assert page.select_one("a[href='/']")


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html"])
def test_friendly_error_pages_lead_home_and_to_the_search(db, name):
    page = tree(render_to_string(name, request=_request("/en/no-such-page/")))
    assert page.select_one(f"main a[href='{reverse('home')}']")
    assert page.select_one(f"form[action='{reverse('search:results')}']")


def test_missing_page_is_a_friendly_404(client, db):
    answer = client.get("/de/gibt-es-nicht/")
    assert answer.status_code == 404
    assert tree(answer.content.decode()).html["lang"] == "de"


# The style sheet


def test_style_sheet_defines_each_token_it_uses_and_gives_dark_its_colours():
    css = (settings.BASE_DIR / "static/css/portal.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme:dark)", 1)
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", css)), set(re.findall(r"(--[\w-]+):", css))
    assert used <= defined
    assert set(re.findall(r"(--[\w-]+):", dark)) <= set(re.findall(r"(--[\w-]+):", light))


def _luminance(colour: str) -> float:
    colour = "".join(c * 2 for c in colour) if len(colour) == 3 else colour
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "link", "link-hover", "accent-ink"])
@pytest.mark.parametrize("ground", ["paper", "tint", "tint-2"])
def test_text_stands_out_from_its_ground(mode, text, ground):
    css = (settings.BASE_DIR / "static/css/portal.css").read_text()
    tokens = css.split("@layer base {")[0]
    light, dark = tokens.split("@media (prefers-color-scheme:dark)", 1)
    colours = dict(re.findall(r"--([\w-]+):#([0-9a-f]{3,6})\b", light))
    if mode == "dark":
        colours |= dict(re.findall(r"--([\w-]+):#([0-9a-f]{3,6})\b", dark))
    low, high = sorted((_luminance(colours[text]), _luminance(colours[ground])))
    assert (high + 0.05) / (low + 0.05) >= 4.5
