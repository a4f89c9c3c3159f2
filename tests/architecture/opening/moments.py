"""Incidents at every moment of the procedure, each brought there by the verbs of the record."""

import io

from core import clock
from incidents import actions
from incidents.codes import Branch, Finding
from incidents.models import Investigation
from incidents.statement import Named
from tests.incidents.investigating import JUDGED, begin, review, signed

REFERRED = {
    "agency": "police",
    "spoke_to": "Ina to the duty officer",
    "reason": "May be illegal.",
    "reference": "P-1",
    "device_kept": "Locked in the office",
}
CLOSED = {"finding": Finding.SUBSTANTIATED, "outcome": "Spoken to.", "rationale": "Seen by two."}
WITHOUT_PARENTS = {"parents": "not_informed", "parents_reason": "Not yet."}


class Moments:
    """`Moments(…).closed()`: an incident at this moment; `all()`: one at each. `by` holds every role, `other` many."""

    def __init__(self, log_incident, pupil, by, other, teacher) -> None:
        self.log_incident, self.pupil, self.by, self.other, self.teacher = log_incident, pupil, by, other, teacher

    def all(self):
        under_review = self.under_review()
        yield from (
            self.just_reported(), under_review, self.quickly_noted(), self.data_breach(),
            self.of_somebody_else(), self.settled(),
            self.closed(),
            self.illegal(), self.with_the_police(), self.to_be_destroyed(), self.destroyed(),
            self.alleged(), self.below_the_threshold(), self.told_to_the_lado(),
            self.investigated(), self.investigated_again(), self.concluded(), self.with_a_signature_on_paper(),
            self.sealed(),
            self.withdrawn(under_review),
        )  # fmt: skip

    def just_reported(self):
        """With a task, a reader, a file, a device."""
        incident = self._log()
        incident.add_reader(by=self.by, user=self.teacher, reason="Teaches the class.")
        incident.give_task(by=self.by, text="Collect the tablet.", who=self.teacher, due=None)
        actions.attach(incident, io.BytesIO(b"09:12 Pip: see you"), by=self.by, name="chat.txt", title="Chat")
        now = clock.now()
        incident.isolate_device(
            by=self.by, what="A tablet", isolated_by="Tess", isolated_at=now, kept_at="Safe", state="On"
        )
        return incident

    def data_breach(self):
        return self._log(kind="personal_data")

    def quickly_noted(self):
        return self._log(to_complete=True)

    def under_review(self):
        incident = self._log()
        incident.review(
            by=self.by, branch=Branch.UNSUITABLE, user_action=None, safeguarding=True, reason="Not illegal."
        )
        return incident

    def of_somebody_else(self):
        incident = self.under_review()
        incident.assign(by=self.by, to=self.other, reason="On leave.")
        return incident

    def settled(self):
        """Nothing is missing to close it."""
        incident = self.under_review()
        actions.record_parents(incident, [(incident.involvements.get(), WITHOUT_PARENTS)], by=self.by)
        incident.involvements.update(no_misuse=True)
        return incident

    def closed(self):
        incident = self.settled()
        incident.close(by=self.by, **CLOSED)
        return incident

    def withdrawn(self, other):
        """A double of another one, to which it is related."""
        incident = self._log()
        incident.relate(by=self.by, other=other, reason="The same afternoon.")
        incident.withdraw(by=self.by, reason="Logged twice.", duplicate_of=other)
        return incident

    def illegal(self):
        incident = self._log(may_be_illegal=True)
        incident.mark_images(by=self.by, reason="The teacher says so.")
        return incident

    def with_the_police(self):
        """A file was attached before somebody saw that none may be there."""
        incident = self._log(may_be_illegal=True)
        incident.notify_authorities(by=self.by, at=clock.now(), **REFERRED)
        actions.attach(incident, io.BytesIO(b"09:12 Pip: see you"), by=self.by, name="chat.txt", title="Chat")
        incident.mark_images(by=self.by, reason="The officer says so.")
        return incident

    def to_be_destroyed(self):
        incident = self.with_the_police()
        incident.evidence.get().ask_destruction(by=self.by, police_reference="P-1", reason="As they said.")
        return incident

    def destroyed(self):
        incident = self.to_be_destroyed()
        incident.evidence.get().destruction.confirm(by=self.other)
        return incident

    def alleged(self):
        """Something against an adult who works there."""
        return self.log_incident(
            people=[Named(part="instigator", name="Val Visitor", kind="other", works_or_volunteers="yes")]
        )

    def below_the_threshold(self):
        incident = self.alleged()
        incident.decide_allegation(by=self.by, threshold="low_level", reason="As I see it.")
        return incident

    def told_to_the_lado(self):
        incident = self.alleged()
        incident.decide_allegation(by=self.by, threshold="harm", reason="As I see it.")
        incident.tell_agency(
            by=self.by, agency="lado", at=clock.now(), spoke_to="Ina to Lou", reason="The messages.", reference="L-1"
        )
        return incident

    def investigated(self):
        incident = self.under_review()
        investigation = begin(incident, self.by, self.by, self.other)
        review(investigation, self.by)
        return incident

    def investigated_again(self):
        incident = self.investigated()
        incident.investigations.get().stop(by=self.by, reason="The wrong tablet.")
        review(begin(incident, self.by, self.by, self.other), self.by)
        return incident

    def concluded(self):
        incident = self.investigated()
        incident.investigations.get().conclude(by=self.by, **JUDGED)
        return incident

    def with_a_signature_on_paper(self):
        """To come: the second is nobody with an account."""
        incident = self.concluded()
        Investigation.objects.filter(incident=incident).update(second_reviewer=None, fallback_reason="Nobody is left.")
        return incident

    def sealed(self):
        incident = self.concluded()
        for user in (self.by, self.other):
            signed(incident.investigations.get(), user)
        return incident

    def _log(self, **said):
        return self.log_incident(people=[Named(part="instigator", person=self.pupil)], **said)
