"""Records by the hundred: the same questions to every type that comes and goes in files."""

import csv
import io

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from audit.models import Act, Entry
from audit.tables import FORMULA_STARTS
from directory.models import Organisation
from events.bulk import MeetingResource
from events.models import Meeting
from index.models import Change
from networks.bulk import MembershipResource, NetworkResource
from networks.models import Membership, Network
from practices.bulk import PracticeResource
from practices.models import Practice
from publishing.bulk.lines import Kind
from publishing.bulk.tables import read_table
from publishing.models import State, Version
from publishing.versions import snapshot

from ..factories import (
    CountryFactory,
    MeetingFactory,
    NetworkFactory,
    PracticeFactory,
    SourceFactory,
    TopicFactory,
)
from .bulk_files import RESOURCES, bring, every_format, every_published, every_resource, faults, take, upload

pytestmark = pytest.mark.django_db
KIND = {Network: "kind_of_body", Meeting: "kind_of_meeting", Practice: "kind_of_practice"}
KINDS = {Network: "ngo", Meeting: "board", Practice: "project"}


@pytest.fixture
def root():
    return User.objects.create_superuser("root")


def editor(name="editor", group="editor", **values):
    user = User.objects.create_user(name, is_staff=True, **values)
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def new(model, **values) -> dict:
    """Return a row that makes a record."""
    return {"slug": "new-one", "title": "New one", KIND[model]: KINDS[model]} | values


def test_these_types_come_and_go_in_files():
    found = [one.bulk for one in admin.site._registry.values() if getattr(one, "bulk", None)]

    assert sorted(found, key=str) == sorted(RESOURCES, key=str)


# What goes out comes back


NASTY = [
    '=HYPERLINK("http://evil.example")', "+1", "-1", "@cmd", "'=quoted", "''=twice", "'plain", "＝wide", "#N/A",  # noqa: RUF001
    "#REF!",
    "5 < 7", 'say "so"; and, so', "a|b", "Ωμέγα 🙂 العربية", "_x000D_", "2016-10", "007", "TRUE", "yes", "None", "1e5",
]  # fmt: skip


@every_format
def test_nasty_texts_come_back_as_they_were(root, fmt):
    for number, text in enumerate(NASTY):
        PracticeFactory(title=f"Nasty {number}", goals=f"{text}\nsecond line\n\n{text}", contact_name=text[:100])

    outcome = bring(PracticeResource, root, take(PracticeResource, root, fmt))

    assert [(line.title, line.changes) for line in outcome.lines if line.changes] == []
    assert outcome.totals["same"] == len(NASTY)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_no_cell_that_goes_out_begins_like_a_formula(root, fmt):
    for number, text in enumerate(NASTY):
        PracticeFactory(title=f"Nasty {number}", goals=text)

    content = take(PracticeResource, root, fmt)
    if fmt == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        cells = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}

    assert not [cell for cell in cells if cell.startswith(FORMULA_STARTS)]
    table = read_table(upload(content), PracticeResource(root).fields)
    assert sorted(row["goals"] for row in table.rows) == sorted(NASTY)


def test_text_longer_than_a_cell_is_left_alone_and_cannot_be_cut_short(root):
    long = PracticeFactory(goals="word " * 8_000)
    rows = take(PracticeResource, root, "xlsx")

    same = bring(PracticeResource, root, rows)
    cut = bring(PracticeResource, root, [{"slug": long.slug, "goals": "Another beginning."}], "xlsx")
    whole = bring(PracticeResource, root, [{"slug": long.slug, "goals": "Another text."}], "csv")

    assert same.totals["same"] == 1
    assert faults(cut) == [(2, "goals", "This text is longer than a spreadsheet's cell holds. Use CSV or JSON for it.")]
    assert whole.totals["changed"] == 1


# What is written, and how it is kept


