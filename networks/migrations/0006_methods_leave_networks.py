"""What was put aside has been moved."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("networks", "0005_move_methods")]
    operations = [migrations.DeleteModel("FormerMethod")]
