"""Lists as RSS: what the filters of an address let through, published last first."""

from django.http import HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language

from .listing import Listing

LATEST = 30


def feed(page: Listing, request) -> HttpResponse:
    """Return the feed of a list; its address is that of the list, so that every choice of filters can be followed."""
    here = request.build_absolute_uri(request.path)
    made = Rss201rev2Feed(
        title=page.heading,
        link=here + page.query,
        description=page.lead or page.heading,
        language=get_language(),
        feed_url=f"{here}{page.download_url}rss",
    )
    for item in page.newest(LATEST):
        address = request.build_absolute_uri(item.get_absolute_url())
        made.add_item(
            title=f"{item.kind_label}: {item.title}",
            link=address,
            description=item.summary,
            pubdate=item.published_at,
            updateddate=item.updated_at,
            unique_id=address,
        )
    answer = HttpResponse(content_type="application/rss+xml; charset=utf-8")
    made.write(answer, "utf-8")
    return answer
