"""A proposal becomes a draft practice: every field to its place, files and history along with it."""

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from directory.models import Country, Place, TargetGroup, Topic
from directory.names import fold
from practices.models import Practice, PracticeDocument, PracticePhotograph
from publishing.models import Publication

from .models import Proposal, SentIn, State


@transaction.atomic
def take_over(sent: SentIn, by, field: str, make: Callable[[SentIn, object], Publication]) -> Publication:
    """Accept what was sent in and return the draft that `make` makes of it, kept in `field`; pressed twice, the same.

    Raises ValidationError and PermissionDenied as `SentIn.move` does.
    """
    row = type(sent).objects.select_for_update().get(pk=sent.pk)
    if row.state == State.ACCEPTED and row.outcome:
        return row.outcome
    sent.move(State.ACCEPTED, by)
    setattr(sent, field, make(sent, by))
    sent.save(update_fields=[field, "updated_at"])
    return sent.outcome


def accept(proposal: Proposal, by) -> Practice:
    """Accept a proposal and return its draft practice, as `take_over` does."""
    return take_over(proposal, by, "practice", _practice_of)


def _practice_of(proposal: Proposal, by) -> Practice:
    told = proposal.answers
    practice = Practice(
        title=told.get("title", "")[:300],
        slug=free_slug(Practice, told.get("title", "").partition(":")[0]),
        summary=told.get("summary", ""),
        language=told.get("language") or proposal.language,
        kind_of_practice=told.get("kind_of_practice") or Practice.Kind.PROJECT,
        origin=Practice.Origin.OWNER,
        level=told.get("level", ""),
        period=told.get("period", ""),
        is_regular_service=bool(told.get("is_regular_service")),
        contact_name=told.get("contact_name", "")[:120],
        contact_email=told.get("contact_email", ""),
        author=by,
        **{name: told.get(name, "") for name in Practice.TEXTS},
    )
    practice.save()
    practice.topics.set(Topic.objects.filter(slug__in=told.get("topics", [])))
    practice.target_groups.set(TargetGroup.objects.filter(slug__in=told.get("target_groups", [])))
    practice.countries.set(Country.objects.filter(code__in=told.get("countries", [])))
    practice.places.set(_known_places(told))
    _add_rows(practice, told)
    _add_files(practice, proposal)
    practice.editorial_checks.create(checked_on=timezone.localdate())
    practice.note_change()
    return practice


def free_slug(model: type[Publication], title: str) -> str:
    """Return an address made of a title that no record of `model` has."""
    base = slugify(title)[:80] or model._meta.model_name
    slug, number = base, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _known_places(told: dict) -> list[Place]:
    """Return the places of the directory that are named; others stay in what the sender wrote, for the editors."""
    names = {fold(name) for name in told.get("place", "").split(",") if name.strip()}
    places = Place.objects.filter(country__code__in=told.get("countries", []))
    return [place for place in places if fold(place.name) in names]


def _add_rows(practice: Practice, told: dict) -> None:
    if told.get("run_by"):
        practice.partners.create(
            name=told["run_by"][:200], kind_of_body=told.get("run_by_kind", ""), is_implementer=True
        )
    for line in told.get("partners", "").splitlines():
        name, _comma, role = (part.strip() for part in line.partition(","))
        if name:
            practice.partners.create(name=name[:200], role=role[:120])
    if str(told.get("reached", "")).strip():
        practice.participants.create(number=int(told["reached"]), unit=told.get("reached_unit", "")[:120] or "people")
    if str(told.get("cost", "")).strip():
        practice.costs.create(amount=told["cost"], note=told.get("cost_note", "")[:200])
    if told.get("study_finding") and told.get("study_kind") and told.get("study_outcome"):
        practice.evidence_items.create(
            kind=told["study_kind"],
            outcome=told["study_outcome"],
            finding=told["study_finding"],
            url=told.get("study_url", ""),
        )
    if told.get("link"):
        practice.links.create(title=practice.title[:200], url=told["link"], language=practice.language)


def _add_files(practice: Practice, proposal: Proposal) -> None:
    for photograph in proposal.photographs.all():
        with photograph.file.open() as file:
            copy = ContentFile(file.read(), name="picture.webp")
        PracticePhotograph.objects.create(
            owner=practice, file=copy, alt=photograph.alt, credit=photograph.credit, caption=photograph.caption
        )
    for document in proposal.documents.all():
        with document.file.open() as file:
            copy = ContentFile(file.read(), name=document.file.name)
        PracticeDocument.objects.create(owner=practice, title=document.title, file=copy, language=document.language)
