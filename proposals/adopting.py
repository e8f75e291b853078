"""Accepting what a reader told of trying a practice: a draft adoption of it, in which nothing said is lost."""

from django.utils.translation import gettext as _

from audit.models import Act
from directory.models import Country, Organisation, Place
from events.models import Adoption
from publishing.versions import keep

from .accepting import free_slug, take_over
from .models import Trial
from .trial_forms import EVENTS


def accept_trial(trial: Trial, by) -> Adoption:
    """Accept a trial and return its draft adoption, as `take_over` does."""
    return take_over(trial, by, "adoption", _adoption_of)


def _adoption_of(trial: Trial, by) -> Adoption:
    told, practice = trial.answers, trial.practice
    name = told.get("adopter", "")[:200]
    country = Country.objects.filter(code=told.get("country", "")).first()
    body = Organisation.objects.filter(name__iexact=name, country=country).first()
    adoption = Adoption(
        title=f"{name}: {practice.title}"[:300],
        slug=free_slug(Adoption, f"{name} {practice.title}"),
        language=told.get("language") or trial.language,
        practice=practice,
        adopter=body,
        adopter_name="" if body else name,
        place=Place.objects.filter(name__iexact=told.get("place", "").strip(), country=country).first(),
        country=country,
        since=told.get("since", ""),
        status=told.get("status") or Adoption.Status.TRYING,
        author=by,
        **{field: told.get(field, "") for field in ("changed", "outcome", "evidence")},
        **_event(told.get("seen_at", "")),
    )
    adoption.save()
    for terms in ("topics", "target_groups"):
        getattr(adoption, terms).set(getattr(practice, terms).all())
    adoption.origin_countries.set(practice.countries.all())
    adoption.note_change()
    keep(adoption, by, _history(trial), Act.ADDED)
    return adoption


def _event(told: str) -> dict:
    """Return the event that was chosen as where it was seen, under the name of its field."""
    name, _slash, slug = told.partition("/")
    event = EVENTS[name].objects.filter(slug=slug).first() if name in EVENTS else None
    return {name: event} if event else {}


def _history(trial: Trial) -> str:
    """Return, for the first version of the adoption, where it came from and what has no field of its own in it."""
    sentences = [_("Told by a reader through “We tried this” (number %(n)s).") % {"n": trial.pk}]
    for field, sentence in (("seen_elsewhere", _("Seen at: %(text)s.")), ("place", _("Place: %(text)s."))):
        if text := trial.answers.get(field, "").strip():
            sentences.append(sentence % {"text": text})
    return " ".join(sentences)