@every_published
@every_format
def test_new_row_makes_a_draft_of_its_author_with_a_version_and_an_entry(root, resource, fmt):
    model = resource(root).model
    TopicFactory()
    CountryFactory()

    row = new(model, topics="Housing", countries="se", summary="One.\nTwo.", state="published")
    refused = bring(resource, root, [row], fmt)
    del row["state"]
    outcome = bring(resource, root, [row], fmt, name="march.csv")

    assert "There is no column “state”" in faults(refused)[0][2]
    assert faults(outcome) == []
    record = model.objects.get(slug="new-one")
    assert (record.state, record.published_at, record.author) == (State.DRAFT, None, root)
    assert (record.summary, record.version) == ("One.\nTwo.", 1)
    assert [topic.slug for topic in record.topics.all()] == ["housing"]
    kept = Version.objects.of(record).get()
    assert (kept.number, kept.reason, kept.user, kept.data) == (1, "march.csv", root, snapshot(record))
    entry = Entry.objects.get(act=Act.IMPORTED, object_id=record.pk)
    assert (entry.kind, entry.user, entry.reason) == (model._meta.label_lower, root, "march.csv")
    assert Change.objects.filter(kind=record.kind(), object_id=record.pk).exists()


@every_published
def test_changed_row_keeps_what_stood_before_and_what_stands_now(root, resource):
    model = resource(root).model
    record = model.objects.create(title="Before", slug="it", published_at=timezone.now(), state="published", **{
        KIND[model]: KINDS[model]
    })  # fmt: skip
    TopicFactory()

    outcome = bring(resource, root, [{"slug": "it", "title": "After", "topics": ["housing"]}], name="x.json")

    assert outcome.totals["changed"] == 1
    record.refresh_from_db()
    assert (record.title, record.state, record.version) == ("After", State.PUBLISHED, 1)
    versions = Version.objects.of(record).order_by("number")
    assert [(v.number, v.data["fields"]["title"], v.reason) for v in versions] == [
        (0, "Before", ""),
        (1, "After", "x.json"),
    ]
    assert versions[1].data["terms"]["topics"] == [record.topics.get().pk]


@every_published
def test_unchanged_rows_are_counted_and_leave_no_trace(root, resource):
    model = resource(root).model
    record = model.objects.create(title="It", slug="it", **{KIND[model]: KINDS[model]})
    before = model.objects.get().updated_at

    outcome = bring(resource, root, [{"slug": "it", "title": " It "}])

    assert outcome.totals == {"new": 0, "changed": 0, "same": 1, "faulty": 0}
    assert model.objects.get().updated_at == before
    assert not Version.objects.of(record).exists()


@every_published
@pytest.mark.parametrize("dry_run", [True, False])
def test_one_fault_keeps_the_whole_file_out(root, resource, dry_run):
    model = resource(root).model
    there = model.objects.create(title="Before", slug="it", **{KIND[model]: KINDS[model]})
    rows = [
        new(model), {"slug": "it", "title": "After", KIND[model]: KINDS[model]},
        new(model, slug="bad", title="Bad", **{KIND[model]: "nonsense"}),
    ]  # fmt: skip

    outcome = bring(resource, root, rows, dry_run=dry_run)

    assert [line.kind for line in outcome.lines] == [Kind.NEW, Kind.CHANGED, Kind.FAULTY]
    assert [(number, column) for number, column, _text in faults(outcome)] == [(3, KIND[model])]
    there.refresh_from_db()
    assert (there.title, model.objects.count()) == ("Before", 1)
    assert not Version.objects.exists()
    assert not Entry.objects.exists()
    assert not Change.objects.exclude(object_id=there.pk).exists()


@every_published
def test_dry_run_writes_nothing(root, resource):
    model = resource(root).model

    outcome = bring(resource, root, [new(model)], dry_run=True)

    assert outcome.totals["new"] == 1
    assert not model.objects.exists()
    assert not Version.objects.exists()


