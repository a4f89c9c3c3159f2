"""Working with the authorities: who else is told, a strategy meeting, whether the parents may be informed."""

from django.utils import timezone

from core import clock
from incidents.forms import MeetingForm, ParentsAgreementForm, TellAgencyForm, WayInForm
from incidents.progress import agency_asked_for
from people.models import Agency

from .verbs import Verb


class ChooseWayIn(Verb):
    action = "choose_way_in"
    form_class = WayInForm
    title = "Say which way it came to the illegal branch"
    button = "Record it"
    lead = "Each of the three asks for something first. What is already recorded stays."
    success_message = "The way into the illegal branch is recorded."

    def get_initial(self):
        return {"way_in": self.subject.way_in}


class Dated(Verb, abstract=True):
    def get_initial(self):
        return {"date": timezone.localdate(clock.now())}


class TellAgency(Dated):
    action = "tell_agency"
    form_class = TellAgencyForm
    title = "Tell another agency"
    button = "Record who was told"
    lead = "Ring first, then record it here. The handler and the status do not change."
    success_message = "It is recorded that they were told."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}

    def get_initial(self):
        owed = Agency.Kind.LADO if self.subject.owes_lado else agency_asked_for(self.subject)
        return super().get_initial() | {"agency": owed}


class RecordMeeting(Dated):
    template_name = "incidents/meeting.html"
    action = "record_meeting"
    form_class = MeetingForm
    title = "Record a strategy meeting"
    button = "Record the meeting"
    lead = "A meeting of those who protect the child: social care, the Police and the school. Or say why there is none."
    success_message = "It is recorded."


class AgreeOnParents(Dated):
    template_name = "incidents/parents_agreement.html"
    action = "agree_on_parents"
    form_class = ParentsAgreementForm
    title = "Ask whether parents may be informed"
    button = "Record what they say"
    lead = "Ask the Police or social care before anybody speaks to the parents: it may put a child at risk."
    success_message = "It is recorded whether the parents may be informed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}
