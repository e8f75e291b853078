"""The groups of the desk. Their powers follow after each migration from the table in `desk.powers`."""

from django.db import migrations

GROUPS = ["contributor", "editor", "assessor", "report publisher", "translator", "administrator"]


def make(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_tables"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
