"""What happens by itself: records go public and leave at the moment that somebody set."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from publishing.models import State
from reporting.editions import behind
from reporting.publishing import bring_out
from search.coming import note_arrived
from search.sources import SOURCES

log = logging.getLogger(__name__)
LOOK_BACK = dt.timedelta(days=1)  # a clock that stood still for so long makes good what came meanwhile


@dataclass
class Ticked:
    """What one tick did: records published and archived, and sentences on what was not done."""

    published: int = 0
    archived: int = 0
    refused: list[str] = field(default_factory=list)


def tick() -> Ticked:
    """Publish and archive what is due. Safe to run at any time, as often as one likes, in several places at once."""
    done, now = Ticked(), timezone.now()
    with translation.override("en"):
        for source in SOURCES:
            for pk in source.model.objects.due(now).values_list("pk", flat=True):
                _try(partial(_one, source.model, pk, now, done), f"{source.kind} {pk}", done)
        for report in behind():
            _try(partial(bring_out, report, None), f"editions of {report}", done)
        _try(partial(note_arrived, now - LOOK_BACK), "arrivals", done)
    return done


def _try(act: Callable, name: str, done: Ticked) -> None:
    """Do one thing; where it fails, say so and go on with the others. A database that is away stops all."""
    try:
        act()
    except OperationalError:
        raise
    except Exception as fault:
        log.exception("The clock could not deal with %s", name)
        done.refused.append(f"{name}: {fault}")


@transaction.atomic
def _one(model, pk: int, now, done: Ticked) -> None:
    """Move one record, seen anew under a lock: another tick may have been faster."""
    record = model.objects.select_for_update(of=("self",)).due(now).filter(pk=pk).first()
    if record is None:
        return
    if record.state == State.PUBLISHED:
        record.put(State.ARCHIVED, None, _("The set time was over."))
        done.archived += 1
        return
    person = record.scheduled_by
    if person is None or not person.is_active or not record.allows(person, "publish"):
        done.refused.append(f"{record}: whoever set the time may not publish it (any more). Set it anew.")
        return
    record.put(State.PUBLISHED, None, _("The set time has come."))
    done.published += 1
