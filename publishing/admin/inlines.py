"""Rows of a record on its admin page: whoever may change the record may change them, nobody else."""

from django.contrib import admin
from django.utils.text import capfirst

from directory.admin import HTTPS

from .choices import RowForm, VisibleChoices


class _OfOwner(VisibleChoices):
    """Powers over rows are those over the record that they belong to."""

    form = RowForm
    extra = 0

    def _may_change(self, request, obj) -> bool:
        owner = self.admin_site._registry[self.parent_model]
        if obj is None or obj.pk is None:
            return owner.has_add_permission(request)
        return owner.has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_change(request, obj)

    def has_view_permission(self, request, obj=None):
        return True


class TableInline(_OfOwner, admin.TabularInline):
    """Rows one beneath the other; each box says by itself what its column's head says to the eye."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)  # what Django wraps for its add buttons
            widget.attrs.setdefault("aria-label", capfirst(str(field.label or db_field.verbose_name)))
        return field


class StackInline(_OfOwner, admin.StackedInline):
    """Rows as small forms."""


class CitationInline(StackInline):
    """The sources of the facts; a child says its model."""

    fields = [("source", "locator"), ("as_of", "as_of_as_written"), "claim", "question", "remark"]
    autocomplete_fields = ["source"]


class AttachmentInline(StackInline):
    formfield_overrides = HTTPS
    fields = ["title", ("file", "url"), ("language", "issued", "issued_as_written")]


class PhotographInline(StackInline):
    fields = ["file", "alt", ("credit", "caption")]
