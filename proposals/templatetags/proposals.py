"""What readers can do about a practice, and the fields of their forms."""

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from directory.addresses import address_of
from publishing.record_drawing import link_html, list_html, section_html

from ..steps import LongText

register = template.Library()


@register.simple_tag
def reader_actions(practice):
    """Link what a reader can do about a published practice."""
    apart = ' rel="nofollow"'
    links = [link_html(f"{address_of('practices:compare')}?p={practice.slug}", _("Compare it with others"))]
    if practice.contact_email:
        address = address_of("proposals:contact", practice.slug)
        links.append(link_html(address, _("Write to the contact"), attributes=apart))
    asked = (("trial", _("We tried this")), ("change", _("Propose a change")), ("report", _("Report a problem")))
    for name, words in asked:
        links.append(link_html(address_of(f"proposals:{name}", practice.slug), words, attributes=apart))
    links.append(link_html(address_of("proposals:start"), _("Propose a practice of your own"), attributes=apart))
    inner = list_html(links, ' class="bullets"')
    return mark_safe(section_html("next", _("What you can do"), inner))  # noqa: S308  every part is escaped


@register.filter
def question_for(questions, name):
    """Return the editors' latest question beside a field, or None."""
    return next((question for question in reversed(list(questions or [])) if question.field == name), None)


@register.inclusion_tag("components/form_field.html")
def form_field(field, shows_faults=True, question=None):
    """Show one field of a form with label, help, limit and, where wanted, its faults."""
    faults = list(field.errors) if shows_faults else []
    limit = field.field.max_length if isinstance(field.field, LongText) else None
    described = [
        f"{field.id_for_label}-{part}"
        for part, shown in (("help", field.help_text or limit), ("fault", faults))
        if shown
    ]
    widget = field.field.widget
    is_group = widget.__class__.__name__ in ("CheckboxSelectMultiple", "RadioSelect")
    attrs = {"aria-describedby": " ".join(described)} if described and not is_group else {}
    if faults and not is_group:
        attrs["aria-invalid"] = "true"
    widget.attrs.pop("maxlength", None)  # the browser would cut what is pasted; the portal says so instead
    return {
        "field": field,
        "drawn": field.as_widget(attrs=attrs),
        "faults": faults,
        "limit": limit,
        "is_group": is_group,
        "is_box": widget.__class__.__name__ == "CheckboxInput",
        "question": question,
    }
