"""The page behind the link in each mail: without an account, without a cookie, and with a button."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from .links import holder_of


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class RefuseView(TemplateView):
    """Ends all mails to an address, and lets them come again. Opening it changes nothing: scanners open every link.

    The button sends what a mail program sends for its own (RFC 8058), which brings no cookie and so no CSRF token. None
    is needed: the signed address is the proof, and whoever knows it needs nobody's browser.
    """

    template_name = "mails/refuse.html"
    http_method_names = ["get", "head", "post", "options"]
    parameters = ()

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.holder = holder_of(kwargs["token"])

    def post(self, request, *args, **kwargs):
        is_again = "again" in request.POST
        if self.holder and is_again:
            self.holder.allow()
        elif self.holder and request.POST.get("List-Unsubscribe") == "One-Click":
            self.holder.refuse()
        return self.get(request, *args, is_again=is_again, **kwargs)

    def get_context_data(self, **kwargs):
        kwargs.setdefault("is_again", False)
        has_refused = self.holder is not None and self.holder.has_refused()
        return super().get_context_data(holder=self.holder, has_refused=has_refused, **kwargs)

    def render_to_response(self, context, **how):
        answer = super().render_to_response(context, status=200 if self.holder else 404, **how)
        answer["X-Robots-Tag"] = "noindex"
        answer["Referrer-Policy"] = "same-origin"
        return answer
