"""Names, addresses and accounts of people who work with the portal: in no page, feed or file for readers."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from practices.models import PracticeDocument
from proposals.models import Proposal, Task
from publishing.versions import keep

from ..conftest import sign_in
from ..factories import FACTORIES, CountryFactory, TopicFactory
from ..proposals.conftest import COMPLETE
from ..publishing.test_exports import body_of
from ..test_contract import every_type
from .addresses import FILES, MACHINES

pytestmark = pytest.mark.django_db
SECRETS = ["zqaccount", "Zqfirst", "Zqlast", "zqmail", "Zqcontact", "zqsender", "zqreason", "203.0.113.77"]
FIELDS = [
    "username",
    "password",
    "author_id",
    '"author"',
    "last_login",
    "contact_email",
    "contact_name",
    "email_confirmed",
]


@pytest.fixture
def author(db):
    names = {"first_name": "Zqfirst", "last_name": "Zqlast"}
    return User.objects.create_superuser("zqaccount", "zqmail@example.org", "a password of zq", **names)


def everything(client, source, record) -> dict[str, str]:
    """Return every output for readers that speaks of the record, by its address."""
    kind = source.model._meta.model_name
    addresses = ["/en/", source.list_url, record.get_absolute_url(), "/en/search/?q=wombat", "/en/topics/housing/"]
    addresses += ["/en/countries/se/", f"/sitemap-{kind}.xml", "/en/networks/overlap/", "/en/blind-spots/", *MACHINES]
    addresses += [f"{source.list_url}?format={fmt}" for fmt in FILES]
    told = {}
    for address in addresses:
        answer = client.get(address)
        told[address] = (body_of(answer) if answer.streaming else answer.content).decode(errors="replace")
        told[address] += str(answer.headers)
    return told


@every_type
def test_people_of_the_portal_stand_in_no_output(client, author, source):
    record = FACTORIES[source.model](
        published=True, title="Wombat", topics=[TopicFactory()], countries=[CountryFactory()], author=author
    )
    if hasattr(record, "contact_email"):
        record.contact_email, record.contact_name = "zqmail@example.org", "Zqcontact"
        record.save()
        Task.objects.create(practice=record, kind=Task.Kind.CHANGE, text="zqreason", email="zqsender@example.org")
        file = ContentFile(b"%PDF-1.4 x", name="zqaccount.pdf")
        PracticeDocument.objects.create(owner=record, title="Paper", file=file)
    keep(record, author, "zqreason")

    told = everything(client, source, record)

    assert "Wombat" in told[record.get_absolute_url()]
    assert "Wombat" in told[f"{source.list_url}?format=csv"]
    for address, text in told.items():
        assert not [secret for secret in SECRETS if secret in text], address
        assert not [name for name in FIELDS if name in text], address


def test_readers_who_are_signed_in_are_named_on_no_public_page(client, author):
    sign_in(client, author)
    assert "zqmail" in client.get("/admin/account/").content.decode()

    for address in ("/en/", "/en/practices/", "/en/search/?q=x", "/en/nothing/", "/en/about/"):
        answer = client.get(address)
        assert not [secret for secret in SECRETS if secret in answer.content.decode()], address
        assert not answer.cookies


def test_what_senders_tell_of_themselves_is_public_nowhere(client):
    answers = COMPLETE | {
        "title": "Wombat proposed",
        "contact_name": "Zqcontact",
        "contact_email": "zqmail@example.org",
    }
    _proposal, token = Proposal.objects.start("en", answers | {"email": "zqsender@example.org"})
    Proposal.objects.update(email="zqsender@example.org", email_confirmed_at=timezone.now(), state="sent")
    assert "Wombat" in client.get(f"/en/propose/{token}/").content.decode()

    for address in ("/en/", "/en/practices/", "/en/search/?q=wombat", "/en/feed/", "/sitemap-practice.xml"):
        text = client.get(address).content.decode()
        assert "Wombat proposed" not in text
        assert not [secret for secret in SECRETS if secret in text], address
        assert token not in text


def test_lists_of_accounts_are_for_administrators(client, author):
    clerk = User.objects.create_user("clerk", is_staff=True)
    client.force_login(clerk)

    for address in ("/admin/accounts/user/", f"/admin/accounts/user/{author.pk}/change/", "/admin/audit/entry/"):
        answer = client.get(address)
        assert answer.status_code in (302, 403), address
        assert "zqaccount" not in answer.content.decode()
