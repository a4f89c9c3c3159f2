"""What data protection says on the pages of an incident and of somebody on the register."""

from typing import Any

from django import template
from django.urls import reverse

from compliance.access import BreachAccess, RequestAccess, RetentionAccess
from compliance.models import Breach, Disposal, Hold
from compliance.rules import due_of, due_of_entry
from incidents.full_incident import keep, may_have
from incidents.models import Incident
from people.models import Person

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


@register.inclusion_tag("compliance/kept.html", takes_context=True)
def how_long_kept(context: template.Context, incident: Incident) -> dict[str, Any]:
    """`{% how_long_kept incident %}`, of one that has ended: until when, what holds it back, and what may be done."""
    user = context["user"]
    asked, holds = None, Hold.objects.none()
    if may_have(incident, "disposals"):
        asked = Disposal.objects.readable_by(user).filter(incident=incident).not_called_off().first()
    if may_have(incident, "holds"):
        holds = Hold.objects.readable_by(user).on_incident(incident).select_related("by", "person")
    else:
        keep(incident, "holds", [])  # so that the rule below asks nothing (`_held`)
    return {
        "incident": incident,
        "due": due_of(incident),
        "asked": asked,
        "holds": holds,
        "may_hold": RetentionAccess.allows(user, "hold_incident", incident),
        "may_ask": asked is None and RetentionAccess.allows(user, "ask_incident", incident),
        "user": user,
    }


@register.inclusion_tag("compliance/of_person.html", takes_context=True)
def data_protection_of(context: template.Context, person: Person) -> dict[str, Any]:
    """`{% data_protection_of person %}`: what holds their entry back, and what may be done about it."""
    user = context["user"]
    holds = Hold.objects.readable_by(user).in_force().filter(person=person).select_related("by")
    may_record = RequestAccess.allows(user, "record", person)  # asks nothing of the database
    return {
        "person": person,
        "due": due_of_entry(person),
        "holds": holds if may_record else [],
        "may_record": may_record,
        "may_hold": RetentionAccess.allows(user, "hold_entry", person),
        "may_ask": RetentionAccess.allows(user, "ask_entry", person),
        "user": user,
    }


REGISTERS = (
    ("breaches", "Data breaches", BreachAccess, "read_list"),
    ("requests", "Access requests", RequestAccess, "read_list"),
    ("retention", "How long records are kept", RetentionAccess, "read_queue"),
)


@register.inclusion_tag("compliance/tabs.html", takes_context=True)
def registers(context: template.Context, here: str) -> dict[str, Any]:
    """`{% registers "breaches" %}`: the registers that the reader may open, this one marked."""
    user = context["user"]
    mine = [
        (key, label, reverse(f"compliance:{key}")) for key, label, rules, verb in REGISTERS if rules.allows(user, verb)
    ]
    return {"registers": mine, "here": here}