def test_check_and_writing_come_to_the_same(root):
    practice = PracticeFactory(title="There", goals="Old")
    rows = [
        new(Practice),
        new(Practice, slug="b", title="THÈRE"),
        {"slug": practice.slug, "title": "There", "goals": "New"},
    ]
    rows[2][KIND[Practice]] = "project"
    rows = [{"goals": ""} | row for row in rows]

    assert bring(PracticeResource, root, rows, dry_run=True).digest == bring(PracticeResource, root, rows).digest


def test_missing_column_is_left_alone_and_empty_cell_empties(root):
    practice = PracticeFactory(goals="Goals", results="Results", summary="Sum", topics=[TopicFactory()], period="2016")

    bring(PracticeResource, root, [{"slug": practice.slug, "goals": "", "topics": "", "period": None}], "xlsx")

    practice.refresh_from_db()
    assert (practice.goals, practice.results, practice.summary, practice.period) == ("", "Results", "Sum", "")
    assert practice.period_from is None
    assert not practice.topics.exists()


def test_name_missing_in_one_object_of_a_json_is_left_alone_there(root):
    one, two = PracticeFactory(goals="One"), PracticeFactory(goals="Two")

    bring(PracticeResource, root, [{"slug": one.slug, "goals": ""}, {"slug": two.slug, "title": "New title"}])

    two.refresh_from_db()
    assert (two.goals, two.title) == ("Two", "New title")


def test_json_may_bring_lists_numbers_and_truth(root):
    TopicFactory()
    TopicFactory(slug="sport", name="Sport")
    row = new(
        Meeting, topics=["sport", "housing"], conclusions=["One.", " Two."], ordinal=7, is_online=True, when="2016"
    )

    outcome = bring(MeetingResource, root, [row])

    assert faults(outcome) == []
    meeting = Meeting.objects.get()
    assert (meeting.conclusions, meeting.ordinal, meeting.is_online, meeting.when) == ("One.\nTwo.", 7, True, "2016")


def test_text_of_one_line_stays_in_one_line(root):
    bring(
        PracticeResource, root, [new(Practice, title="New\n one ", contact_name=["Ada", "Berg"], goals=["One", "Two"])]
    )

    assert list(Practice.objects.values_list("title", "contact_name", "goals")) == [("New one", "Ada Berg", "One\nTwo")]


def test_texts_are_cleaned_as_on_save(root):
    bring(PracticeResource, root, [new(Practice, title="<b>New</b>", goals="<script>alert(1)</script>Good\u202e")])

    assert list(Practice.objects.values_list("title", "goals")) == [("New", "Good")]
    again = bring(PracticeResource, root, [new(Practice, title="<b>New</b>", goals="<i>Good</i>")])
    assert again.totals["same"] == 1


def test_rows_may_lean_on_rows_beneath_them(root):
    rows = [
        new(Network, slug="part", title="Part", parent="whole", complements="whole; other"),
        new(Network, slug="other", title="Other", parent="", complements=""),
        new(Network, slug="whole", title="Whole", parent="", complements=""),
    ]

    outcome = bring(NetworkResource, root, rows, "csv")

    assert faults(outcome) == []
    part = Network.objects.get(slug="part")
    assert part.parent.slug == "whole"
    assert {one.slug for one in part.complements.all()} == {"whole", "other"}
    assert Version.objects.of(part).get().data == snapshot(part)


# Rows named by what they point to


def test_sources_come_and_go_unless_something_is_told_of_them(root):
    one, two = SourceFactory(reference="one", title="One"), SourceFactory(reference="two", title="Two")
    practice = PracticeFactory()
    practice.citations.create(source=one)
    practice.citations.create(source=two, claim="It says so.")

    def sources(text, **rest):
        return bring(PracticeResource, root, [{"slug": practice.slug, "sources": text}], **rest)

    SourceFactory(reference="three", title="Three")
    kept = sources("two; three", dry_run=True)
    refused = sources("one")
    sources("two|three")

    assert [(c.old, c.new) for line in kept.lines for c in line.changes] == [("one; two", "three; two")]
    assert "says more about “Two” than its name" in faults(refused)[0][2]
    told = practice.citations.order_by("source__reference").values_list("source__reference", "claim")
    assert list(told) == [("three", ""), ("two", "It says so.")]


