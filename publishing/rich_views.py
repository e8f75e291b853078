"""What somebody pastes into an editor of rich text, brought into the structure that will be stored."""

from django.contrib.auth.decorators import user_passes_test
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from richtext import clean_rich

LONGEST = 2_000_000  # characters: a long report pasted with all that a word processor adds


@never_cache
@require_POST
@user_passes_test(lambda user: user.is_staff)
def tidied(request):
    """Answer with the few elements that remain of the `html` sent; 413 with a sentence where it is too much at once."""
    pasted = request.POST.get("html", "")
    if len(pasted) > LONGEST:
        return JsonResponse({"said": _("This is too much at once. Paste it in two or three parts.")}, status=413)
    return JsonResponse({"html": clean_rich(pasted)})
