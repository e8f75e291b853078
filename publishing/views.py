"""The list and the page of any published type, and the door to its documents."""

from django.db.models import Prefetch
from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import DetailView, TemplateView
from django.views.generic.base import View

from .citations import disputes, plain
from .listing import Listing


class PublicationListView(TemplateView):
    """A list of what is published. Say `filterset_class`; `models` too where the list holds several types."""

    http_method_names = ["get", "head", "options"]
    template_name = "publishing/publication_list.html"
    filterset_class = None
    models = None
    heading = ""
    lead = ""

    def get_models(self):
        """Return the types in the list."""
        return self.models or [self.filterset_class._meta.model]

    def get_context_data(self, **kwargs):
        models = self.get_models()
        filters = self.filterset_class(self.request.GET, queryset=models[0].objects.published())
        heading = self.heading or capfirst(models[0]._meta.verbose_name_plural)
        page = Listing(filters, self.request.GET, models, str(heading), str(self.lead))
        return super().get_context_data(page=page, **kwargs)


class PublicationDetailView(DetailView):
    """The page of one published record; anything else is a 404, for everybody."""

    http_method_names = ["get", "head", "options"]
    parent_label = ""
    parent_name = ""  # the URL name of the list that the page belongs to

    def get_queryset(self):
        return self.model.objects.published()

    def get_context_data(self, **kwargs):
        parent_url = reverse(self.parent_name) if self.parent_name else ""
        return super().get_context_data(parent_label=self.parent_label, parent_url=parent_url, **kwargs)

    def get_template_names(self):
        return [*super().get_template_names(), "publishing/publication_detail.html"]


class CitedDetailView(PublicationDetailView):
    """The page of a record that ends with its sources, those that disagree side by side."""

    def get_queryset(self):
        cited = self.model._meta.get_field("citations").related_model.objects.select_related("source")
        return super().get_queryset().prefetch_related(
            "topics", "target_groups", "countries", Prefetch("citations", cited)
        )  # fmt: skip

    def get_context_data(self, **kwargs):
        citations = list(self.object.citations.all())
        return super().get_context_data(disputes=disputes(citations), citations=plain(citations), **kwargs)


class DocumentView(View):
    """Hand out an uploaded document of a published owner, always as a download."""

    http_method_names = ["get", "head", "options"]
    models = ()

    def get(self, request, model_name, pk):
        model = next((model for model in self.models if model._meta.model_name == model_name), None)
        document = model and model.objects.filter(pk=pk).first()
        if not document or not document.file or not self.is_public(document):
            raise Http404
        ending = document.file.name.rpartition(".")[2]
        answer = FileResponse(document.file.open(), as_attachment=True, filename=f"{document.title[:80]}.{ending}")
        answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return answer

    @staticmethod
    def is_public(document) -> bool:
        return type(document.owner).objects.published().filter(pk=document.owner_id).exists()