def test_partners_are_told_apart_from_those_who_run_it(root):
    for slug in ("city", "club"):
        Organisation.objects.create(slug=slug, name=slug.title(), kind="ngo")
    practice = PracticeFactory()
    practice.partners.create(name="Without a page", role="helps")

    bring(PracticeResource, root, [{"slug": practice.slug, "run_by": "city", "partners": "club"}])

    told = practice.partners.filter(organisation__isnull=False).values_list("organisation__slug", "is_implementer")
    assert sorted(told) == [("city", True), ("club", False)]
    assert practice.partners.count() == 3


# Faults


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("title", "", "must not be empty"),
        ("title", "x" * 301, "at most 300 characters"),
        ("slug", "Not a slug!", "valid “slug”"),
        ("kind_of_meeting", "bord", "Use one of"),
        ("when", "Oct-16", "is no date the portal can read. Write it as"),
        ("when", "2016-13-45", "is no date"),
        ("ordinal", "seven", "must be an integer"),
        ("ordinal", "-1", "greater than or equal to 0"),
        ("ordinal", "9" * 30, "less than or equal to"),
        ("ordinal", "9" * 6000, "must be an integer"),
        ("is_online", "perhaps", "Write yes or no"),
        ("network", "eim", "There is no network “eim”. Did you mean “ein”?"),
        ("network", "nothing-like-it", "Look up how it is called"),
        ("topics", "housing; hausing", "There is no topic “hausing”. Did you mean “housing”?"),
        ("topics", "gone", "is retired. Choose another term"),
        ("countries", "XX", "There is no country “XX”"),
        ("place", "malmö", "There is no place"),
        ("sources", "pag", "There is no source “pag”. Did you mean “page”?"),
        ("participants", "12.5", "must be an integer"),
    ],
)
@every_format
def test_fault_names_row_column_value_and_what_to_do(root, fmt, column, value, said):
    NetworkFactory(slug="ein")
    TopicFactory()
    TopicFactory(slug="gone", name="Gone", retired_at=timezone.now())
    CountryFactory()
    SourceFactory()
    good = new(Meeting, slug="good", title="Good")
    row = new(Meeting, slug="other", title="Other") | {column: value}
    rows = [{column: good.get(column, "")} | good, row]

    outcome = bring(MeetingResource, root, rows, fmt, dry_run=True)

    assert len(outcome.all_faults) == 1, faults(outcome)
    fault = outcome.all_faults[0]
    assert (fault.number, fault.column, fault.value) == (2 if fmt == "json" else 3, column, value[:120])
    assert said.replace("Use one of", "One of") in fault.text.replace("Use one of", "One of")


def test_every_fault_of_every_row_is_told_at_once(root):
    rows = [new(Meeting, slug=f"n-{n}", title=f"N {n}", when="soon", is_online="maybe") for n in range(3)]

    found = faults(bring(MeetingResource, root, rows, dry_run=True))

    assert [(number, column) for number, column, _text in found] == [
        (number, column) for number in (1, 2, 3) for column in ("when", "is_online")
    ]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": 1}, "neither a text nor a number"), ([["x"]], "neither a text nor a number"), ([1], "neither"),
        ("a\0b", "cannot be stored"), ("\ud800", "cannot be stored"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "column", ["title", "slug", "goals", "topics", "is_regular_service", "kind_of_practice", "sources"]
)
def test_odd_values_of_a_json_are_faults_of_their_cell(root, column, value, said):
    PracticeFactory()

    outcome = bring(PracticeResource, root, [new(Practice) | {column: value}], dry_run=True)

    assert outcome.totals["faulty"] == 1
    assert any(
        said in text or "There is no topic “1”" in text or "no source “1”" in text for *_place, text in faults(outcome)
    )


