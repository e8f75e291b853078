"""The square code that the app scans, drawn in the page itself: no picture is fetched, and no style is written."""

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str, title) -> SafeString:
    """Return the code as SVG, dark on light in every colour scheme, since apps read it so."""
    code = segno.make(text, error="m")
    svg = code.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1))  # noqa: S308  escaped
