"""The files of proposals, for those who review them; nobody else gets them."""

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .models import ProposalDocument, ProposalPhotograph

MODELS = {model._meta.model_name: model for model in (ProposalDocument, ProposalPhotograph)}


@require_safe
@never_cache
@permission_required("proposals.review_proposal", raise_exception=True)
def file(request, model_name, pk):
    """Hand out a file of a proposal as a download, so that it cannot run."""
    row = MODELS[model_name].objects.filter(pk=pk).first() if model_name in MODELS else None
    if row is None or not row.file:
        raise Http404
    answer = FileResponse(row.file.open(), as_attachment=True, filename=row.file.name.rpartition("/")[2])
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
