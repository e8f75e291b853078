"""What an address hands over to the form, so that it starts filled in: /propose/?country=AT&topic=housing."""

from django.http import QueryDict

from directory.models import Country, TargetGroup, Topic
from publishing.filters import MAX_VALUES

from .steps import STEPS

# The name in the address, the field of the form, and the values that the form offers.
HANDED = (
    ("topic", "topics", lambda: Topic.objects.current().values_list("slug", flat=True)),
    ("target_group", "target_groups", lambda: TargetGroup.objects.current().values_list("slug", flat=True)),
    ("country", "countries", lambda: Country.objects.values_list("code", flat=True)),
)


def handed_over(params: QueryDict) -> dict[str, list[str]]:
    """Return the answers that the address gives, by field; what the form does not offer is left out."""
    found = {}
    for name, field, offered in HANDED:
        asked = [value for value in dict.fromkeys(params.getlist(name)) if value][:MAX_VALUES]
        if asked:
            known = set(offered())
            found[field] = [value for value in asked if value in known]
    return {field: values for field, values in found.items() if values}


def later_steps(answers: dict) -> dict:
    """Return the answers to fields that do not stand in the first step: they wait for theirs."""
    return {field: values for field, values in answers.items() if field not in STEPS[0].names}


def countries_named(answers: dict) -> str:
    """Return the countries among the answers by name, for the sentence that says that they are kept."""
    codes = answers.get("countries", [])
    return ", ".join(sorted(country.label for country in Country.objects.filter(code__in=codes))) if codes else ""
