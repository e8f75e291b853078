"""The portal's whole content in files of each format: out and in again, and once more under new names."""

import json

import pytest

from accounts.models import User
from audit.models import Act
from publishing.models import State, Version
from publishing.versions import keep_first, keep_first_many, keep_many, snapshot, snapshots

from .bulk_files import bring, every_format, every_published, every_resource, faults, take

pytestmark = [pytest.mark.usefixtures("loaded_content"), pytest.mark.django_db]


@pytest.fixture
def root():
    return User.objects.create_superuser("root")


@every_resource
@every_format
def test_the_whole_content_comes_back_without_a_change(root, resource, fmt):
    assert resource(root).model.objects.count() >= 15

    outcome = bring(resource, root, take(resource, root, fmt))

    assert faults(outcome) == []
    assert [change for line in outcome.lines for change in line.changes] == []
    assert outcome.totals == {"new": 0, "changed": 0, "same": resource(root).model.objects.count(), "faulty": 0}
    assert not Version.objects.exists()


@every_published
@every_format
def test_the_whole_content_under_new_names_says_the_same(root, resource, fmt):
    """Each record is made once more from the file: fields, terms, named rows and ties between rows of the file."""
    first = json.loads(take(resource, root))
    selves = [c.column_name for c in resource(root).columns if getattr(c, "model", None) is resource(root).model]

    def renamed(row):
        told = dict(row)
        for name in ["slug", *selves]:
            value = told[name]
            told[name] = [f"x-{one}" for one in value] if isinstance(value, list) else value and f"x-{value}"
        return told

    wanted = [renamed(row) for row in reversed(first)]  # so that rows lean on rows beneath them
    if fmt == "json":
        content = wanted
    else:
        flat = [{key: "; ".join(v) if isinstance(v, list) else v for key, v in row.items()} for row in wanted]
        content = [
            {key: ("yes" if v else "no") if isinstance(v, bool) else v for key, v in row.items()} for row in flat
        ]
    outcome = bring(resource, root, content, fmt)

    assert faults(outcome) == []
    assert outcome.totals["new"] == len(first) == len(outcome.doubtful)
    made = resource(root).model.objects.filter(slug__startswith="x-")
    again = json.loads(take(resource, root, records=made))
    assert {row["slug"]: row for row in again} == {row["slug"]: row for row in wanted}
    assert {one.state for one in made} == {State.DRAFT}


@every_published
def test_versions_of_many_are_those_of_one(root, resource):
    records = list(resource(root).model.objects.order_by("pk")[:20])
    keep_first(records[0])
    Version.objects.all().delete()

    shots = snapshots(type(records[0]), [record.pk for record in records])
    keep_first_many(records)
    keep_many(records, root, "why", Act.IMPORTED)

    assert shots == {record.pk: snapshot(record) for record in records}
    for record in records:
        kept = Version.objects.of(record).order_by("number")
        assert [(v.number, v.title, v.user, v.reason) for v in kept] == [
            (0, str(record), None, ""), (1, str(record), root, "why"),
        ]  # fmt: skip
        assert (record.version, type(record).objects.get(pk=record.pk).version) == (1, 1)


@every_resource
def test_export_takes_few_queries_whatever_the_length(root, resource, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        take(resource, root, "csv")
