"""Loading content: all files are checked first, a load can be repeated, and what editors changed stays."""

import io

import pytest
from django.core.management import CommandError, call_command

from directory.models import Source, Topic
from index.models import Change
from intake.digests import said
from intake.models import LoadedRecord
from networks.models import Network
from publishing.models import Version

pytestmark = pytest.mark.django_db

COUNTRY = 'directory.Country:\n  - {code: "NO", code3: NOR, name: Norway}\n'
NETWORK = "networks.Network:\n  - {slug: a, title: A, kind_of_body: ngo, created: 2016"


def load(folder, **options) -> str:
    out = io.StringIO()
    call_command("load_content", dir=str(folder), stdout=out, **options)
    return out.getvalue()


def files(folder, **texts):
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_second_load_changes_nothing(content):
    before = dict(Network.objects.values_list("slug", "updated_at"))
    changes = Change.objects.count()

    call_command("load_content", verbosity=0)

    assert dict(Network.objects.values_list("slug", "updated_at")) == before
    assert Change.objects.count() == changes


def test_changed_file_is_loaded_and_an_edited_record_left_alone(tmp_path):
    two = NETWORK + "}\n  - {slug: b, title: B, kind_of_body: ngo}\n"
    load(files(tmp_path, networks=two))
    edited = Network.objects.get(slug="a")
    edited.purpose = "What the editor wrote"
    edited.save()

    told = load(files(tmp_path, networks=two.replace("title: A", "title: New A").replace("title: B", "title: New B")))

    assert "“a”: it was changed here since the last load." in told
    assert Network.objects.get(slug="a").title == "A"
    assert Network.objects.get(slug="b").title == "New B"


def test_field_that_a_later_version_adds_does_not_look_like_an_editors_change():
    old = Source(reference="a", title="A", kind="law", dated="2016")

    assert said(Source._meta.concrete_fields, old) == {"reference": "a", "title": "A", "kind": "law", "dated": "2016"}
    assert "read_on" in said(Source._meta.concrete_fields, Source(read_on="2026-11-23"))


def test_change_by_a_file_keeps_how_the_record_stood(tmp_path):
    load(files(tmp_path, networks=NETWORK + "}\n"))
    load(files(tmp_path, networks=NETWORK.replace("title: A", "title: New A") + "}\n"))

    versions = Version.objects.of(Network.objects.get()).order_by("number")

    assert [(one.number, one.data["fields"]["title"]) for one in versions] == [(0, "A"), (1, "New A")]


def test_edited_child_row_counts_as_an_edit(tmp_path):
    text = NETWORK + ", products: [{title: Toolkit, kind: toolkit}]}\n"
    load(files(tmp_path, networks=text))
    Network.objects.get(slug="a").products.update(title="A better toolkit")

    load(files(tmp_path, networks=text.replace("title: A", "title: New A")))

    assert Network.objects.get(slug="a").title == "A"
    assert Network.objects.get(slug="a").products.get().title == "A better toolkit"


def test_deleted_and_foreign_records_are_left_alone_and_named(tmp_path):
    load(files(tmp_path, networks=NETWORK + "}\n"))
    Network.objects.get(slug="a").delete()
    Network.objects.create(slug="own", title="Own", kind_of_body="ngo")

    told = load(files(tmp_path, networks=NETWORK + ", purpose: More}\n  - {slug: own, title: X, kind_of_body: ngo}\n"))

    assert "“a”: it was deleted here." in told
    assert "“own”: it was made here" in told
    assert Network.objects.get().title == "Own"


def test_record_gone_from_the_files_stays_and_is_named(tmp_path):
    load(files(tmp_path, networks=NETWORK + "}\n"))

    told = load(files(tmp_path, networks=COUNTRY))

    assert "“a”: it is no longer in the files." in told
    assert Network.objects.filter(slug="a").exists()


def test_dry_run_writes_nothing(tmp_path):
    told = load(files(tmp_path, networks=NETWORK + "}\n"), dry_run=True)

    assert "Would load 1 new" in told
    assert not Network.objects.exists()
    assert not LoadedRecord.objects.exists()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (NETWORK + ", colour: red}\n", "networks.Network “a”, colour: there is no such field"),
        (NETWORK.replace("2016", "soon") + "}\n", "networks.Network “a”, created: “soon” is no date"),
        (NETWORK.replace("ngo", "club") + "}\n", "networks.Network “a”, kind_of_body:"),
        (NETWORK.replace(", title: A", "") + "}\n", "networks.Network “a”, title: this field is missing."),
        (NETWORK + ", topics: [cheese]}\n", "networks.Network “a”, topics: there is no topic 'cheese'"),
        (NETWORK + ", memberships: [{country: NO}]}\n", "memberships[1].country: there is no country False"),
        (NETWORK + ", products: toolkit}\n", "networks.Network “a”, products: this must be a list of rows."),
        (NETWORK + "}\n  - {slug: a, title: A, kind_of_body: ngo}\n", "there is another record with this name"),
        ("networks.Network:\n  - {title: A}\n", "record 1, slug: each record needs this text"),
        ("networks.Club:\n  - {slug: a}\n", "“networks.Club” is no type"),
        ("networks.Network: [{slug: a\n", "broken.yaml: this is no valid YAML"),
        ("just a text\n", "broken.yaml: the file must map names of types"),
        (NETWORK + ", meetings_per_year: many}\n", "networks.Network “a”, meetings_per_year:"),
    ],
)
def test_fault_is_named_with_file_record_and_field_and_nothing_is_written(tmp_path, line, named):
    files(tmp_path, countries=COUNTRY, broken=line)

    with pytest.raises(CommandError) as fault:
        load(tmp_path)

    assert "broken.yaml" in str(fault.value)
    assert named in str(fault.value)
    assert not Network.objects.exists()
    assert not LoadedRecord.objects.exists()


def test_fault_while_writing_undoes_the_whole_load(tmp_path):
    two_members = ", memberships: [{counted_group: NGOs, country: 'NO'}]}\n"

    with pytest.raises(CommandError, match="Give exactly one member"):
        load(files(tmp_path, countries=COUNTRY, networks=NETWORK + two_members))

    assert not Network.objects.exists()


def test_empty_folder_is_a_fault_with_advice(tmp_path):
    with pytest.raises(CommandError, match="Give another folder with --dir"):
        load(tmp_path)


def test_term_that_has_another_address_here_is_named_and_nothing_is_written(tmp_path):
    two = NETWORK + ", topics: [work]}\n  - {slug: b, title: B, kind_of_body: ngo}\n"
    topic = "directory.Topic:\n  - {slug: work, name: Work}\n"
    load(files(tmp_path, topics=topic, networks=two))
    Topic.objects.update(slug="employment")

    with pytest.raises(CommandError, match="The files name the topic “work”"):
        load(files(tmp_path, networks=two.replace("title: B, ", "title: New B, topics: [work], ")))

    assert Network.objects.get(slug="b").title == "B"