@every_resource
def test_unknown_column_is_refused_with_the_nearest_one(root, resource):
    names = resource(root).fields
    some = "until" if "until" in names else "summary"

    found = bring(resource, root, [dict.fromkeys(resource.keys, "x") | {f"{some}e": "", "zzz": ""}], dry_run=True)

    texts = [text for number, _column, text in faults(found) if number is None]
    assert f"There is no column “{some}e”. Did you mean “{some}”?" in texts
    assert "There is no column “zzz”. The list of columns says which there are." in texts


@every_resource
def test_missing_key_column_is_named(root, resource):
    found = faults(bring(resource, root, [{list(resource(root).fields)[-1]: ""}], dry_run=True))

    assert (None, "", f"The column “{resource.keys[0]}” is missing: by it a row finds its record.") in found


@every_published
def test_columns_that_new_records_need_are_named(root, resource):
    outcome = bring(resource, root, [{"slug": "new-one", "summary": "x"}])

    text = f"New records, as in row 1, need columns that are missing: title, {KIND[resource(root).model]}."
    assert (None, "", text) in faults(outcome)
    assert not resource(root).model.objects.exists()


# Duplicates


@every_published
def test_same_slug_twice_is_a_fault(root, resource):
    model = resource(root).model

    outcome = bring(resource, root, [new(model), new(model, title="Another")])

    assert faults(outcome) == [(2, "slug", "Row 1 has the same slug. Keep one of the two.")]


@every_published
def test_new_row_with_a_title_that_is_there_is_pointed_out(root, resource):
    model = resource(root).model
    model.objects.create(title="Café  für ALLE", slug="cafe", **{KIND[model]: KINDS[model]})
    rows = [new(model, title="cafe fur alle"), new(model, slug="b", title="Other"), new(model, slug="c", title="OTHER")]

    outcome = bring(resource, root, rows, dry_run=True)

    assert [(line.number, one.title, one.slug, one.number) for line in outcome.doubtful for one in line.alike] == [
        (1, "Café  für ALLE", "cafe", None), (3, "Other", "b", 2),
    ]  # fmt: skip
    given = bring(resource, root, [new(model, slug="cafe", title="cafe fur alle")], dry_run=True)
    assert (given.doubtful, given.totals["changed"]) == ([], 1)


def test_meeting_of_the_same_network_on_the_same_date_is_pointed_out(root):
    network = NetworkFactory(slug="ein")
    MeetingFactory(title="The first", slug="first", network=network, when="2016-10-11")

    rows = [
        new(Meeting, network="ein", when="2016-10-11"),
        new(Meeting, slug="b", title="B", network="ein", when="2017"),
    ]
    outcome = bring(MeetingResource, root, rows, dry_run=True)

    assert [(line.number, one.slug, one.why) for line in outcome.doubtful for one in line.alike] == [
        (1, "first", "It is of the same network on the same date.")
    ]


def test_duplicate_of_a_draft_that_one_may_not_see_keeps_its_name(root):
    user = editor("c", "contributor")
    user.countries.add(CountryFactory())
    PracticeFactory(title="Secret plan", slug="secret-slug")

    outcome = bring(PracticeResource, user, [new(Practice, title="secret plan", countries="SE")], dry_run=True)

    (alike,) = outcome.doubtful[0].alike
    assert (alike.title, alike.slug) == ("a colleague's draft that you may not see", "")


