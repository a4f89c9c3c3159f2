"""Devices that are kept for an incident, and searches of pupils' devices."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.dates import short_moment
from core.own_words import BEGIN_EMPTY
from core.views import DetailPage, TransitionPage
from incidents.access import DeviceAccess, IncidentAccess
from incidents.forms import DeviceSearchForm, IsolateForm, MoveForm
from incidents.models import Incident, IsolatedDevice

from .verbs import Verb


class Devices(DetailPage):
    """Each device with its movements, and each search with all that was recorded."""

    model = Incident
    access = IncidentAccess
    template_name = "incidents/devices.html"

    def get_queryset(self):
        shown = ("devices__movements__by", "searches__pupil__person", "searches__by", "involvements")
        return super().get_queryset().select_related("school").prefetch_related(*shown)

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.object, **kwargs)


class OfDevices(Verb, abstract=True):
    def get_initial(self):
        now = timezone.localtime(clock.now())
        return {"date": now.date(), "time": now.time()}

    def get_success_url(self):
        return reverse("incidents:devices", args=[self.subject.reference])


class IsolateDevice(OfDevices):
    action = "isolate_device"
    form_class = IsolateForm
    title = "Record an isolated device"
    button = "Record the device"
    lead = "Change nothing on it: any change may hinder the Police."
    success_message = "The device is recorded."

    def get_initial(self):
        """Who isolated it, and when, is asked: whoever reported it may have, long before it is recorded here."""
        return {"kept_at": self.subject.device_kept[:200]}


class MoveDevice(TransitionPage):
    model = IsolatedDevice
    access = DeviceAccess
    action = "move"
    form_class = MoveForm
    title = "Record where a device goes"
    button = "Record it"
    template_name = "incidents/device_move.html"
    success_message = "It is recorded where the device is now."

    def get_record(self):
        found = self.get_queryset().select_related("incident__school").prefetch_related("movements")
        return get_object_or_404(found, pk=self.kwargs["device"], incident__reference=self.kwargs["reference"])

    def get_initial(self):
        now = timezone.localtime(clock.now())
        shown = {"moved_by": str(self.request.user), "shown": self.subject.kept_at}
        return {"date": now.date(), "time": now.time()} | shown

    def get_context_data(self, **kwargs):
        context = super().get_context_data(device=self.subject, incident=self.subject.incident, **kwargs)
        if context["form"].is_bound:  # what is moved next is what this page shows
            context["form"].say({"shown": self.subject.kept_at})
        return context

    def get_success_url(self):
        return reverse("incidents:devices", args=[self.subject.incident.reference])


class RecordSearch(OfDevices):
    action = "record_search"
    begin_empty = (*BEGIN_EMPTY, "grounds", "found", "deleted")
    form_class = DeviceSearchForm
    title = "Record the search of a device"
    button = "Record the search"
    full_record = "Under the Education Act 2011 a full record is kept. It cannot be changed afterwards."
    success_message = "The search is recorded."

    def get_initial(self):
        return super().get_initial() | {"searched_by": str(self.request.user)}

    @property
    def lead(self):
        since = self.subject.not_searched_since
        only = f" No device is searched since {short_moment(since)}: record only a search of before." if since else ""
        return f"{self.full_record}{only}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"incident": self.subject}
