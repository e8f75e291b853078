"""Fields that clean what is put into them."""

from django.db import models
from django.urls import reverse_lazy

from richtext import clean_rich, plain_of


def rich_attributes(rows: int) -> dict:
    """Return the attributes of a textarea that a browser with JavaScript dresses as an editor of rich text."""
    return {"data-rich": reverse_lazy("publishing:tidy"), "rows": rows}


class RichTextField(models.TextField):
    """A text with headings, lists, tables and links, stored as the few elements that `richtext` lets in."""

    is_rich = True

    def formfield(self, **kwargs):
        field = super().formfield(**kwargs)
        field.widget.attrs |= rich_attributes(12)
        return field

    @staticmethod
    def cleaned(value: str) -> str:
        """Return `value` with the elements that are let in, and no other."""
        return clean_rich(value)


def plain_value(field: models.Field, record: models.Model) -> str:
    """Return the text of a field of `record` for search, exports and excerpts: a rich one without its elements."""
    value = field.value_from_object(record)
    return plain_of(value) if isinstance(field, RichTextField) else field.value_to_string(record)
