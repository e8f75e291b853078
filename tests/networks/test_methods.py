"""Methods: their steps in order, who adopted them, and how the rows of earlier installations became records."""

from bs4 import BeautifulSoup

from networks.models import MethodAdoption, MethodStep
from publishing.models import State

from ..factories import MethodFactory, NetworkFactory, SourceFactory


def test_steps_stand_in_their_order_and_adopters_with_what_is_known(client, db):
    adopter = NetworkFactory(published=True, title="The adopter")
    hidden = NetworkFactory(title="Quagga draft")
    method = MethodFactory(published=True)
    for position, text in [(2, "second"), (1, "first"), (3, "third")]:
        MethodStep.objects.create(method=method, position=position, text=text)
    MethodAdoption.objects.create(method=method, network=adopter, since="2012", source=SourceFactory())
    MethodAdoption.objects.create(method=method, network=hidden)

    page = BeautifulSoup(client.get(method.get_absolute_url()).content, "html.parser")

    assert [step.get_text() for step in page.select("ol.steps li")] == ["first", "second", "third"]
    adopted = page.select_one("section[aria-labelledby=adopted]").get_text(" ", strip=True)
    assert "The adopter" in adopted
    assert "2012" in adopted
    assert "A page" in adopted
    assert "Quagga draft" not in page.get_text()


def test_network_shows_its_methods_and_those_it_took_over(client, db):
    maker, adopter = NetworkFactory.create_batch(2, published=True)
    method = MethodFactory(published=True, title="Mentoring of cities", network=maker)
    MethodFactory(title="Quagga draft", network=maker)
    MethodAdoption.objects.create(method=method, network=adopter)

    pages = [client.get(network.get_absolute_url()).content.decode() for network in (maker, adopter)]

    assert all(f'href="{method.get_absolute_url()}"' in page for page in pages)
    assert adopter.get_absolute_url() in pages[0]
    assert "Quagga draft" not in pages[0]


def test_methods_are_found_by_who_made_and_who_adopted_them(client, db):
    maker, adopter = NetworkFactory.create_batch(2, published=True)
    method = MethodFactory(published=True, network=maker)
    MethodFactory(published=True)
    MethodAdoption.objects.create(method=method, network=adopter)
    method.note_change()

    for asked in ({"network": maker.slug}, {"adopter": adopter.slug}):
        assert [item.pk for item in client.get("/en/networks/methods/", asked).context["page"].items] == [method.pk]


def test_withdrawn_maker_is_not_named(client, db):
    maker = NetworkFactory(title="Quagga maker", state=State.DRAFT)
    method = MethodFactory(published=True, network=maker)

    assert "Quagga maker" not in client.get(method.get_absolute_url()).content.decode()


def test_maker_that_is_withdrawn_leaves_the_cards_of_its_methods(client, db):
    maker = NetworkFactory(published=True, acronym="QUAGGA")
    MethodFactory(published=True, title="Mentoring of cities", network=maker)
    assert "<li>QUAGGA</li>" in client.get("/en/networks/methods/").content.decode()

    maker.state = State.DRAFT
    maker.save()

    page = client.get("/en/networks/methods/").content.decode()
    assert "Mentoring of cities" in page
    assert "<li>QUAGGA</li>" not in page
