"""The page behind a preview link: the record's own page, with what nobody else sees yet."""

from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .merging import with_change
from .models import Version
from .previews import BadLink, opened


@never_cache
@require_safe
def preview(request, token):
    """Show the record of a signed link exactly as it will look, in a translation that nobody approved yet, too.

    A version is shown in memory: nothing is written, so that nobody who saves has to wait.
    """
    try:
        record, number, language = opened(token)
    except BadLink:
        return _closed(request)
    if language and not record.translations.filter(language=language).exists():
        return _closed(request)
    version = Version.objects.of(record).filter(pk=number).first() if number is not None else None
    if number is not None and version is None:
        return _closed(request)
    view = resolve(record.get_absolute_url()).func.view_class
    shown = view.as_view(preview_token=token, preview_language=language, preview_data=_told(record, version))
    answer = shown(request, slug=record.slug).render()
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _told(record, version: Version | None) -> dict | None:
    """Return what the page shall say: what a version says or, of a change that waits, the record with the change."""
    if version is None:
        return None
    return with_change(record, version) if version.is_waiting else version.data


def _closed(request):
    return render(request, "publishing/preview_closed.html", status=404)
