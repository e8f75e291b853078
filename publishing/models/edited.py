"""What every record on the desk has: a state, an author, dates of its public life, a number of its version, powers."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.log import write
from audit.models import Act

from .keeping import NOT_KEPT, keep, keep_first
from .states import MOVES, WANT_A_REASON, State, is_public, power_for

# What a change of may still be refused by: a record in one of these states can be amended by who may change it.
AMENDABLE = (State.DRAFT, State.IN_REVIEW)

# Sent after the commit; whoever mails listens.
moved = Signal()  # record, old, new, user, reason
proposed = Signal()  # record, user, reason


class Edited(models.Model):
    """A record with a state. Who may bring it from one to the next follows from `MOVES` and from the powers below."""

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT, db_index=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, db_index=True)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, help_text=_("Goes public by itself at this moment, if nobody stops it.")
    )
    expire_at = models.DateTimeField(
        _("archive at"), null=True, blank=True, help_text=_("Leaves the site by itself at this moment.")
    )
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    checked_on = models.DateField(
        _("facts checked on"), null=True, blank=True, help_text=_("When somebody last compared it with its sources.")
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("author"),
    )

    check_after = dt.timedelta(days=2 * 365)  # a published record wants checking when its last check is older
    needs_second_person = False  # True: no author publishes their own
    not_kept = NOT_KEPT

    class Meta:
        abstract = True
        default_permissions = ["add", "change", "delete", "view", "publish", "draft", "translate"]

    @property
    def is_published(self) -> bool:
        return is_public(self.state, self.published_at)

    @property
    def check_due_on(self) -> dt.date | None:
        """The day from which the record wants checking, or None while it is not public."""
        if self.state != State.PUBLISHED or self.published_at is None:
            return None
        return (self.checked_on or timezone.localdate(self.published_at)) + self.check_after

    @property
    def is_stale(self) -> bool:
        return self.check_due_on is not None and self.check_due_on < timezone.localdate()

    def mark_checked(self, user) -> None:
        """Note that `user` compared the record with its sources today."""
        self.checked_on = timezone.localdate()
        models.QuerySet(type(self)).filter(pk=self.pk).update(checked_on=self.checked_on)
        write(Act.CHECKED, user, self)

    # Powers

    def allows(self, user, power: str) -> bool:
        """Tell whether `user` holds `power` over this record.

        "change" is also held, by way of the power "draft", over drafts of the user's own countries. "publish" is never
        held by the author of a record whose type wants a second person.
        """
        if power == "change":
            return self._granted(user, "change") or (self._granted(user, "draft") and self.is_own_draft_of(user))
        if power == "look-behind":  # at versions, drafts and reasons, of public records too
            return self._granted(user, "view") or self._granted(user, "change") or self.concerns(user)
        if power == "publish":
            return self._granted(user, "publish") and not self.is_barred(user)
        return self._granted(user, power)

    def is_barred(self, user) -> bool:
        """Tell whether a second person has to publish what `user` wrote."""
        return self.needs_second_person and self.author_id is not None and self.author_id == user.pk

    def concerns(self, user) -> bool:
        """Tell whether `user` wrote this, or it is about their own countries and they draft records of its type."""
        if self.author_id is not None and self.author_id == user.pk:
            return True
        here = {country.code for country in self.countries.all()}
        return self._granted(user, "draft") and bool(here) and here <= user.country_codes

    def is_own_draft_of(self, user) -> bool:
        """Tell whether this is a draft that names countries, all of them among those of `user`."""
        if self.state != State.DRAFT:
            return False
        mine = user.country_codes
        if self._state.adding:
            return bool(mine)
        here = {country.code for country in self.countries.all()}
        return bool(here) and here <= mine

    def _granted(self, user, power: str) -> bool:
        return user.has_perm(f"{self._meta.app_label}.{power}_{self._meta.model_name}")

    def amends_live(self, user) -> bool:
        """Tell whether what `user` saves goes live at once where the record is public, else it waits for somebody."""
        return (self.state in AMENDABLE and self.publish_at is None) or self.allows(user, "publish")

    # Moves

    def moves_for(self, user) -> list[State]:
        """Return the states into which `user` may bring the record now."""
        return [to for old, to in MOVES if old == self.state and self.allows(user, self.power_to_move(to))]

    def power_to_move(self, to: str) -> str | None:
        """Return the power that it takes to bring the record into state `to`, or None where it cannot go there."""
        return power_for((State(self.state), State(to)), was_public=self.published_at is not None)

    def check_move(self, to: str, user, reason: str = "") -> None:
        """Raise ValidationError where no such move exists or its reason is missing, PermissionDenied without power."""
        step = (State(self.state), State(to))
        if step not in MOVES:
            raise ValidationError(
                _("A record cannot go from “%(old)s” to “%(new)s”.") % {"old": step[0].label, "new": step[1].label}
            )
        if not self.allows(user, self.power_to_move(to)):
            raise PermissionDenied
        if step in WANT_A_REASON and not reason.strip():
            raise ValidationError(_("Say why, in a sentence: whoever goes on with it will read it."))

    @transaction.atomic
    def move(self, to: str, user, reason: str = "") -> None:
        """Bring the record into state `to`, save it, and keep who, when, from, to and why.

        Raises as `check_move` does, and ValidationError where somebody saved the record since it was read.
        """
        self.check_move(to, user, reason)
        stored = type(self)._base_manager.select_for_update().values_list("version", flat=True).get(pk=self.pk)
        if stored != self.version:
            raise ValidationError(_("Somebody else saved this record a moment ago. Look at it again, then move it."))
        self.put(State(to), user, reason)

    def put(self, to: State, user, reason: str = "") -> None:
        """Make a move that was checked, by `user` or, where that is None, by the clock."""
        keep_first(self)
        old, self.state = State(self.state), to
        if to == State.PUBLISHED:
            self.publish_at = None
            self.checked_on = timezone.localdate()
        if to in (State.ARCHIVED, State.DRAFT):
            self.expire_at = self.publish_at = None
        self.save()
        keep(self, user, reason, Act.MOVED, old=old, new=to)
        facts = {"record": self, "old": old, "new": to, "user": user, "reason": reason}
        transaction.on_commit(lambda: moved.send(type(self), **facts))
