"""The log in the admin, to read and to take away; and the base of every admin that writes into it."""

import csv

from django.contrib import admin
from django.db import IntegrityError
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from .log import write
from .models import Act, Entry
from .tables import harmless


class SavedAtOnce:
    """For an admin: who saves what somebody else saves in the same moment gets the form back, which says what is there.

    The form was checked before the other one stood in the database, which then refused; the second look finds it.
    """

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            return super().changeform_view(request, *args, **kwargs)


class AuditedAdmin(SavedAtOnce, admin.ModelAdmin):
    """Writes each addition, change and deletion into the log, beside Django's own."""

    def log_addition(self, request, obj, message):
        write(Act.ADDED, request.user, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        write(Act.CHANGED, request.user, obj, detail=entry.get_change_message())
        return entry

    def log_deletions(self, request, queryset):
        for obj in queryset:
            write(Act.DELETED, request.user, obj)
        return super().log_deletions(request, queryset)


class _Echo:
    @staticmethod
    def write(line: str) -> str:
        return line


class KindFilter(admin.SimpleListFilter):
    """The types of which the log speaks; sign-ins have none."""

    title, parameter_name = _("type"), "kind"

    def lookups(self, request, model_admin):
        kinds = Entry.objects.exclude(kind="").order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind) for kind in kinds]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """To look at only. Marked entries, or all that a filter leaves, go out as CSV."""

    list_display = ["at", "user_name", "act", "title", "kind", "old", "new", "reason"]
    list_display_links = ["at"]
    list_filter = ["act", KindFilter, "at"]
    search_fields = ["user_name", "title", "reason"]
    date_hierarchy = "at"
    show_full_result_count = False
    actions = ["export"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description=_("Download as CSV"))
    def export(self, request, queryset):
        """Hand out the marked entries; the download is itself an entry."""
        write(Act.EXPORTED, request.user, detail=f"log, {queryset.count()} entries")
        answer = StreamingHttpResponse(_lines(queryset), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="log.csv"'
        return answer


def _lines(queryset):
    names = ["at", "user_name", "act", "kind", "object_id", "title", "old", "new", "reason", "detail"]
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(names)
    for row in queryset.values_list(*names).iterator():
        yield writer.writerow(_defused(row[0].isoformat(), *row[1:]))


def _defused(*values) -> list[str]:
    return [harmless("" if value is None else str(value)) for value in values]
