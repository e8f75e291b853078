"""The texts of a practice: one list for the record, its translations, the form of proposals and the index."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PracticeTexts(models.Model):
    """What is told of a practice in sentences. A practice holds them in its own language, a translation in another."""

    challenge = models.TextField(
        _("challenge and needs"), blank=True, help_text=_("What was wrong or missing, for whom, and how you know.")
    )
    goals = models.TextField(_("goals"), blank=True, help_text=_("What was to be different in the end, and by when."))
    assumptions = models.TextField(_("assumptions"), blank=True, help_text=_("Why you expected this way to work."))
    how_it_works = models.TextField(_("how it works, step by step"), blank=True, help_text=_("One step a line."))
    activities = models.TextField(_("activities"), blank=True, help_text=_("One a line."))
    beneficiaries = models.TextField(_("who benefits"), blank=True)
    participation = models.TextField(
        _("how migrants took part in designing it"), blank=True, help_text=_("Who decided what, and from when on.")
    )
    results = models.TextField(_("results"), blank=True, help_text=_("What came of it, measured where possible."))
    failures = models.TextField(
        _("what did not work"), blank=True, help_text=_("What failed, and what you changed. It helps others most.")
    )
    side_effects = models.TextField(_("side effects"), blank=True, help_text=_("What nobody had planned."))
    dos = models.TextField(_("do"), blank=True, help_text=_("Advice for those who follow, one piece a line."))
    donts = models.TextField(_("do not"), blank=True, help_text=_("What to avoid, one piece a line."))
    evaluation = models.TextField(
        _("evaluation"), blank=True, help_text=_("Who looked at it, how, and when. Studies are entered below.")
    )
    resources = models.TextField(_("staff and resources"), blank=True, help_text=_("People, hours, rooms, tools."))
    legal_aspects = models.TextField(
        _("legal aspects"), blank=True, help_text=_("Laws, permits and data protection that others must think of.")
    )
    transfer = models.TextField(
        _("what is needed to repeat it elsewhere"), blank=True, help_text=_("Conditions without which it fails.")
    )
    next_steps = models.TextField(_("what comes next"), blank=True, help_text=_("One a line."))

    class Meta:
        abstract = True

    # The order in which readers meet them.
    TEXTS = (
        "challenge", "goals", "assumptions", "how_it_works", "activities", "beneficiaries", "participation", "results",
        "failures", "side_effects", "dos", "donts", "evaluation", "resources", "legal_aspects", "transfer",
        "next_steps",
    )  # fmt: skip

    def texts(self) -> list[str]:
        """Return the texts that are there."""
        return [text for name in self.TEXTS if (text := getattr(self, name))]
