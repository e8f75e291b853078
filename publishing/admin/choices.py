"""Which published records a form offers: those that the user may see, whatever key somebody posts."""

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from ..models import Publication

HIDDEN = _("a colleague's draft that you may not see")


class VisibleChoices:
    """A mixin of admins and inlines whose records name published ones.

    A record that names a draft already, which a colleague put there, keeps it; its title is not told.
    """

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        model = db_field.remote_field.model
        if not _hides_some(model, request.user):
            return rows
        seen = model._default_manager.visible_to(request.user)
        return (model._default_manager.all() if rows is None else rows).filter(pk__in=seen.values("pk"))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.is_relation:
            field.hides_some = _hides_some(db_field.remote_field.model, request.user)
        return field


def _hides_some(model: type[Model], user) -> bool:
    return issubclass(model, Publication) and not model().allows(user, "view")


class KeepsHidden:
    """A mixin of the forms of such admins: adds what the record names already to the choices."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if getattr(field, "hides_some", False) and self.instance.pk:
                _add_named(field, _named(self.instance, name))


def _named(record: Model, name: str) -> set[int]:
    """Return the keys of what the record names in a field."""
    field = record._meta.get_field(name)
    if field.many_to_many:
        return set(getattr(record, name).values_list("pk", flat=True))
    return {field.value_from_object(record)} - {None}


def _add_named(field: forms.ModelChoiceField, named: set[int]) -> None:
    seen = field.queryset
    hidden = named - set(seen.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    if hidden:
        field.queryset = seen.model._default_manager.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=hidden))
        told = field.label_from_instance
        field.label_from_instance = lambda record: str(HIDDEN) if record.pk in hidden else told(record)


class RowForm(KeepsHidden, forms.ModelForm):
    """A row that belongs to a record."""
