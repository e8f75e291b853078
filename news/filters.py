"""What news and analyses can be filtered by."""

from publishing.filters import PublicationFilter

from .models import Analysis, NewsItem


class NewsItemFilter(PublicationFilter):
    sorts = [PublicationFilter.sorts[2], *PublicationFilter.sorts[:2]]
    default_sort = "published"

    class Meta:
        model = NewsItem
        fields = ["q", "topic", "target_group", "country"]


class AnalysisFilter(PublicationFilter):
    class Meta:
        model = Analysis
        fields = ["q", "topic", "target_group", "country"]
