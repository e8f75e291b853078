"""Which types come from files, in the order in which they lean on each other, and by what each is known."""

from django.db.models import ForeignKey, ManyToManyField, ManyToOneRel, Model

from directory.keys import key_field as key_field
from directory.models import Country, Fund, LegalAct, Organisation, Place, Source, TargetGroup, Topic
from events.models import Adoption, Exchange, Lesson, Meeting, MeetingReport, Recommendation, StudyVisit
from networks.models import Method, Network
from news.models import Analysis, NewsItem
from practices.models import Practice
from publishing.versions import owned_rows
from tracker.models import Action, ActionPlan, Area

ORDER: list[type[Model]] = [
    Country, Place, Topic, TargetGroup, Source, Organisation, LegalAct, Fund, Network, Method, Practice, Meeting,
    StudyVisit, Exchange, Adoption, MeetingReport, Lesson, Recommendation, NewsItem, Analysis, ActionPlan, Area,
    Action,
]  # fmt: skip
MODELS = {model._meta.label: model for model in ORDER}
# Set by the portal, not by files.
OWN_FIELDS = {
    "id", "state", "published_at", "created_at", "updated_at", "author", "folded_names", "retired_at",
    "evidence_level", "label", "assessed_score", "version", "publish_at", "expire_at", "scheduled_by", "checked_on",
}  # fmt: skip


def plain_fields(model: type[Model]) -> dict:
    """Return the fields that a file may set and that point nowhere, by name."""
    return {
        field.name: field
        for field in model._meta.concrete_fields
        if field.editable and not field.is_relation and field.name not in OWN_FIELDS
    }


def references(model: type[Model], besides: str = "") -> dict[str, ForeignKey]:
    """Return the foreign keys to types that come from files, but for the one named `besides`."""
    return {
        field.name: field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model in ORDER and field.name != besides
    }


def many(model: type[Model]) -> dict[str, ManyToManyField]:
    """Return the many-to-many fields by name."""
    return {field.name: field for field in model._meta.many_to_many}


def children(model: type[Model]) -> dict[str, ManyToOneRel]:
    """Return the tables of rows that belong to a record of `model`, by the name under which files list them.

    Translations come from translators, not from files.
    """
    return {name: rel for name, rel in owned_rows(model).items() if name != "translations"}