def test_forged_slugs_tell_nothing_of_drafts_that_one_may_not_see(client):
    user = editor("c", "contributor")
    user.countries.add(CountryFactory())
    PracticeFactory(title="Secret plan", slug="by-its-slug", goals="Secret goals.")
    NetworkFactory(title="Secret network", acronym="SN", slug="by-a-key")
    practices = [{"slug": "by-its-slug", "title": "Guess", "goals": "Guess."}]
    meetings = [new(Meeting, countries="SE", network="by-a-key")]

    outcomes = [
        bring(PracticeResource, user, practices, dry_run=True), bring(MeetingResource, user, meetings, dry_run=True),
        bring(MembershipResource, user, [seat("by-a-key")], dry_run=True),
    ]  # fmt: skip

    for outcome in outcomes:
        assert faults(outcome)
        told = repr(outcome)
        assert "by-" in told
        assert "Secret" not in told
        assert "SN" not in told


# Powers over each row


def test_contributor_brings_drafts_of_own_countries_only():
    user = editor("c", "contributor")
    user.countries.add(CountryFactory())
    france = CountryFactory(code="FR", code3="FRA", name="France")
    own = PracticeFactory(slug="own", countries=[CountryFactory()])
    PracticeFactory(slug="other", countries=[france])
    PracticeFactory(slug="public", countries=[CountryFactory()], published=True)
    rows = [
        new(Practice, countries="SE"), new(Practice, slug="fr", title="F", countries="SE; FR"),
        new(Practice, slug="none", title="N", countries=""), new(Practice, slug="own", title="Own now", countries="SE"),
        new(Practice, slug="other", title="Mine now", countries="FR"), new(Practice, slug="public", countries="SE"),
    ]  # fmt: skip

    outcome = bring(PracticeResource, user, rows)

    mine = "You write for these countries: SE. Choose only them."
    assert faults(outcome) == [
        (2, "", mine), (3, "", mine),
        (5, "slug", "This slug is taken by a record that you may not see. Choose another one."), (5, "", mine),
        (6, "", "You may not change this record."),
    ]  # fmt: skip
    assert faults(bring(PracticeResource, user, [rows[0], rows[3]])) == []
    own.refresh_from_db()
    assert (own.title, Practice.objects.get(slug="new-one").author) == ("Own now", user)
    moved = bring(PracticeResource, user, [{"slug": "own", "countries": "SE; FR"}])
    assert faults(moved) == [(1, "", mine)]


def test_public_record_wants_somebody_who_may_publish_it():
    user = editor(group="report publisher")
    meeting = MeetingFactory(published=True)
    own = editor("author")
    practice = PracticeFactory(published=True, author=own)

    staff = bring(MeetingResource, user, [{"slug": meeting.slug, "title": "Changed"}])
    author = bring(PracticeResource, own, [{"slug": practice.slug, "title": "Changed"}])
    second = bring(PracticeResource, editor("second"), [{"slug": practice.slug, "title": "Changed"}])

    for outcome in (staff, author):
        assert "This record is public or archived, and you may not publish it" in faults(outcome)[0][2]
    assert faults(second) == []
    assert not Version.objects.of(meeting).exists()


def test_adding_takes_its_own_power():
    user = editor(group="report publisher")

    assert faults(bring(MeetingResource, user, [new(Meeting)])) == [(1, "", "You may not add records of this type.")]
    assert faults(bring(PracticeResource, user, [new(Practice)])) == []


def test_rows_that_change_nothing_want_no_power():
    user = editor(group="translator")
    practice = PracticeFactory(published=True)

    outcome = bring(PracticeResource, user, [{"slug": practice.slug, "title": practice.title}])

    assert (faults(outcome), outcome.totals["same"]) == ([], 1)


def test_private_address_goes_out_only_to_those_who_may_change_all(root):
    PracticeFactory(published=True, contact_email="ada@example.org")
    contributor = editor("c", "contributor")
    contributor.countries.add(CountryFactory())

    assert b"ada@example.org" in take(PracticeResource, root)
    for user in (contributor, editor("t", "translator"), editor("a", "assessor")):
        told = take(PracticeResource, User.objects.get(pk=user.pk))
        assert b"ada@example.org" not in told
        assert b"contact_email" not in told


# Members


