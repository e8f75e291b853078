"""The pages of import and export: two steps, whose file it is, who may, what the log keeps, and a real browser."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.html import escape
from openpyxl import load_workbook

from accounts.models import User
from audit.models import Act, Entry
from desk.powers import DUTIES, EVERYTHING
from networks.models import Network
from practices.models import Practice
from publishing.models import State, Version

from ..factories import FACTORIES, CountryFactory, NetworkFactory, PracticeFactory
from ..signing import cookie_of, sign_in
from ..test_audit import AXE, RUN_AXE
from .bulk_files import RESOURCES, as_file, body_of, every_format, every_resource

pytestmark = pytest.mark.django_db
NEW = {"slug": "new-one", "title": "New one", "kind_of_practice": "project"}


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root")
    sign_in(client, user)
    return user


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def check(client, content: bytes | list, model=Practice, fmt="json", name="list.json"):
    """Bring a file to the check and return the answer."""
    content = as_file(fmt, content) if isinstance(content, list) else content
    return client.post(page(model, "import"), {"file": ContentFile(content, name)})


def confirm(client, answer, model=Practice, **values):
    """Confirm what a check has shown, as its form does."""
    return client.post(page(model, "import_confirm"), {"label": label_of(answer)} | values)


def label_of(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").find("input", attrs={"name": "label"})["value"]


def text_of(answer) -> str:
    return BeautifulSoup(answer.content, "html.parser").find(id="content").get_text(" ", strip=True)


def kept_files() -> list[str]:
    return default_storage.listdir("bulk")[1] if default_storage.exists("bulk") else []


# In two steps


@every_format
def test_file_is_checked_then_written_then_deleted(client, root, fmt):
    PracticeFactory(slug="there", title="There", goals="Old goals")
    rows = [
        NEW | {"goals": ""},
        {"slug": "there", "title": "There", "kind_of_practice": "project", "goals": "New goals"},
    ]

    checked = check(client, rows, fmt=fmt, name=f"march.{fmt}")

    assert not Practice.objects.filter(slug="new-one").exists()
    assert "New 1 With changes 1 Unchanged 0 With faults 0" in text_of(checked)
    assert '<del title="taken out">Old</del>' in checked.content.decode()
    assert len(kept_files()) == 1
    written = confirm(client, checked)
    assert written.status_code == 302
    assert "Imported: 1 record is new, 1 is changed, 0 stay as they were." in client.get(written.url).content.decode()
    assert (Practice.objects.get(slug="new-one").state, Practice.objects.get(slug="there").goals) == (
        State.DRAFT, "New goals",
    )  # fmt: skip
    assert kept_files() == []
    entry = Entry.objects.get(act=Act.IMPORTED, object_id=None)
    assert (entry.user, entry.kind, entry.reason) == (root, "practices.practice", f"march.{fmt}")
    assert entry.detail == "practices.practice: 1 new, 1 changed, 0 same, 0 faulty"


def test_faults_are_shown_and_nothing_can_be_confirmed_or_is_kept(client, root):
    answer = check(client, [NEW | {"titel": "x"}, {"slug": "b", "kind_of_practice": "<b>none</b>"}])

    told = text_of(answer)
    assert "Nothing was imported. Correct these faults in the file and import it again." in told
    assert "There is no column “titel”. Did you mean “title”?" in told
    assert "<b>none</b> This is not among the choices. One of: project, measure, service." in told
    assert 'name="label"' not in answer.content.decode()
    assert "<title>Fault:" in answer.content.decode()
    assert kept_files() == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfea", b"PK\x03\x04", b"slug\n", "slug,title\na,Café".encode("cp1252")]
)
def test_file_that_cannot_be_read_is_named_beside_the_field(client, root, content):
    answer = check(client, content)

    assert answer.status_code == 200
    assert BeautifulSoup(answer.content, "html.parser").select_one(".errorlist")
    assert kept_files() == []


def test_no_file_at_all_is_a_fault_of_the_field(client, root):
    assert "This field is required" in text_of(client.post(page(Practice, "import"), {}))


def test_file_that_changes_nothing_says_so(client, root):
    PracticeFactory(slug="there", title="There")

    answer = check(client, [{"slug": "there", "title": "There"}])

    assert "All rows say what stands there already. There is nothing to write." in text_of(answer)
    assert kept_files() == []


def test_file_may_be_discarded(client, root):
    answer = confirm(client, check(client, [NEW]), leave="1")

    assert "Nothing was imported. The file is deleted." in client.get(answer.url).content.decode()
    assert not Practice.objects.exists()
    assert kept_files() == []


def test_duplicates_are_written_only_when_somebody_says_that_they_are_none(client, root):
    PracticeFactory(slug="there", title="New Öne")

    checked = check(client, [NEW | {"title": "new one"}])
    refused = confirm(client, checked)
    taken = confirm(client, refused, not_duplicates="1")

    assert "new one New Öne ( there ). It has the same title." in text_of(checked)
    assert "Some rows look like duplicates." in text_of(refused)
    assert taken.status_code == 302
    assert Practice.objects.count() == 2


def test_record_changed_since_the_check_is_shown_anew(client, root):
    practice = PracticeFactory(slug="there", title="There", goals="One")
    checked = check(client, [{"slug": "there", "goals": "Mine"}])
    Practice.objects.filter(pk=practice.pk).update(goals="Theirs, meanwhile")

    again = confirm(client, checked)

    practice.refresh_from_db()
    assert practice.goals == "Theirs, meanwhile"
    assert "Somebody changed these records since the file was checked." in text_of(again)
    assert "Theirs" in text_of(again)
    assert not Entry.objects.filter(act=Act.IMPORTED).exists()
    assert confirm(client, again).status_code == 302
    practice.refresh_from_db()
    assert practice.goals == "Mine"


def test_fault_that_came_since_the_check_keeps_the_file_out(client, root):
    NetworkFactory(slug="ein")
    checked = check(client, [{"slug": "x", "title": "X", "kind_of_body": "ngo", "parent": "ein"}], Network)
    Network.objects.all().delete()

    answer = confirm(client, checked, Network)

    assert "There is no network “ein”." in text_of(answer)
    assert not Network.objects.exists()
    assert not Version.objects.exists()


def test_second_confirmation_finds_no_file(client, root):
    checked = check(client, [NEW])

    confirm(client, checked)
    again = confirm(client, checked)

    assert again.url == page(Practice, "import")
    assert "The file is no longer kept" in client.get(again.url).content.decode()
    assert Practice.objects.count() == 1


def test_only_the_same_person_may_confirm_and_for_the_same_type(client, root):
    checked = check(client, [NEW])
    other = User.objects.create_superuser("other")

    as_other_type = confirm(client, checked, Network)
    forged = client.post(page(Practice, "import_confirm"), {"label": label_of(checked)[:-3] + "abc"})
    sign_in(client, other)
    as_other = confirm(client, checked)

    assert {answer.url for answer in (as_other, forged)} == {page(Practice, "import")}
    assert as_other_type.url == page(Network, "import")
    assert not Practice.objects.exists()
    assert len(kept_files()) == 1


def test_file_that_nobody_came_back_for_goes_after_a_day(client, root):
    check(client, [NEW])
    (name,) = kept_files()
    path = Path(default_storage.path(f"bulk/{name}"))
    os.utime(path, (path.stat().st_mtime - 90_000,) * 2)

    check(client, [NEW])

    assert len(kept_files()) == 1
    assert name not in kept_files()


def test_kept_file_has_no_address(client, root):
    check(client, [NEW])
    (name,) = kept_files()

    for path in (f"/media/bulk/{name}", f"/uploads/bulk/{name}", f"/bulk/{name}", f"/static/bulk/{name}"):
        assert client.get(path).status_code in (301, 302, 404)


def test_long_report_shows_its_beginning_and_goes_out_whole(client, root):
    rows = [NEW | {"slug": f"n-{n}", "title": f"=Title {n}"} for n in range(150)]
    checked = check(client, rows)

    answer = client.post(page(Practice, "import_report"), {"label": label_of(checked)})
    told = list(csv.DictReader(io.StringIO(body_of(answer).decode("utf-8-sig"))))

    assert "The page shows the beginning of a long report." in text_of(checked)
    assert checked.content.decode().count("<details") == 100
    assert {row["Row"] for row in told} == {str(n) for n in range(1, 151)}
    assert told[1] == {
        "Row": "1", "What": "new", "Record": "'=Title 0", "Column": "title", "Now": "", "After the import": "'=Title 0",
        "Remark": "",
    }  # fmt: skip
    assert not Practice.objects.exists()


def test_long_texts_are_shown_in_no_time_and_within_measure(client, root):
    rows = []
    for number in range(60):
        words = " ".join(f"w{number * n % 97}" for n in range(4_000))
        PracticeFactory(slug=f"p-{number}", title=f"P {number}", goals=words)
        rows.append({"slug": f"p-{number}", "goals": " ".join(reversed(words.split()))})

    checked = check(client, rows)

    assert len(checked.content) < 1_000_000
    assert "The page shows the beginning of a long report." in text_of(checked)
    assert confirm(client, checked).status_code == 302


def test_long_list_of_faults_goes_out_whole_too(client, root):
    checked = check(client, [NEW | {"slug": f"n-{n}", "kind_of_practice": "x"} for n in range(300)])

    answer = client.post(page(Practice, "import_report"), {"label": label_of(checked)})

    assert body_of(answer).decode().count("not among the choices") == 300
    assert confirm(client, checked).status_code == 200
    assert not Practice.objects.exists()


@pytest.mark.parametrize("name", ["import_confirm", "import_report"])
def test_second_step_is_a_post(client, root, name):
    assert client.get(page(Practice, name)).status_code == 405


# Out


@every_resource
@every_format
def test_list_goes_out_as_it_is_filtered_and_the_log_says_so(client, root, resource, fmt):
    model = resource(root).model
    if model in FACTORIES:
        FACTORIES[model](title="Apple", slug="apple", state=State.DRAFT)
        FACTORIES[model](title="Pear", slug="pear", published=True)
        ask, wanted = "?state__exact=draft", ["apple"]
    else:
        network = NetworkFactory(slug="ein")
        network.memberships.create(country=CountryFactory(), role="chair")
        network.memberships.create(country=CountryFactory(code="FR", code3="FRA", name="France"))
        ask, wanted = "?role__exact=chair", ["ein"]

    listed = client.get(page(model, "changelist") + ask).content.decode()
    answer = client.get(page(model, "export", fmt) + ask)
    body = body_of(answer)

    assert f'href="{page(model, "export", fmt)}{ask}"' in listed
    assert re.fullmatch(
        rf'attachment; filename="{model._meta.model_name}-[0-9-]+\.{fmt}"', answer["Content-Disposition"]
    )
    if fmt == "json":
        found = [row[resource.keys[0]] for row in json.loads(body)]
    elif fmt == "csv":
        found = [row[resource.keys[0]] for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig")))]
    else:
        head, *rows = load_workbook(io.BytesIO(body)).active.values
        found = [row[head.index(resource.keys[0])] for row in rows]
    assert found == wanted
    entry = Entry.objects.get(act=Act.EXPORTED)
    assert (entry.user, entry.kind, entry.detail) == (
        root,
        model._meta.label_lower,
        f"{model._meta.label_lower}, 1 records, {fmt}",
    )


@every_resource
def test_every_format_of_an_empty_list_is_a_file(client, root, resource):
    model = resource(root).model

    assert json.loads(body_of(client.get(page(model, "export", "json")))) == []
    assert body_of(client.get(page(model, "export", "csv"))).decode("utf-8-sig").strip() == ",".join(
        column.column_name for column in resource(root).columns
    )
    assert body_of(client.get(page(model, "export", "xlsx")))
    assert client.get(page(model, "export", "exe")).status_code == 404


def test_filter_that_there_is_not_leads_back_to_the_list(client, root):
    answer = client.get(page(Practice, "export", "csv") + "?nonsense__exact=1")

    assert (answer.status_code, answer.url) == (302, page(Practice, "changelist"))


@every_resource
def test_page_of_columns_tells_them_all_and_hands_out_empty_files(client, root, resource):
    one = resource(root)

    told = client.get(page(one.model, "columns")).content.decode()
    book = load_workbook(io.BytesIO(body_of(client.get(page(one.model, "empty", "xlsx")))))
    as_csv = body_of(client.get(page(one.model, "empty", "csv"))).decode("utf-8-sig")
    (as_json,) = json.loads(body_of(client.get(page(one.model, "empty", "json"))))

    assert escape(one.key_sentence) in told
    for column in one.columns:
        assert f"<code>{column.column_name}</code>" in told
        assert escape(column.label) in told
    names = [column.column_name for column in one.columns]
    assert [cell.value for cell in book["list"][1]] == names == as_csv.strip().split(",") == list(as_json)
    assert [row[0].value for row in book["columns"].iter_rows(min_row=2)] == names


# Who may


@every_resource
@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_who_may_import_and_export_follows_from_the_table(client, resource, duty):
    user = User.objects.create_user("member", is_staff=True)
    user.groups.add(Group.objects.get(name=duty.name))
    user.countries.add(CountryFactory())
    sign_in(client, user)
    model = resource(user).model
    kind = model._meta.label_lower.replace("membership", "network")
    powers = {power for power, kinds in duty.powers.items() if kind in kinds} | (
        {"add"} if duty.name == EVERYTHING else set()
    )
    writes = {"change"} if model not in FACTORIES else {"add", "change", "draft"}
    may_import = bool(powers & writes) or duty.name == EVERYTHING
    may_export = may_import or bool(powers & {"view", "change", "draft"})

    listed = client.get(page(model, "changelist"))
    told = listed.content.decode() if may_export else ""

    assert client.get(page(model, "import")).status_code == (200 if may_import else 403)
    for name in ("import_confirm", "import_report"):
        assert client.post(page(model, name), {"label": "x"}).status_code == (302 if may_import else 403)
    assert client.get(page(model, "export", "csv")).status_code == (200 if may_export else 403)
    assert client.get(page(model, "columns")).status_code == (200 if may_export else 403)
    assert client.get(page(model, "empty", "csv")).status_code == (200 if may_export else 403)
    assert (page(model, "import") in told) == may_import
    assert (page(model, "export", "csv") in told) == may_export


@pytest.mark.parametrize("name", ["import", "columns", "export"])
def test_visitor_is_asked_to_sign_in(client, name):
    answer = client.get(page(Practice, name, *(["csv"] if name == "export" else [])))

    assert (answer.status_code, "/login/" in answer.url) == (302, True)


def test_contributor_takes_away_what_they_may_see_and_no_more(client):
    user = User.objects.create_user("c", is_staff=True)
    user.groups.add(Group.objects.get(name="contributor"))
    user.countries.add(CountryFactory())
    sign_in(client, user)
    france = CountryFactory(code="FR", code3="FRA", name="France")
    PracticeFactory(slug="own", countries=[CountryFactory()])
    PracticeFactory(slug="secret", countries=[france])
    PracticeFactory(slug="public", countries=[france], published=True)

    rows = json.loads(body_of(client.get(page(Practice, "export", "json"))))

    assert {row["slug"] for row in rows} == {"own", "public"}


def test_members_of_a_network_that_one_may_not_see_stay_at_home(client):
    user = User.objects.create_user("d", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="draft_network"))
    sign_in(client, user)
    for state in (State.DRAFT, State.PUBLISHED):
        network = NetworkFactory(published=True, slug=state)
        Network.objects.filter(pk=network.pk).update(state=state)
        network.memberships.create(counted_group="NGOs", count=9)
    member = network.memberships.model

    rows = json.loads(body_of(client.get(page(member, "export", "json"))))

    assert {row["network"] for row in rows} == {"published"}
    assert client.get(page(member, "add")).status_code == 403


# In every language, in a real browser


@pytest.mark.parametrize(("language", "said"), [("fr", "Vérifier le fichier"), ("de", "Datei prüfen")])
def test_pages_speak_the_languages_of_the_desk(client, root, language, said):
    client.cookies["django_language"] = language

    assert said in client.get(page(Practice, "import")).content.decode()
    told = text_of(check(client, [NEW | {"kind_of_practice": "x"}]))
    assert "This is" not in told
    assert client.get(page(Practice, "columns")).status_code == 200


@pytest.fixture
def at_desk(browser, live_server, client):
    """Return a page of the browser, signed in, at a width and in a scheme; and what its console complains of."""
    sign_in(client, User.objects.create_superuser("browser"))
    session = cookie_of(client, live_server.url)
    said: list[str] = []

    def open_page(width=1280, scheme="light", **kwargs):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **kwargs)
        context.add_cookies([session])
        tab = context.new_page()
        tab.on("console", lambda message: message.type == "error" and said.append(message.text))
        tab.on("pageerror", lambda fault: said.append(str(fault)))
        return tab

    return open_page, said


def bring(tab, content: str) -> None:
    tab.set_input_files("input[type=file]", [{"name": "x.csv", "mimeType": "text/csv", "buffer": content.encode()}])
    tab.get_by_role("button", name="Check the file").click()
    tab.wait_for_load_state()


GOOD = 'slug,title,kind_of_practice,summary\nnew,New,project,"One.\nTwo."\norient,ORIENT8: social mentoring with digital tools,project,x\nunites,Unites now,project,Other\n'  # noqa: E501
BAD = "slug,title,kind_of_practice,period\nnew,New,projekt,Oct-16\nnew,New,project,2016\n"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_pages_of_import_are_without_fault(at_desk, live_server, width, scheme):
    open_page, said = at_desk
    tab = open_page(width, scheme)
    found = {}

    def look(name):
        complaints = list(said)
        over = tab.evaluate("document.documentElement.scrollWidth - innerWidth")
        tab.evaluate(AXE)
        if faults := complaints + tab.evaluate(RUN_AXE) + ([f"overflows by {over} px"] if over > 0 else []):
            found[name] = faults
        said.clear()  # axe itself tries inline styles

    for resource in RESOURCES:
        tab.goto(live_server.url + page(resource._meta.model, "columns"))
        look(f"columns {resource.__name__}")
    for name, content in (("upload", ""), ("faults", BAD), ("report", GOOD)):
        tab.goto(live_server.url + page(Practice, "import"))
        if content:
            bring(tab, content)
        look(name)

    assert found == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_import_works_without_javascript_and_by_keyboard(at_desk, live_server):
    open_page, said = at_desk
    tab = open_page(java_script_enabled=False)
    tab.goto(live_server.url + page(Practice, "changelist"))

    tab.get_by_role("link", name="Import", exact=True).press("Enter")
    bring(tab, GOOD)
    tab.get_by_role("checkbox", name="These are not duplicates").press("Space")
    tab.get_by_role("button", name="Import all of this").press("Enter")

    assert "Imported: 2 records are new, 1 is changed, 0 stay as they were." in tab.locator(".messagelist").inner_text()
    assert Practice.objects.get(slug="new").summary == "One.\nTwo."
    assert said == []
