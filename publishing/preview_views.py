"""The page behind a preview link: the record's own page, with what nobody else sees yet."""

from django.db import transaction
from django.shortcuts import render
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .models import Version
from .previews import BadLink, opened
from .versions import put_back, without_translations


@never_cache
@require_safe
def preview(request, token):
    """Show the record of a signed link exactly as it will look, in a translation that nobody approved yet, too.

    A version is put in, shown, and taken out again.
    """
    try:
        record, number, language = opened(token)
    except BadLink:
        return _closed(request)
    if language and not record.translations.filter(language=language).exists():
        return _closed(request)
    with transaction.atomic():
        if number is not None:
            version = Version.objects.of(record).filter(pk=number).first()
            if version is None:
                return _closed(request)
            put_back(record, without_translations(version.data) if version.is_waiting else version.data)
        view = resolve(record.get_absolute_url()).func.view_class
        shown = view.as_view(preview_token=token, preview_language=language)
        answer = shown(request, slug=record.slug).render()
        transaction.set_rollback(True)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _closed(request):
    return render(request, "publishing/preview_closed.html", status=404)
