"""The actions of an incident, for its page: this app's part of a page of a lower app."""

from typing import Any

from django import template

from incidents.models import Incident, Involvement
from people.models import Person
from sanctions.chronology import Others, others_of
from sanctions.forms import DecisionsForm
from sanctions.models import ChronicledPerson
from sanctions.queries import actions_of

register = template.Library()


@register.inclusion_tag("sanctions/actions.html", takes_context=True)
def recommended_actions(context: template.Context, incident: Incident) -> dict[str, Any]:
    """`{% recommended_actions incident %}`: what the table recommends, what was decided, what is open."""
    user = context["user"]
    people = actions_of(incident, to_choose=False)
    decides = any(person.open for person in people) and incident.access.allows(user, "decide_actions", incident)
    shown: list[Any] = [(person, []) for person in people]
    if decides:
        form = DecisionsForm(None, people=people, by=user.name, lifters=incident.may_be_asked())
        shown = [(person, decisions) for person, decisions, _ in form.people]
    return {"incident": incident, "user": user, "csrf_token": context.get("csrf_token"), "people": shown}


@register.simple_tag(takes_context=True)
def other_incidents(context: template.Context, incident: Incident) -> dict[int, Others]:
    """`{% other_incidents incident as others %}`: of which of its people the reader may read more."""
    return others_of(incident, context["user"])


@register.simple_tag(takes_context=True)
def may_open_chronology(context: template.Context, person: Person) -> bool:
    """`{% may_open_chronology person as may_open %}`: whether its page is there for the reader."""
    return ChronicledPerson.objects.readable_by(context["user"]).filter(pk=person.pk).exists()


@register.filter
def of(found: dict[int, Any], involvement: Involvement) -> Any:
    """`{{ others|of:involvement }}`: what was found about one of them."""
    return found.get(involvement.pk)
