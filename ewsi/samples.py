"""Sample data for the style guide, made of the portal's own classes and saved nowhere."""

from directory.europe import shapes
from directory.models import Country, Source
from directory.wording import DateBlock
from networks.ancestry import Step
from networks.models import Network, NetworkCitation, NetworkTranslation
from news.models import NewsItemDocument
from publishing.citations import Dispute
from publishing.listing import Chip, Facet, Option, Pager
from search.figures import CountryFigures
from search.gaps import Choice


def samples() -> dict:
    """Return one sample for each component of the style guide."""
    item = (
        Network.objects.published()
        .prefetch_related("topics", "target_groups", "countries", "citations__source")
        .first()
    )
    citations = list(item.citations.all()) if item else []
    source = Source.objects.first() or Source(reference="sample", title="A page", kind=Source.Kind.WEB_PAGE)
    sides = [NetworkCitation(source=source, claim=f"It has {number} members.") for number in (27, 28)]
    countries = Country.objects.filter(code__in=["AT", "BE", "DE", "ES", "IT", "MT", "SE"]).order_by("code")
    return {
        "item": item or Network(title="Sample", slug="sample", summary="A sample."),
        "block": DateBlock("11–12", "Oct", "2016", "2016-10-11"),
        "chips": [Chip("Housing", "."), Chip("Sweden", ".")],
        "choices": [Choice("Practices", ".", True), Choice("Study visits", ".", False)],
        "facet": Facet(
            "sample", "Topic", [Option("a", "Housing", 3, True), Option("b", "Employment", 12, False)], True
        ),
        "pager": Pager(2, 12, "?page=1", "?page=3", [(1, "?page=1"), (2, "?page=2"), (None, None), (12, "?page=12")]),
        "told": _translated(),
        "text": "A sentence that says what happened and what to do.",
        "lines": "first line\nsecond line",
        "documents": [NewsItemDocument(title="A document that the portal does not hold")],
        "citations": citations,
        "disputes": [Dispute("A question that sources answer differently", sides)],
        "steps": [
            Step("A predecessor", ".", "2003 – 2016", False, "", ""),
            Step("The network itself", "", "2016", True, "2016", "It took over the tasks."),
        ],
        "figures": [(45, "networks"), (28, "countries")],
        "rows": [CountryFigures(country, number, 0, 0, 0, 0, 0, 0) for number, country in enumerate(countries)],
        "shapes": shapes(),
    }


def _translated() -> Network:
    """Return a record as a reader sees it in another language than its own, the original changed since."""
    network = Network(title="Netzwerk", language="de")
    network.original_language = "sv"
    network.translated_by = NetworkTranslation(
        owner=network, language="de", state=NetworkTranslation.State.APPROVED, credit="A. Translator"
    )
    return network
