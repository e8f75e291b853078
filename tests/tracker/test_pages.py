"""Progress, timetable, changes and the list for editors, with the record's own content."""

import datetime as dt
import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from tracker.changes import changed_since
from tracker.gantt import HEAD, ROW, WIDTH, gantt
from tracker.models import Action, ActionPlan, Status, StatusUpdate

from ..factories import ActionFactory
from ..signing import sign_in

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]


def page_of(client, url: str) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_plan_draws_each_area_and_says_the_same_in_its_table(client):
    page = page_of(client, "/en/action-plans/ap-2021/")
    rows = page.select(".progress-table tbody tr")

    assert len(rows) == 9
    row = next(row for row in rows if "Building strong partnerships" in row.text)
    heads = [head.text.strip() for head in page.select(".progress-table thead th")]
    cells = dict(zip(heads, [cell.text.strip() for cell in row.find_all(["th", "td"])], strict=True))
    assert {name: cells[name] for name in ("Complete", "Continuous", "Pending")} == {
        "Complete": "1", "Continuous": "10", "Pending": "2",
    }  # fmt: skip
    widths = [float(piece["width"]) for piece in row.select(".bar rect")]
    assert widths == [7.69, 76.92, 15.38]
    for link in row.select("td a"):
        assert client.get(link["href"]).context["page"].total == int(link.text)


def test_bar_is_drawn_with_points_in_every_language(client):
    for language in ("fr", "de"):
        page = page_of(client, f"/{language}/action-plans/ap-2021/")
        assert [piece["width"] for piece in page.select(".bar rect")] == ["7.69", "76.92", "15.38"]
        drawn = page_of(client, f"/{language}/action-plans/ap-2021/timetable/")
        assert not [part for part in drawn.select("svg.gantt *") if "," in str(part.get("x", ""))]


def test_plan_with_its_lessons_and_the_plan_after_it(client):
    text = page_of(client, "/en/action-plans/ap-2016/").main.get_text(" ")

    assert "What was learnt from it" in text
    assert "More than fifty actions were carried out." in text
    assert "Action plan on integration and inclusion 2021-2027" in text


def test_timetable_draws_what_its_table_says():
    actions = list(Action.objects.published().in_order().for_index())

    drawn = gantt(actions, dt.date(2025, 7, 2))

    assert [year for year, _x, _middle in drawn.years] == list(range(2021, 2028))
    assert len(drawn.rows) == 13
    rows = {row.action.number: row for row in drawn.rows}
    assert (rows[1].x, rows[1].width, rows[1].is_open) == (0, WIDTH, False)
    assert {number for number, row in rows.items() if row.is_open} == {2, 5, 12}
    assert [len(rows[n].marks) for n in (1, 8, 10, 11, 13)] == [2, 2, 1, 3, 0]
    assert WIDTH * 4 / 7 < drawn.today < WIDTH * 5 / 7
    assert drawn.height == HEAD + 13 * ROW
    assert gantt(actions, dt.date(2030, 1, 1)).today is None
    assert gantt([], dt.date(2025, 1, 1)) is None


def test_timetable_stands_in_a_region_that_the_keyboard_reaches(client):
    page = page_of(client, "/en/action-plans/ap-2021/timetable/")

    region = page.select_one("svg.gantt").find_parent(class_="scroll")
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert len(page.select("table tbody tr")) == len(page.select("svg.gantt > a")) == 13
    assert "no end named" in page.select("table tbody tr")[1].text


def test_timetable_of_a_plan_without_actions_says_so(client):
    assert "No action of this plan is followed here yet." in page_of(client, "/en/action-plans/ap-2016/timetable/").text


@pytest.mark.parametrize(
    ("asked", "number"), [("", 13), ("2025-04-11", 13), ("2025-04-12", 0), ("2025", 13), ("2026", 0), ("1990-01", 13)]
)
def test_changes_since_a_day(client, asked, number):
    answer = client.get("/en/action-plans/changes/", {"since": asked})

    assert len(answer.context["changes"]) == answer.context["total"] == number
    assert not answer.context["fault"]