def seat(network="ein", **values) -> dict:
    return {"network": network, "organisation": "", "country": "", "since": "", "role": "", "until": ""} | values


@pytest.fixture
def ein():
    CountryFactory()
    Organisation.objects.create(slug="ecre", name="ECRE", kind="ngo")
    return NetworkFactory(slug="ein", acronym="EIN", published=True)


@every_format
def test_member_is_found_by_network_member_and_beginning(root, ein, fmt):
    rows = [seat(organisation="ecre", since="2016"), seat(country="SE", since="2016-10", role="chair")]

    first = bring(MembershipResource, root, rows, fmt, name="members.csv")
    again = bring(MembershipResource, root, rows[1:], fmt)
    rows[0] |= {"role": "observer", "until": "2020"}
    changed = bring(MembershipResource, root, rows, fmt)

    assert (first.totals["new"], again.totals["same"]) == (2, 1)
    assert (changed.totals["changed"], changed.totals["same"], changed.totals["new"]) == (1, 1, 0)
    told = ein.memberships.order_by("pk").values_list("organisation__slug", "country__code", "role", "since", "until")
    assert list(told) == [("ecre", None, "observer", "2016", "2020"), (None, "SE", "chair", "2016-10", "")]
    versions = Version.objects.of(ein).order_by("number")
    assert [(v.number, len(v.data["rows"]["memberships"]), v.reason) for v in versions] == [
        (0, 0, ""), (1, 2, "members.csv"), (2, 2, "list.json"),
    ]  # fmt: skip


def test_member_in_two_roles_is_told_apart_by_the_role(root, ein):
    both = [seat(organisation="ecre", role="runs"), seat(organisation="ecre", role="chair")]
    bring(MembershipResource, root, both)

    same = bring(MembershipResource, root, both)
    ended = bring(MembershipResource, root, [both[1] | {"until": "2019"}])
    unclear = bring(MembershipResource, root, [seat(organisation="ecre")])

    assert same.totals["same"] == 2
    assert ended.totals["changed"] == 1
    assert dict(ein.memberships.values_list("role", "until")) == {"runs": "", "chair": "2019"}
    assert "sits there in several roles" in faults(unclear)[0][2]


def test_member_that_sits_there_already_is_pointed_out(root, ein):
    bring(MembershipResource, root, [seat(organisation="ecre", since="2016")])

    outcome = bring(MembershipResource, root, [seat(organisation="ecre", since="2018")], dry_run=True)

    (alike,) = outcome.doubtful[0].alike
    assert (alike.title, alike.why) == ("EIN: ECRE (member): 2016", "This member sits in the network already.")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Give exactly one member"),
        ({"organisation": "ecre", "country": "SE"}, "Give exactly one member"),
        ({"organisation": "ecr"}, "Did you mean “ecre”?"),
        ({"network": "eim", "organisation": "ecre"}, "There is no network “eim”. Did you mean “ein”?"),
        ({"network": "", "organisation": "ecre"}, "must not be empty"),
        ({"organisation": "ecre", "role": "boss"}, "One of:"),
        ({"organisation": "ecre", "since": "soon"}, "is no date"),
    ],
)
def test_member_rows_are_checked(root, ein, values, said):
    found = faults(bring(MembershipResource, root, [seat() | values], dry_run=True))

    assert any(said in text for *_place, text in found), found


def test_same_member_twice_in_a_file_is_a_fault(root, ein):
    found = faults(
        bring(MembershipResource, root, [seat(organisation="ecre"), seat(organisation="ecre", until="2020")])
    )

    assert [number for number, *_rest in found] == [2]
    assert not Membership.objects.exists()


def test_members_take_the_powers_over_their_network(ein):
    staff = editor("staff", "report publisher")
    rows = [seat(organisation="ecre")]

    refused = faults(bring(MembershipResource, staff, rows))
    taken = faults(bring(MembershipResource, editor(), rows))

    assert (refused, taken) == ([(1, "", "You may not change this network.")], [])
