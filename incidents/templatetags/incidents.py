"""What lists say of an incident, in tags and in words."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.templatetags.esafety import tag
from core.words import counted
from incidents.forms import LogFilter
from incidents.models import Incident
from incidents.states import Status

register = template.Library()

LOOKS = {
    Status.REPORTED: ("blue", "stage0"),
    Status.UNDER_REVIEW: ("amber", "stage1"),
    Status.WITH_AUTHORITIES: ("violet", "shield"),
    Status.CLOSED: ("", "closed"),
    Status.WITHDRAWN: ("", "cross"),
}


@register.simple_tag
def status(incident: Incident) -> SafeString:
    """`{% status incident %}`, as a tag."""
    now = Status(incident.status)
    return tag(*LOOKS[now], now.label)


@register.simple_tag
def marks(incident: Incident) -> SafeString:
    """`{% marks incident %}`: what makes it one to look at, as tags, each after a blank."""
    serious = [
        (incident.is_illegal, "solid", "shield", "Illegal branch"),
        (incident.safeguarding and not incident.is_illegal, "violet", "shield", "Safeguarding"),
        (incident.restricted, "", "lock", "Restricted"),
        (incident.child_in_danger and incident.is_open, "red", "alert", "Child in danger"),
        (incident.to_complete, "amber", "", "To be completed"),
        (incident.is_late, "red", "clock", "Overdue"),
    ]
    return format_html_join("", " {}", ((tag(*look),) for holds, *look in serious if holds))


@register.simple_tag
@lru_cache(maxsize=16)
def filters(asked: LogFilter) -> SafeString:
    """`{% filters filter %}`: the panel above the log. To draw it takes a fifth of the time of that page."""
    return render_to_string("incidents/log_filters.html", {"filter": asked})


@register.filter
def people_in_words(incident: Incident) -> str:
    """2 pupils, 1 adult: of one as `incidents.listing` reads it."""
    pupils, adults = incident.pupils, incident.adults  # type: ignore[attr-defined]  # annotated
    said = [counted(number, noun) for number, noun in ((pupils, "pupil"), (adults, "adult")) if number]
    return ", ".join(said) or "Not known"