@pytest.mark.parametrize("asked", ["yesterday", "2025-13-40", "11.4.2025", "0", "../..", "9" * 300, "\0", "<b>", "-1"])
def test_date_that_is_none_is_answered_by_a_sentence_and_kept(client, asked):
    answer = client.get("/en/action-plans/changes/", {"since": asked})

    assert answer.status_code == 200
    kept = BeautifulSoup(answer.content, "html.parser").select_one("#since")["value"]
    assert kept == asked.replace("\0", "")[:60]
    if asked.strip("\0"):
        assert "is no date the portal can read. Write it as 2016" in answer.content.decode()
        assert answer.context["total"] == 13


def test_change_says_what_stood_before(client):
    action = Action.objects.get(slug="partnerships-5")
    StatusUpdate.objects.create(action=action, status=Status.CONTINUOUS, when="2026-05-02", text="It has begun.")
    StatusUpdate.objects.create(action=action, status=Status.CONTINUOUS, when="2026-09", text="It goes on.")

    total, (newest, older) = changed_since(dt.date(2026, 1, 1))

    assert total == 2
    assert (newest.before, older.before.status) == (older.update, Status.PENDING)
    text = page_of(client, "/en/action-plans/changes/?since=2026").main.get_text(" ")
    assert "From “pending” to “continuous”." in text
    assert "Still “continuous”." in text


def test_changes_of_a_draft_are_neither_listed_nor_fed(client):
    hidden = ActionFactory(title="Quagga", area=Action.objects.first().area, number=99)
    StatusUpdate.objects.create(action=hidden, status=Status.PENDING, when="2026")

    assert "Quagga" not in client.get("/en/action-plans/changes/").content.decode()
    assert "Quagga" not in client.get("/en/action-plans/changes/feed/").content.decode()
    hidden.state, hidden.published_at = "published", "2026-01-01T00:00Z"
    hidden.save()
    assert "Quagga" in client.get("/en/action-plans/changes/feed/").content.decode()


def test_feed_names_each_change_once_and_the_latest_first(client):
    action = Action.objects.get(slug="partnerships-12")
    StatusUpdate.objects.create(action=action, status=Status.CONTINUOUS, when="2026-05-02", text="The dialogue began.")

    feed = BeautifulSoup(client.get("/en/action-plans/changes/feed/").content, "xml")

    items = feed.find_all("item")
    assert len(items) == 14
    assert items[0].title.text == "Action 12, Dialogue with foundations: continuous"
    assert items[0].description.text == "The dialogue began."
    assert len({item.guid.text for item in items}) == 14


def test_home_shows_the_plan_in_one_bar_and_the_menu_leads_to_it(client):
    page = page_of(client, "/en/")

    section = page.select_one("section[aria-labelledby=plan]")
    assert "13 actions are followed here." in section.get_text(" ")
    assert len(section.select(".bar rect")) == 3
    assert "/en/action-plans/" in {link["href"] for link in page.select(".site-nav a")}


def test_editors_find_what_is_to_be_checked_each_with_its_sentence(client):
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    sign_in(client, User.objects.get(pk=user.pk))

    page = page_of(client, reverse("desk:actions"))

    rows = {row.th.text: row.get_text(" ") for row in page.select("table tbody tr")}
    assert "the text says that it goes on" in rows["4 Support local and regional authorities"]
    assert "The list is empty" in rows["2 Better stakeholder coordination"]
    assert reverse("desk:actions") in client.get("/admin/").content.decode()
    action = Action.objects.get(slug="partnerships-4")
    assert reverse("admin:tracker_action_change", args=[action.pk]) in str(page)


def test_list_for_editors_is_closed_to_who_may_not_see_actions(client):
    sign_in(client, User.objects.create_user("other", is_staff=True))

    assert client.get(reverse("desk:actions")).status_code == 403


def test_download_of_actions_tells_status_and_what_carries_it_out(client):
    answer = client.get("/en/action-plans/actions/", {"format": "json", "status": "complete"})
    items = json.loads(b"".join(answer))["items"]

    assert [item["number"] for item in items] == [4]
    assert items[0]["status"] == "complete"
    assert items[0]["types"] == ["partnership"]
    assert items[0]["to_check"][0] == "complete-but-goes-on"
    assert len(items[0]["carried_out_by"]) == 2


def test_plan_that_began_last_is_the_one_on_the_home_page(client):
    ActionPlan.objects.filter(slug="ap-2016").update(title="Older")

    assert "Older" not in page_of(client, "/en/").select_one("section[aria-labelledby=plan]").text
