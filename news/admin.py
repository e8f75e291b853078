"""The admin of news and analyses."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.admin import AttachmentInline, CitationInline, PublicationAdmin, TableInline

from .models import Analysis, AnalysisCitation, Finding, NewsItem, NewsItemCitation, NewsItemDocument


class NewsItemDocumentInline(AttachmentInline):
    model = NewsItemDocument


class NewsItemCitationInline(CitationInline):
    model = NewsItemCitation


@admin.register(NewsItem)
class NewsItemAdmin(PublicationAdmin):
    inlines = [NewsItemDocumentInline, NewsItemCitationInline]
    own_fieldsets = [(_("The news"), {"fields": ["body", ("dated", "dated_as_written")]})]


class FindingInline(TableInline):
    model = Finding
    extra = 0


class AnalysisCitationInline(CitationInline):
    model = AnalysisCitation


@admin.register(Analysis)
class AnalysisAdmin(PublicationAdmin):
    inlines = [FindingInline, AnalysisCitationInline]
    own_fieldsets = [
        (_("The study"), {"fields": ["study", ("state_of", "state_of_as_written"), ("period", "period_as_written")]})
    ]
