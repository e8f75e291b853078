"""The log: who signed in, who did what; read by administrators, taken away as CSV, changed by nobody."""

import csv
import io

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import User
from audit.admin import AuditedAdmin
from audit.log import write
from audit.models import Act, Entry
from desk.powers import DUTIES
from directory.models import Source
from publishing.admin import PublicationAdmin

from ..desk.test_powers import member
from ..factories import PracticeFactory, SourceFactory
from ..publishing.posting import form_values
from ..signing import sign_in

pytestmark = pytest.mark.django_db
ADMINISTRATOR = DUTIES[-1]


def test_sign_ins_and_failures_are_written_down(client):
    User.objects.create_user("anna", password="a long password of hers")

    client.post(reverse("admin:login"), {"username": "anna", "password": "a long password of hers"})
    client.logout()
    for name in ("anna", "a password typed too early"):
        client.post(reverse("admin:login"), {"username": name, "password": "wrong"})

    acts = [(entry.act, entry.user_name) for entry in Entry.objects.order_by("pk")]
    assert acts == [
        (Act.SIGNED_IN, "anna"),
        (Act.SIGNED_OUT, "anna"),
        (Act.SIGN_IN_FAILED, "anna"),
        (Act.SIGN_IN_FAILED, ""),
    ]
    assert "password" not in str(list(Entry.objects.values()))


def test_changes_of_nouns_are_written_down_beside_those_of_records(client):
    root = User.objects.create_superuser("root")
    sign_in(client, root)
    source = SourceFactory()
    page = reverse("admin:directory_source_change", args=[source.pk])

    client.post(page, form_values(client, page) | {"title": "Another page"})
    name = str(Source.objects.get())
    client.post(reverse("admin:directory_source_delete", args=[source.pk]), {"post": "yes"})

    assert not Source.objects.exists()
    told = [
        (entry.act, entry.title, entry.user) for entry in Entry.objects.exclude(act__startswith="signed").order_by("pk")
    ]
    assert told == [(Act.CHANGED, name, root), (Act.DELETED, name, root)]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("redirects_redirect", {"site": "1", "old_path": "/a/", "new_path": "/b/"}, {"new_path": "/c/"}),
        ("sites_site", {"domain": "one.example.org", "name": "One"}, {"name": "Two"}),
        ("accounts_user", {"username": "ann", "password1": "correct-horse 12", "password2": "correct-horse 12",
                           "usable_password": "true"}, {"first_name": "Ann"}),
    ],
)  # fmt: skip
def test_changes_of_types_that_django_brings_are_written_down(client, name, first, second):
    root = User.objects.create_superuser("root")
    sign_in(client, root)
    before = set(Entry.objects.values_list("pk", flat=True))

    added = client.post(reverse(f"admin:{name}_add"), first)
    assert added.status_code == 302, added.context["errors"]
    pk = Entry.objects.filter(act=Act.ADDED).latest("pk").object_id
    page = reverse(f"admin:{name}_change", args=[pk])
    changed = client.post(page, form_values(client, page) | second)
    assert changed.status_code == 302, changed.context["errors"]
    client.post(reverse(f"admin:{name}_delete", args=[pk]), {"post": "yes"})

    told = Entry.objects.exclude(pk__in=before).order_by("pk")
    assert [(one.act, one.object_id, one.user) for one in told] == [
        (act, pk, root) for act in (Act.ADDED, Act.CHANGED, Act.DELETED)
    ]


def test_every_page_of_the_admin_that_changes_something_writes_into_the_log(rf):
    request = rf.get("/")
    request.user = User.objects.create_superuser("root")

    powers = ("has_add_permission", "has_change_permission", "has_delete_permission")
    silent = [
        model._meta.label
        for model, page in admin.site._registry.items()
        if not isinstance(page, AuditedAdmin | PublicationAdmin) and any(getattr(page, one)(request) for one in powers)
    ]

    assert silent == []


@pytest.mark.parametrize("title", ["=1+1", "＝1+1", "\n=1+1"])  # noqa: RUF001
def test_log_goes_out_as_harmless_csv_and_that_is_written_down_too(client, title):
    sign_in(client, member(ADMINISTRATOR))
    write(Act.MOVED, None, PracticeFactory(title=title), old="draft", new="review", reason="@home")
    marked = {"action": "export", "_selected_action": [Entry.objects.get(act=Act.MOVED).pk]}

    answer = client.post(reverse("admin:audit_entry_changelist"), marked)

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["title"], row["reason"], row["new"]) for row in rows] == [(f"'{title}", "'@home", "review")]
    assert Entry.objects.filter(act=Act.EXPORTED, user_name="member").exists()


def test_nobody_changes_the_log_and_only_administrators_read_it(client):
    entry = write(Act.CHANGED, None, PracticeFactory())
    page = reverse("admin:audit_entry_change", args=[entry.pk])

    sign_in(client, User.objects.create_superuser("root"))
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "x"}).status_code == 403
    assert client.post(reverse("admin:audit_entry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    for number, duty in enumerate(DUTIES[:-1]):
        sign_in(client, member(duty, f"member{number}"))
        assert client.get(reverse("admin:audit_entry_changelist")).status_code == 403


def test_only_an_administrator_deletes_for_good_and_sees_what_goes_with_it(client):
    practice = PracticeFactory(published=True, title="To go")
    practice.partners.create(name="A partner of it")
    page = reverse("admin:practices_practice_delete", args=[practice.pk])

    sign_in(client, member(DUTIES[1], "editor"))
    assert client.get(page).status_code == 403
    sign_in(client, member(ADMINISTRATOR, "admin"))
    told = client.get(page).content.decode()
    assert "A partner of it" in told
    client.post(page, {"post": "yes"})

    assert not type(practice).objects.exists()
    assert Entry.objects.filter(act=Act.DELETED, title="To go", user_name="admin").exists()
