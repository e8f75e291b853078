"""Networks and their members by the hundred."""

from collections import Counter, defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audit.models import Act
from publishing.bulk import Alike, BulkResource, PublicationResource, columns_of
from publishing.bulk.cells import text_of
from publishing.cleaning import clean_texts
from publishing.versions import keep_first_many, keep_many

from .models import Membership, Network


class NetworkResource(PublicationResource):
    class Meta(PublicationResource.Meta):
        model = Network
        fields = columns_of(Network, "sources")


class MembershipResource(BulkResource):
    """Members have no address: a row finds its seat by network, member and beginning, and by the role among several.

    What changes a member is a version of its network, and takes the powers over it.
    """

    keys = ("network",)
    members = ("organisation", "country", "country_group", "member_network", "counted_group")

    class Meta(BulkResource.Meta):
        model = Membership
        fields = columns_of(Membership)

    @property
    def key_sentence(self):
        return _(
            "A row finds its member by “network”, by the member (“organisation”, “country”, “country_group”, "
            "“member_network” or “counted_group”) and by “since”; where a member sits there in several roles, "
            "by “role” too. Any other row is a new member."
        )

    # Finding

    def before_import(self, dataset, dry_run=False, **kwargs):
        rows = [dict(zip(dataset.headers, row, strict=True)) for row in dataset]
        slugs = {slug for row in rows for slug in (plain(row.get("network")), plain(row.get("network")).lower())}
        networks = Network.objects.visible_to(self.user).filter(slug__in=slugs).order_by("pk")
        self.networks = {one.pk: one for one in (networks if dry_run else networks.select_for_update())}
        self.in_file = Counter(self.key_of_row(row) for row in rows)
        self.there: dict[tuple, list[Membership]] = defaultdict(list)
        self.seats: dict[tuple, list[Membership]] = defaultdict(list)
        for seat in self.fetch(Membership.objects.filter(network__in=self.networks).order_by("pk")):
            key = self.key_of(seat)
            self.there[key].append(seat)
            self.seats[key[:2]].append(seat)
        self.seen: dict[object, int] = {}

    def key_of_row(self, row: dict) -> tuple:
        """Return network, member and beginning as a row tells them."""
        named = tuple((name, text.lower()) for name in self.members if (text := plain(row.get(name))))
        return plain(row.get("network")).lower(), named, "".join(plain(row.get("since")).split())

    def key_of(self, seat: Membership) -> tuple:
        """Return the same of a seat that is there."""
        named = tuple((name, text.lower()) for name in self.members if (text := self.fields[name].tell(seat)))
        return seat.network.slug.lower(), named, seat.since

    def find(self, row):
        key, role = self.key_of_row(row), plain(row.get("role")).lower()
        fits = self.there.get(key, [])
        found = next((seat for seat in fits if seat.role == (role or Membership.Role.MEMBER)), None)
        if found is None and len(fits) == 1 and (self.in_file[key] == 1 or not role):
            found = fits[0]
        if len(fits) > 1 and not role:
            self.blame([_("This member sits there in several roles. Say in “role” which one you mean.")], "role")
        earlier = self.seen.setdefault(found.pk if found else (key, role), self.line.number)
        if earlier != self.line.number:
            self.blame([_("Row %(row)s is about the same member. Keep one of the two.") % {"row": earlier}])
        return found

    def alike(self, record):
        key = self.key_of(record)
        why = _("This member sits in the network already.")
        return [Alike(": ".join(filter(None, [told(seat), seat.since])), why) for seat in self.seats.get(key[:2], [])]

    # Powers and writing

    def refusal(self, record):
        network = self.networks.get(record.network_id)
        if network is None:
            return ""  # the column says so
        self.line.title = told(record)
        if not network.allows(self.user, "change"):
            return _("You may not change this network.")
        if not network.amends_live(self.user):
            return _("This network is public or archived, and you may not publish it. Ask a colleague who may.")
        return ""

    def write_all(self):
        touched = {seat.network_id: self.networks[seat.network_id] for seat, _line in self.work}.values()
        keep_first_many(touched)
        for seat, line in self.work:
            clean_texts(seat)
            seat.save()
            line.pk = seat.pk
        for network in touched:
            network.save(update_fields=["updated_at"])
        keep_many(touched, self.user, self.file_name, Act.IMPORTED)


def plain(cell) -> str:
    """Return what a cell says, "" where that is no text: its column tells what is wrong with it."""
    try:
        return text_of(cell).strip()
    except ValidationError:
        return ""


def told(seat: Membership) -> str:
    """Return a seat in a line."""
    return f"{seat.network.short_name}: {seat} ({seat.get_role_display()})"
