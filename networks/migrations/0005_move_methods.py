"""Each method that stood in lines of its network becomes a record: its steps in order, its adopters, its source."""

from django.db import migrations
from django.utils import timezone
from django.utils.text import slugify


def move(apps, schema_editor):
    """Make a record of each method, as public as its network, filed under the network's terms."""
    method = apps.get_model("networks", "Method")
    for row in apps.get_model("networks", "FormerMethod").objects.select_related("network").order_by("pk"):
        network = row.network
        made = method.objects.create(
            title=row.name,
            slug=_free(method, slugify(row.name)[:190] or f"method-{row.pk}"),
            language=network.language,
            network=network,
            state=network.state,
            published_at=network.published_at or (timezone.now() if network.state == "published" else None),
            author_id=network.author_id,
        )
        for terms in ("topics", "target_groups", "countries"):
            getattr(made, terms).set(getattr(network, terms).all())
        lines = [line.strip() for line in row.steps.splitlines() if line.strip()]
        for position, text in enumerate(lines, 1):
            made.steps.create(position=position, text=text)
        for adopter in row.adopted_by.all():
            made.adoptions.create(network=adopter, source=row.source)
        if row.source:
            made.citations.create(source=row.source)


def _free(method, slug: str) -> str:
    """Return `slug`, with a number after it where it is taken."""
    number, wanted = 1, slug
    while method.objects.filter(slug=wanted).exists():
        number += 1
        wanted = f"{slug}-{number}"
    return wanted


def back(apps, schema_editor):
    """Put the records back into lines of their networks."""
    former = apps.get_model("networks", "FormerMethod")
    for made in apps.get_model("networks", "Method").objects.prefetch_related("steps", "adoptions", "citations"):
        source = made.citations.order_by("pk").first()
        row = former.objects.create(
            network_id=made.network_id,
            name=made.title[:200],
            steps="\n".join(" ".join(step.text.split()) for step in made.steps.order_by("position", "pk")),
            source_id=source.source_id if source else None,
        )
        row.adopted_by.set([adoption.network_id for adoption in made.adoptions.all()])
        made.delete()


class Migration(migrations.Migration):
    dependencies = [("networks", "0004_methods_as_records")]
    operations = [migrations.RunPython(move, back)]
