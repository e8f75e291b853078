"""What stays of an action's history, whoever writes: editors, administrators, content files, versions."""

import pytest
import yaml
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from events.models import Meeting
from index.models import Change
from publishing.models import State, Version
from publishing.versions import restore
from tracker.models import Action, ActionItem, ActionPlan, Area, Status, StatusUpdate
from tracker.models.item import KINDS

from ..factories import ActionFactory, ActionPlanFactory, AreaFactory, MeetingFactory, NetworkFactory
from ..publishing.posting import form_values
from ..signing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    made = ActionFactory(published=True)
    StatusUpdate.objects.create(action=made, status=Status.PENDING, when="2024", text="It waits.")
    return made


def editor(client, duty="editor") -> User:
    user = User.objects.create_user(duty.replace(" ", "-"), is_staff=True)
    user.groups.add(Group.objects.get(name=duty))
    user = User.objects.get(pk=user.pk)
    sign_in(client, user)
    return user


def change_url(record) -> str:
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def with_row(values: dict, prefix: str, **row) -> dict:
    """Return what a browser sends after a row was added to the inline `prefix`."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    return values | {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{key}": row[key] for key in row}


def test_editor_adds_a_status_signed_and_dated_and_finds_no_field_for_the_old_one(client, action):
    user = editor(client)
    values = form_values(client, change_url(action))
    assert not [name for name in values if name.startswith("updates-0-") and name[-2:] not in ("id", "on")]

    new = with_row(values, "updates", status=Status.COMPLETE, when="2026-01", text="It is done.")
    answer = client.post(change_url(action), new, follow=True)

    assert answer.redirect_chain, answer.context["errors"]
    told = [(update.status, update.when, update.author) for update in action.updates.all()]
    assert told == [(Status.COMPLETE, "2026-01", user), (Status.PENDING, "2024", None)]


def test_editor_who_sends_a_change_of_an_old_status_all_the_same_changes_nothing(client, action):
    old = action.updates.get()
    editor(client)
    values = form_values(client, change_url(action)) | {
        "updates-INITIAL_FORMS": 1,
        "updates-0-id": old.pk,
        "updates-0-action": action.pk,
        "updates-0-status": Status.COMPLETE,
        "updates-0-when": "1999",
        "updates-0-text": "Forged.",
        "updates-0-DELETE": "on",
    }

    client.post(change_url(action), values)

    again = action.updates.get()
    assert (again.pk, again.status, again.when, again.text) == (old.pk, Status.PENDING, "2024", "It waits.")


def test_administrator_may_correct_an_old_status(client, action):
    editor(client, "administrator")
    values = form_values(client, change_url(action)) | {"updates-0-text": "It waits for the Council."}

    client.post(change_url(action), values)

    assert action.updates.get().text == "It waits for the Council."


def test_who_may_not_change_in_public_finds_no_row_to_add_a_status(client, action):
    user = editor(client, "translator")
    codes = ("change_action", "view_action")
    user.user_permissions.set([p for p in _permissions() if p.codename in codes])

    page = client.get(change_url(action)).content.decode()

    assert 'name="title"' in page
    assert 'name="updates-0-status"' not in page
    assert 'name="updates-__prefix__-status"' not in page


def _permissions():
    return Permission.objects.filter(content_type__app_label="tracker")


def test_going_back_to_a_version_leaves_the_history_alone(client, action):
    editor(client)
    values = form_values(client, change_url(action))
    client.post(change_url(action), values | {"aim": "Another aim."})
    StatusUpdate.objects.create(action=action, status=Status.COMPLETE, when="2026")
    action.refresh_from_db()

    restore(action, Version.objects.of(action).get(number=0), None)

    action.refresh_from_db()
    assert action.aim == ""
    assert [update.status for update in action.updates.all()] == [Status.COMPLETE, Status.PENDING]


FILE = """
tracker.ActionPlan:
  - {slug: plan, title: A plan, period: 2028/2034}
tracker.Area:
  - {slug: area, plan: plan, kind: sectoral, name: An area}
tracker.Action:
  - {slug: one, area: area, number: 1, title: One, updates: %s, items: [{text: A toolkit}]}
