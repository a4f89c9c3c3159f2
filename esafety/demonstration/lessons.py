"""What incidents taught: notes for the next draft of the federation's policy, and what a pupil said."""

from incidents import actions
from incidents.models import Incident, Involvement
from incidents.proposals import Proposal, places_to_change
from incidents.states import Status
from people.models import Person
from policies.models import Place

from .people import Site
from .wording import said

NOTES = ("Say who keeps the tablets at lunch, and where.", "Say whom a parent rings in the evening.")
SETTLED = "The section on mobile devices names the school office now."


def teach(site: Site) -> None:
    """Two notes of the coordinator, the first one settled on the draft; and the words of two pupils."""
    closed = Incident.objects.handled_by(site.coordinator).filter(status=Status.CLOSED).exclude(what_changed="")
    for incident, text in zip(closed.order_by("-closed_at"), NOTES, strict=False):
        [_, places], *_ = places_to_change(incident) or [("", [Place()])]
        proposal = Proposal(places[len(places) // 2], text)
        words = {"debrief": incident.debrief, "what_changed": incident.what_changed}
        actions.debrief(incident, by=site.coordinator, proposal=proposal, **words)
        if text == NOTES[0]:
            incident.policy_notes.get().settle(by=site.headteacher, answer=SETTLED)
    reviewed = Incident.objects.handled_by(site.coordinator).filter(status=Status.UNDER_REVIEW)
    accused = Involvement.objects.filter(
        incident__in=reviewed, kind=Person.Kind.PUPIL, part=Involvement.Part.INSTIGATOR
    )
    for involvement, words in zip(accused, said("looking_back", "words"), strict=False):
        involvement.record_words(by=site.coordinator, voice=words)
