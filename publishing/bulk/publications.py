"""Published types by the hundred: who may bring in what, what looks like a duplicate, and how it is written."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Act
from directory.names import fold

from ..models import Publication
from ..versions import keep_first_many, keep_many
from .cells import text_of
from .lines import Alike
from .resource import CHUNK, BulkResource
from .rows_column import RowsColumn
from .writing import write_records


class PublicationResource(BulkResource):
    """Published types: a row finds its record by the slug; new records are drafts of whoever brings them in."""

    keys = ("slug",)
    like = ("title",)  # the fields by which a new row is compared with what is there

    sources = RowsColumn("citations", "source", gettext_lazy("sources"))

    class Meta(BulkResource.Meta):
        pass

    @property
    def key_sentence(self):
        return _("A row finds its record by “slug”, the last part of its address; a new slug makes a new draft.")

    def before_import(self, dataset, dry_run=False, **kwargs):
        slugs = [str(cell).strip() for cell in dataset["slug"] if isinstance(cell, str | int)]
        self.there = self._records(slugs, lock=not dry_run)
        self.hidden = self._hidden(slugs)
        self.coming = set(slugs) - set(self.there) - self.hidden
        self.seen: dict[str, int] = {}
        self.likes: dict[tuple, tuple[str, str, int | None]] = {}  # by sign: title, slug, row of the file
        if self.coming:
            for facts in self.model._base_manager.values("slug", *self.like):
                for sign in self.signs(facts):
                    self.likes.setdefault(sign, (facts["title"], facts["slug"], None))

    def _records(self, slugs: list[str], lock: bool) -> dict[str, Publication]:
        rows = self.fetch(self.model._default_manager.visible_to(self.user).order_by("pk"))
        rows = rows.select_for_update(of=("self",)) if lock else rows
        parts = [slugs[start : start + CHUNK] for start in range(0, len(slugs), CHUNK)]
        return {record.slug: record for part in parts for record in rows.filter(slug__in=part)}

    def _hidden(self, slugs: list[str]) -> set[str]:
        """Return the slugs of records that the user may not see: the report tells nothing of them."""
        parts = [slugs[start : start + CHUNK] for start in range(0, len(slugs), CHUNK)]
        rows = self.model._base_manager.values_list("slug", flat=True)
        return {slug for part in parts for slug in rows.filter(slug__in=part)} - set(self.there)

    def find(self, row):
        slug = text_of(row.get("slug")).strip()
        earlier = self.seen.setdefault(slug, self.line.number)
        if slug and earlier != self.line.number:
            self.blame([_("Row %(row)s has the same slug. Keep one of the two.") % {"row": earlier}], "slug", slug)
        if slug in self.hidden:
            self.blame([_("This slug is taken by a record that you may not see. Choose another one.")], "slug", slug)
        return self.there.get(slug)

    def refusal(self, record):
        if self.line.is_new:
            if not (self.holds("add") or self.holds("draft")):
                return _("You may not add records of this type.")
        elif not record.allows(self.user, "change"):
            return _("You may not change this record.")
        elif not record.amends_live(self.user):
            return _(
                "This record is public or archived, and you may not publish it. Change it on its own page: "
                "there your change waits for somebody who may."
            )
        return self._foreign_countries(record)

    def _foreign_countries(self, record) -> str:
        """Hold a contributor to the countries that they write for."""
        if self.holds("change") or (self.line.is_new and self.holds("add")):
            return ""
        codes, mine = set(self.fields["countries"].tell(record, self.line)), self.user.country_codes
        if codes and codes <= mine:
            return ""
        names = ", ".join(sorted(mine)) or _("none yet; ask an administrator")
        return _("You write for these countries: %(mine)s. Choose only them.") % {"mine": names}

    # Duplicates

    def signs(self, facts: dict) -> list[tuple]:
        """Return by what a record may be known as the same thing as another."""
        return [("title", fold(facts["title"]))]

    def why(self, sign: tuple) -> str:
        return _("It has the same title.")

    def alike(self, record):
        facts = {name: getattr(record, name) for name in self.like}
        found = []
        for sign in self.signs(facts):
            if sign in self.likes:
                found.append(self._alike(self.why(sign), *self.likes[sign]))
            else:
                self.likes[sign] = (record.title, record.slug, self.line.number)
        return found

    def _alike(self, why: str, title: str, slug: str, number: int | None) -> Alike:
        """Name what a row is like; a record that the user may not see keeps its name and address."""
        if number is None and not self.model._default_manager.visible_to(self.user).filter(slug=slug).exists():
            return Alike(_("a colleague's draft that you may not see"), why)
        return Alike(title, why, slug, number)

    # Writing

    def write_all(self):
        new = [record for record, line in self.work if line.is_new]
        changed = [record for record, line in self.work if not line.is_new]
        for record in new:
            record.author = self.user
        keep_first_many(changed)
        write_records(self, new, changed)
        keep_many([*new, *changed], self.user, self.file_name, Act.IMPORTED)
