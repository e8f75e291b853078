"""What readers can do about a practice, and the fields of their forms."""

from django import template
from django.urls import reverse

from ..steps import LongText

register = template.Library()


@register.inclusion_tag("components/reader_actions.html")
def reader_actions(practice):
    """Link what a reader can do about a published practice."""
    return {
        "practice": practice,
        "compare_url": f"{reverse('practices:compare')}?p={practice.slug}",
        "has_contact": bool(practice.contact_email),
    }


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
