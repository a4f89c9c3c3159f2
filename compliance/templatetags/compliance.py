"""The breach of an incident, for its page: this app's part of a page of a lower app."""

from typing import Any

from django import template
from django.urls import reverse

from compliance.access import BreachAccess, RequestAccess, RetentionAccess
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


REGISTERS = (
    ("breaches", "Data breaches", BreachAccess, "read_list"),
    ("requests", "Access requests", RequestAccess, "read_list"),
    ("retention", "How long what is kept", RetentionAccess, "read_queue"),
)


@register.inclusion_tag("compliance/tabs.html", takes_context=True)
def registers(context: template.Context, here: str) -> dict[str, Any]:
    """`{% registers "breaches" %}`: the registers that the reader may open, this one marked."""
    user = context["user"]
    mine = [
        (key, label, reverse(f"compliance:{key}")) for key, label, rules, verb in REGISTERS if rules.allows(user, verb)
    ]
    return {"registers": mine, "here": here}
