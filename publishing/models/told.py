"""Records told in several languages: which of their texts are translated, and how they read in another language."""

import copy

from django.db import models
from django.utils.text import capfirst

from ..whole import rows_of


class Told(models.Model):
    """A record with texts in its own language, and translations as rows of their own (see `Translation`)."""

    short_texts: tuple[str, ...] = ()  # one-line texts besides the title
    untranslated: tuple[str, ...] = ()  # texts that stand as a source wrote them
    # Texts of the rows that belong to the record, as {"agenda": ("title", "text")}.
    translated_rows: dict[str, tuple[str, ...]] = {}
    translated_by = None  # the translation, on what `told_in` returns
    original_language = ""  # and the language that it was translated from

    class Meta:
        abstract = True

    @classmethod
    def translated_fields(cls) -> list[models.Field]:
        """Return the fields whose texts are translated: title, short texts and all long texts, in this order."""
        short = [cls._meta.get_field(name) for name in ("title", *cls.short_texts)]
        long = [field for field in cls._meta.concrete_fields if isinstance(field, models.TextField)]
        return [*short, *(field for field in long if field.name not in cls.untranslated)]

    def texts_by_key(self) -> dict[str, str]:
        """Return the texts that a translator puts into another language, by key; empty ones are left out.

        The key of an own text is its field, that of a row's text is "agenda.12.title".
        """
        texts = {field.name: getattr(self, field.name) for field in self.translated_fields()}
        for accessor, names in self.translated_rows.items():
            for row in getattr(self, accessor).all():
                texts |= {f"{accessor}.{row.pk}.{name}": getattr(row, name) for name in names}
        return {key: text for key, text in texts.items() if text}

    def labels_of_texts(self) -> dict[str, str]:
        """Return what a translator reads above each text, by key, as "Title" or "Agenda item 3: title"."""
        labels = {field.name: capfirst(str(field.verbose_name)) for field in self.translated_fields()}
        for accessor, names in self.translated_rows.items():
            for number, row in enumerate(getattr(self, accessor).all(), 1):
                head = f"{capfirst(str(row._meta.verbose_name))} {number}"
                for name in names:
                    labels[f"{accessor}.{row.pk}.{name}"] = f"{head}: {row._meta.get_field(name).verbose_name}"
        return labels

    def field_of_text(self, key: str) -> models.Field:
        """Return the field that holds the original of the text with this key."""
        accessor, _dot, rest = key.partition(".")
        if not rest:
            return self._meta.get_field(key)
        return type(self)._meta.get_field(accessor).related_model._meta.get_field(rest.partition(".")[2])

    @property
    def written_in(self) -> str:
        """The language of what is not translated: of the original, also on what `told_in` returns."""
        return self.original_language or self.language

    @property
    def approved_translations(self) -> list:
        return [translation for translation in rows_of(self, "translations") if translation.is_approved]

    def mark_translations(self) -> None:
        """Note since when translations say something else than the original, and where they say the same again."""
        translations = list(self.translations.all()) if self.pk else []
        if translations:
            texts = self.texts_by_key()
            for translation in translations:
                translation.mark(texts)

    def told_in(self, language: str | None):
        """Return the record with its texts in `language` where an approved translation has them, else as it is.

        What comes back is to be read, never to be saved.
        """
        wanted = (language or "")[:2]
        if self.language[:2] == wanted:
            return self
        found = next((one for one in self.approved_translations if one.language[:2] == wanted), None)
        return self.with_texts(found) if found else self

    def with_texts(self, translation):
        """Return a copy for reading with the texts of one translation; a text that it lacks is left out."""
        told = copy.copy(self)
        told._prefetched_objects_cache = dict(getattr(self, "_prefetched_objects_cache", {}))
        for field in self.translated_fields():
            setattr(told, field.name, translation.texts.get(field.name, ""))
        told.original_language, told.language, told.translated_by = self.language, translation.language, translation
        for accessor, names in self.translated_rows.items():
            told._tell_rows(accessor, names, translation.texts)
        return told

    def _tell_rows(self, accessor: str, names: tuple[str, ...], texts: dict) -> None:
        rows = getattr(self, accessor).all()
        told = [copy.copy(row) for row in rows]
        for row in told:
            for name in names:
                setattr(row, name, texts.get(f"{accessor}.{row.pk}.{name}", ""))
        kept = rows._chain()
        kept._result_cache, kept._prefetch_done = told, True
        self._prefetched_objects_cache[accessor] = kept