"""


def load(folder, updates: list[dict]) -> None:
    (folder / "plan.yaml").write_text(FILE % yaml.safe_dump(updates, default_flow_style=True).strip())
    call_command("load_content", dir=str(folder), verbosity=0)


def test_content_files_add_to_a_history_and_take_nothing_away(tmp_path):
    load(tmp_path, [{"status": "pending", "when": "2028"}])
    first = StatusUpdate.objects.get()

    load(tmp_path, [{"status": "pending", "when": "2028"}, {"status": "under-way", "when": "2029-03"}])
    load(tmp_path, [{"status": "complete", "when": "2031"}])

    told = Action.objects.get().updates.values_list("status", flat=True)
    assert list(told) == ["complete", "under-way", "pending"]
    assert StatusUpdate.objects.filter(pk=first.pk, added_at=first.added_at).exists()
    assert ActionItem.objects.count() == 1


@pytest.mark.parametrize("values", [{}, {"network": True, "text": "both"}, {"network": True, "meeting": True}], ids=str)
def test_database_refuses_an_item_that_is_nothing_or_two_things(action, values):
    records = {"network": NetworkFactory, "meeting": MeetingFactory}
    given = {name: records[name]() if value is True else value for name, value in values.items()}

    with pytest.raises(ValidationError, match="one of them, and not both"):
        ActionItem(action=action, **given).full_clean()
    with pytest.raises(IntegrityError, match="action_item_is_one_record_or_a_text"), transaction.atomic():
        ActionItem.objects.create(action=action, **given)


def test_each_kind_of_item_has_its_key_and_a_name():
    fields = {field.name: field for field in ActionItem._meta.concrete_fields}

    assert all(fields[name].null and fields[name].related_model._meta.label == label for name, label in KINDS.items())
    assert len({ActionItem.kind_label(name) for name in KINDS}) == len(KINDS)


def test_items_of_an_action_whose_source_names_none_are_refused_with_a_sentence(client, action):
    editor(client)
    values = form_values(client, change_url(action)) | {"names_none": "on"}

    answer = client.post(change_url(action), with_row(values, "items", text="A toolkit"))

    assert "the source names nothing that carries it out, but something is listed here" in answer.content.decode()
    assert "A toolkit" in answer.content.decode()
    assert not action.items.exists()


def test_a_draft_that_carries_an_action_out_is_seen_nowhere(client, action):
    draft = MeetingFactory(title="Quagga draft", network=NetworkFactory(published=True, slug="net", title="The net"))
    ActionItem.objects.create(action=action, meeting=draft)
    action.save()
    pages = [
        action.get_absolute_url(),
        "/en/action-plans/actions/",
        "/en/action-plans/actions/?format=json",
        "/en/action-plans/",
    ]
    pages.append(f"{action.plan.get_absolute_url()}timetable/")
    ActionPlan.objects.filter(pk=action.plan.pk).update(state=State.PUBLISHED, published_at="2020-01-01T00:00Z")
    assert "network" not in {facet.name for facet in client.get("/en/action-plans/actions/").context["page"].facets}

    texts = [b"".join(client.get(url)) for url in pages]

    assert not [text for text in texts if b"Quagga" in text]
    draft.move(State.PUBLISHED, User.objects.create_superuser("root"))
    assert b"Quagga" in client.get(action.get_absolute_url()).content


def test_publishing_a_record_has_its_actions_read_again(action, django_capture_on_commit_callbacks):
    draft = MeetingFactory(network=NetworkFactory(published=True, slug="net"))
    ActionItem.objects.create(action=action, meeting=draft)
    before = Change.objects.filter(kind="tracker.action", object_id=action.pk).count()

    with django_capture_on_commit_callbacks(execute=True):
        Meeting.objects.get(pk=draft.pk).move(State.PUBLISHED, User.objects.create_superuser("root"))

    assert Change.objects.filter(kind="tracker.action", object_id=action.pk).count() == before + 1


def test_editor_adds_a_whole_next_plan_with_an_area_and_an_action(client):
    editor(client)
    old = ActionPlanFactory(published=True, slug="old")
    add = reverse("admin:tracker_actionplan_add")
    area = {"kind": "horizontal", "position": 1, "name": "Digital tools", "slug": "digital-2028"}
    values = form_values(client, add) | {
        "title": "Plan 2028-2034", "slug": "ap-2028", "period": "2028/2034", "predecessor": old.pk,
        "state": "published",
    }  # fmt: skip
    answer = client.post(add, with_row(values, "areas", **area), follow=True)
    assert answer.redirect_chain, answer.context["errors"]
    made = Area.objects.get(slug="digital-2028")
    add = reverse("admin:tracker_action_add")
    values = form_values(client, add) | {
        "title": "Tools for all", "slug": "digital-2028-1", "area": made.pk, "number": 1, "state": "published",
        "types": ["project", "funding"],
    }  # fmt: skip
    answer = client.post(add, with_row(values, "updates", status="pending", when="2028-02"), follow=True)
    assert answer.redirect_chain, answer.context["errors"]

    page = client.get("/en/action-plans/ap-2028/").content.decode()

    assert "Digital tools" in page
    assert Action.objects.get().types == ["project", "funding"]
    assert "Tools for all" in client.get("/en/action-plans/actions/?plan=ap-2028&type=funding").content.decode()


def test_types_are_those_of_the_list_only():
    record = ActionFactory(types=["funding"])
    record.full_clean(exclude=["author"])

    for wrong in (["nonsense"], "funding", [1]):
        record.types = wrong
        with pytest.raises(ValidationError, match="Choose among these"):
            record.full_clean(exclude=["author"])


def test_area_that_actions_lean_on_is_not_deleted_with_a_click(client, action):
    editor(client, "administrator")
    url = change_url(action.plan)
    values = form_values(client, url) | {"areas-0-DELETE": "on"}

    answer = client.post(url, values)

    assert Area.objects.filter(pk=action.area.pk).exists()
    assert answer.status_code == 200


def test_a_new_name_of_an_area_is_told_to_the_index(action):
    AreaFactory()
    action.area.name = "Homes"
    action.area.save()

    kinds = set(Change.objects.order_by("-pk")[:2].values_list("kind", "object_id"))
    assert kinds == {("tracker.actionplan", action.plan.pk), ("tracker.action", action.pk)}
