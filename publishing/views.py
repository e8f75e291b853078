"""The list and the page of any published type, and the door to its documents."""

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language
from django.views.generic import DetailView, TemplateView
from django.views.generic.base import View

from directory.addresses import address_of
from index.query import one_look

from .citations import disputes, plain
from .exports import FORMATS, export
from .feeds import feed
from .frames import framed_list, framed_record
from .likeness import resemble
from .listing import Listing
from .previews import is_let_in
from .translating import translation_of
from .uploads import opened
from .whole import fetch_by_slug, fetch_whole


class DownloadView(TemplateView):
    """A page of rows that `?format=` hands out as a file.

    Say `get_listing`: what it returns has `heading`, `query` (of its lasting address), `total` and `export_rows()`.
    """

    http_method_names = ["get", "head", "options"]
    parameters = None  # the page cache keeps the whole query, unless a view says which names it reads

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") in FORMATS:
            return self.download(request.GET["format"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.get_listing(), **kwargs)

    def download(self, fmt: str):
        """Return all rows, as filtered and sorted, as a file."""
        page = self.get_listing()
        about = {
            "list": page.heading,
            "address": self.request.build_absolute_uri(self.request.path) + page.query,
            "made_at": timezone.now(),
            "entries": page.total,
            "reuse": "Free to reuse if the portal is named as the source.",
        }
        return export(fmt, slugify(page.heading) or "list", page.export_rows(), about)


class ListingView(DownloadView):
    """A page made of what the filters of an address find, in a template of its own; `?format=rss` is its feed.

    Say `filterset_class`; `models` too where the list holds several types.
    """

    filterset_class = None
    models = None
    heading = ""
    lead = ""

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") == "rss":
            return feed(self.get_listing(), request)
        return super().get(request, *args, **kwargs)

    @classmethod
    def parameters(cls):
        """Return the names that the list reads of an address; the page cache passes over all others."""
        return {"format", "more", "page", "sort", *cls.filterset_class.base_filters}

    def get_models(self):
        """Return the types in the list."""
        return self.models or [self.filterset_class._meta.model]

    def get_listing(self) -> Listing:
        """Return the page of the list that the address asks for."""
        models = self.get_models()
        heading = self.heading or capfirst(models[0]._meta.verbose_name_plural)
        return Listing(self.filterset_class, self.request.GET, models, str(heading), str(self.lead))


class PublicationListView(ListingView):
    """A list of what is published: only its filters and entries differ from one address to the next."""

    template_name = "publishing/framed.html"
    frame_name = "publishing/publication_list.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"whole": partial(framed_list, self.frame_name, context["page"], self.request)}


class PublicationDetailView(DetailView):
    """The page of one published record; anything else is a 404, for everybody."""

    http_method_names = ["get", "head", "options"]
    parameters = ()  # names that the page reads of an address
    parent_label = ""
    parent_name = ""  # the URL name of the list that the page belongs to
    preview_token = ""  # set by the preview, which alone shows what is not public
    preview_language = ""  # and a translation in whatever state
    preview_data: dict | None = None  # what a version says, where the preview is of one

    def get_queryset(self):
        return self.model.objects.all() if self.preview_token else self.model.objects.published()

    def get(self, request, *args, **kwargs):
        with one_look():
            return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        parent_url = address_of(self.parent_name) if self.parent_name else ""
        return super().get_context_data(parent_label=self.parent_label, parent_url=parent_url, **kwargs)

    def get_template_names(self):
        return [*super().get_template_names(), "publishing/publication_detail.html"]

    def render_to_response(self, context, **response_kwargs):
        if self.preview_token:  # its address stands on the page, and is nobody's frame
            return super().render_to_response(context | {"page_base": "base.html"}, **response_kwargs)
        return HttpResponse(framed_record(self.get_template_names(), context, self.request))


class CitedDetailView(PublicationDetailView):
    """The page of a record that ends with its sources, those that disagree side by side."""

    # The tables that the page shows, each with the foreign keys whose targets it names; all come in one query.
    lists: dict[str, tuple[str, ...]] = {
        "topics": (), "target_groups": (), "countries": (), "citations": ("source",), "translations": (),
    }  # fmt: skip

    named: tuple[str, ...] = ()  # the foreign keys whose targets the page names

    def get_object(self, queryset=None):
        record = fetch_by_slug(self.model, self.kwargs["slug"], self.named)
        if record is None or not (self.preview_token or record.is_published):
            raise Http404
        fetch_whole(record, self.lists)
        if self.preview_data:
            record = resemble(record, self.preview_data)
        if self.preview_token:
            for row in (row for name in ("documents", "photographs") for row in self._files(record, name)):
                row.preview_token = self.preview_token
        if self.preview_language:
            return record.with_texts(translation_of(record, self.preview_language))
        return record.told_in(get_language())

    def _files(self, record, name: str):
        return getattr(record, name).all() if name in self.lists else ()

    def get_context_data(self, **kwargs):
        citations = list(self.object.citations.all())
        return super().get_context_data(disputes=disputes(citations), citations=plain(citations), **kwargs)


class DocumentView(View):
    """Hand out an uploaded document of a published owner, always as a download."""

    http_method_names = ["get", "head", "options"]
    parameters = ("preview",)
    models = ()

    def get(self, request, model_name, pk):
        model = next((model for model in self.models if model._meta.model_name == model_name), None)
        document = model and model.objects.filter(pk=pk).first()
        if not document or not document.file or not self.may_see(request, document):
            raise Http404
        ending = document.file.name.rpartition(".")[2]
        answer = FileResponse(opened(document.file), as_attachment=True, filename=f"{document.title[:80]}.{ending}")
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return kept_back(request, answer)

    @staticmethod
    def may_see(request, document) -> bool:
        """Tell whether everybody may have the file of a record, or the reader holds a preview link to the record."""
        if type(document.owner).objects.published().filter(pk=document.owner_id).exists():
            return True
        return is_let_in(request.GET.get("preview", ""), document.owner)


class PhotographView(View):
    """Show a photograph of a published owner."""

    http_method_names = ["get", "head", "options"]
    parameters = ("preview",)
    models = ()

    def get(self, request, model_name, pk):
        model = next((model for model in self.models if model._meta.model_name == model_name), None)
        photograph = model and model.objects.filter(pk=pk).first()
        if not photograph or not photograph.file or not DocumentView.may_see(request, photograph):
            raise Http404
        answer = FileResponse(opened(photograph.file), content_type="image/webp")
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return kept_back(request, answer)


def kept_back(request, answer):
    """Return the answer, which no cache may keep where it was asked for with a preview link."""
    if "preview" in request.GET:
        add_never_cache_headers(answer)
    return answer
