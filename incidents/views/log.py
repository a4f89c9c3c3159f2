"""The log: what the user may read, newest first."""

from django import forms
from django.utils.functional import cached_property

from core.forms import PlainForm
from core.keyset import page
from core.views import ListPage
from incidents.access import IncidentAccess
from incidents.models import Incident
from incidents.queries import by_status, for_log, in_year
from incidents.querysets import schools_of
from incidents.states import Status
from people.calendar import AcademicYear
from people.models import School

ROWS = 25


class LogFilter(PlainForm):
    """Which of the readable incidents to show. What is not understood is not filtered by."""

    status = forms.ChoiceField(choices=[("", "All"), *Status.choices], required=False, widget=forms.HiddenInput)
    period = forms.ChoiceField(label="Reported in", required=False)
    school = forms.ModelChoiceField(School.objects.none(), label="School", required=False, empty_label="All my schools")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=schools_of(user))
        self.fields["school"].queryset = schools
        self.several_schools = len(schools) > 1
        if not self.several_schools:
            del self.fields["school"]
        this = AcademicYear.current()
        years = [this, this.previous, this.previous.previous]
        self.fields["period"].choices = [("", "Any time"), *((str(year.start), str(year)) for year in years)]
        self.is_valid()

    def applied_to(self, incidents):
        """The incidents of the chosen period and school, of every status."""
        if period := self.cleaned_data.get("period"):
            incidents = in_year(incidents, AcademicYear(int(period)))
        if school := self.cleaned_data.get("school"):
            incidents = incidents.filter(school=school)
        return incidents


class Log(ListPage):
    model = Incident
    access = IncidentAccess
    action = "read_log"
    template_name = "incidents/log.html"

    @cached_property
    def filter(self):
        return LogFilter(self.request.GET, user=self.request.user)

    def get_context_data(self, **kwargs):
        incidents = self.filter.applied_to(self.object_list)
        counts = by_status(incidents)
        status = self.filter.cleaned_data.get("status")
        shown = incidents.filter(status=status) if status else incidents
        return super().get_context_data(
            filter=self.filter,
            counts=counts,
            total=sum(count for _, _, count in counts),
            shown_count=sum(count for key, _, count in counts if not status or key == status),
            status=status,
            page=page(for_log(shown), "reported_at", self.request.GET.get("before", ""), ROWS),
            **kwargs,
        )
