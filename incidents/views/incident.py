"""One incident: everything about it, and the verbs this user may do now."""

from typing import NamedTuple

from django.http import Http404
from django.urls import reverse

from core.statements import Text
from core.views import DetailPage
from incidents import progress
from incidents.access import IncidentAccess
from incidents.full_incident import for_page, may_have, with_parts
from incidents.models import Incident
from incidents.openings import earlier_readings, note_opening
from incidents.queries import lado_of, related_to, told, verdict_on, who_reads
from incidents.shared_statements import ForUser
from incidents.states import Status
from incidents.waiting import with_next_to_review

# (verb of the access rules, its page, its button), in the order of an incident's life
VERBS = (
    ("review", "incidents:review", "Review"),
    ("complete", "incidents:complete", "Complete the report"),
    ("close", "incidents:close", "Close"),
    ("take_over", "incidents:take-over", "Take over"),
    ("add_entry", "incidents:entry", "Add an entry"),
    ("notify_authorities", "incidents:refer", "Refer to authorities"),
    ("record_answer", "incidents:answer", "Record their answer"),
    ("agree_on_parents", "incidents:parents-agreement", "Ask whether parents may be informed"),
    ("record_parents", "sanctions:parents", "Parents informed"),
    ("tell_agency", "incidents:tell-agency", "Tell another agency"),
    ("record_meeting", "incidents:meeting", "Record a strategy meeting"),
    ("decide_not_to_refer", "incidents:not-refer", "Decide not to refer"),
    ("withdraw", "incidents:withdraw", "Withdraw"),
    ("record_debrief", "incidents:debrief", "Look back at it"),
    ("reopen", "incidents:reopen", "Reopen"),
    ("print_record", "incidents:print-record", "Print the record"),
)
# … and where something is alleged against somebody who works here
OF_AN_ALLEGATION = (
    ("decide_allegation", "incidents:decide-allegation", "Decide on the allegation"),
    ("record_advice", "incidents:advice", "Record what the LADO advised"),
    ("share", "incidents:share", "Share it"),
)


KEYS = {"review": "r", "add_entry": "e"}  # told by templates/incidents/incident_keys.html


class VerbLink(NamedTuple):
    verb: str
    label: str
    url: str
    reason: str | None

    @property
    def key(self):
        return KEYS.get(self.verb, "")


def to_decide(incident):
    """The first of what is to say or decide on what follows, once that is decided at all, and nothing comes before."""
    if incident.status != Status.UNDER_REVIEW or incident.needs_decision or incident.owes_lado:
        return []
    return [point for point in incident.missing_for_closure if point.anchor == "actions"][:1]


def _readable(user, reference):
    found = Incident.objects.readable_by(user).filter(reference=reference)
    return with_next_to_review(for_page(found), user)


READABLE = ForUser(_readable)


class IncidentPage(DetailPage):
    model = Incident
    access = IncidentAccess
    template_name = "incidents/incident.html"

    def get_record(self):
        """As `FullIncident` reads it, and by a prepared statement: no page of a record is opened as often."""
        found = READABLE.records(self.request.user, Text(self.kwargs["reference"]))
        if not found:
            raise Http404
        return with_parts(found[0], self.request.user)

    def get(self, request, *args, **kwargs):
        note_opening(self.subject, by=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        incident = self.object
        upper, lower = progress.lanes(incident)
        readers = who_reads(incident)
        upcoming = progress.what_is_next(incident)
        verbs = self.verbs(first=upcoming.verb)
        return super().get_context_data(
            incident=incident,
            next_reference=None if incident.status == Status.REPORTED else incident.next_reference,
            possible=[verb for verb in verbs if verb.reason is None],
            impossible=[verb for verb in verbs if verb.reason is not None],
            to_decide=to_decide(incident),
            upper=upper,
            next_sentence=upcoming.sentence,
            ways=progress.ways(incident),
            first_steps=progress.first_steps(incident) if incident.is_open else [],
            lower=lower,
            verdict=verdict_on(incident),
            readers=readers,
            changes=told(incident),
            duplicate_of=self.readable_duplicate(),
            duplicates=self.readable().filter(duplicate_of=incident) if may_have(incident, "duplicates") else [],
            related=related_to(incident, self.readable()) if may_have(incident, "relations") else [],
            handler_handles=incident.handler is not None and incident.standing_of(incident.handler).handles,
            lado=lado_of(incident.school) if incident.is_allegation else (),
            earlier_readings=earlier_readings(incident, readers) if incident.is_allegation else (),
            must_declare=incident.standing_of(self.request.user).must_declare,
            **kwargs,
        )

    def verbs(self, *, first):
        """All that there are for it, in the order of its life, but what is to do next before the others."""
        incident = self.object
        links = [
            self.link(verb, page, progress.label_of(incident, verb, label))
            for verb, page, label in (*VERBS, *(OF_AN_ALLEGATION if incident.is_allegation else ()))
        ]
        return sorted(links, key=lambda link: link.verb != first)

    def link(self, verb, page, label):
        return VerbLink(verb, label, reverse(page, args=[self.object.reference]), self.refusal(verb))

    def readable_duplicate(self):
        """Which incident it duplicates, for those who may read that one too."""
        if self.object.duplicate_of_id is None:
            return None
        return self.readable().filter(pk=self.object.duplicate_of_id).first()

    def readable(self):
        return Incident.objects.readable_by(self.request.user)

    def refusal(self, verb):
        return IncidentAccess.refusal(self.request.user, verb, self.object)
