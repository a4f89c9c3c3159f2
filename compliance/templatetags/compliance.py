"""The breach of an incident, for its page: this app's part of a page of a lower app."""

from typing import Any

from django import template

from compliance.access import BreachAccess
from compliance.models import Breach
from incidents.models import Incident

register = template.Library()


@register.inclusion_tag("compliance/of_incident.html", takes_context=True)
def breach_of(context: template.Context, incident: Incident) -> dict[str, Any]:
    """`{% breach_of incident %}`: the breach that comes from it, or the way to record one."""
    breach = Breach.objects.readable_by(context["user"]).filter(incident=incident).first()
    return {
        "incident": incident,
        "breach": breach,
        "may_open": breach is None and BreachAccess.allows(context["user"], "open_breach", incident),
    }
