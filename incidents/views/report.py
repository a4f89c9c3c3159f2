"""Reporting, the stop screen, and the receipts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import clock
from core.access import Refused
from core.keyset import page
from core.views import DetailPage, FormPage, ListPage
from incidents import actions, kinds
from incidents.access import IncidentAccess
from incidents.forms import PeopleFormSet, ReportForm, StopForm
from incidents.models import Incident
from incidents.queries import contacts, who_helps
from incidents.statement import Report
from people.models import School
from people.roles import WORKS_IN_SCHOOL, Role
from policies.models import PolicyVersion
from policies.queries import verdicts

TELL = (Role.SAFEGUARDING_LEAD, Role.HEADTEACHER)
CARRIED = ("csrfmiddlewaretoken", "stopped", "told_in_person", "device_kept")


@method_decorator(login_not_required, name="dispatch")
class Stop(TemplateView):
    """What to do first when it may be illegal. Anybody may read it, signed in or not."""

    template_name = "incidents/stop.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(people=people_to_tell(self.request.user), **kwargs)


def people_to_tell(user):
    """`(school, whom to tell, chairs)` for each school of the user."""
    schools = School.objects.of(user) if user.is_authenticated else []
    return [(school, contacts(school, *TELL), contacts(school, Role.CHAIR_OF_GOVERNORS)) for school in schools[:3]]


class ReportPage(FormPage):
    """One page, two minutes. Adding a person without a script comes back to the same page with a row more."""

    access = IncidentAccess
    action = "report"
    form_class = ReportForm
    template_name = "incidents/report.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        people = PeopleFormSet(request.POST, prefix="people")
        if "add" in request.POST or "remove" in request.POST:
            return self.changed_rows(form)
        if form.stops:
            stop = StopForm(request.POST if request.POST.get("stopped") else None)
            if not stop.is_valid():
                return self.stop_first(stop)
        named = self.named(form, people)
        if form.is_valid() and not any(row.errors for row in people.forms) and people.is_valid():
            try:
                incident = actions.report(self.said(form, named), by=request.user)
            except actions.SentBefore as refused:
                form.renew_key()
                form.add_error(None, str(refused))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Your report is sent. It is {incident.reference}.")
                return HttpResponseRedirect(reverse("incidents:receipt", args=[incident.reference]))
        return self.render_to_response(self.get_context_data(form=form, people=people))

    @staticmethod
    def named(form, people):
        """The people as the report takes them; who cannot be placed gets an error on the row."""
        if not people.is_valid() or (not form.is_valid() and "school" in form.errors):
            return []
        named = people.named(form.cleaned_data["school"])
        if not named and not form.cleaned_data["nobody_known"] and not any(row.errors for row in people.forms):
            missing = "Name at least one person, or tick “I do not know who was involved”"
            if people.forms:
                people.forms[0].add_error("name", missing)
            else:
                form.add_error("nobody_known", missing)
        return named

    @staticmethod
    def said(form, named):
        answers = form.cleaned_data | {"people": named, "occurred_precision": form.cleaned_data["precision"]}
        return Report(**{name: answers[name] for name in Report.__dataclass_fields__})

    def stop_first(self, stop):
        """The stop screen, carrying what was typed in hidden fields: nothing is lost, nothing is stored yet."""
        sent = self.request.POST.lists()
        carried = [(name, value) for name, values in sent if name not in CARRIED for value in values]
        people = people_to_tell(self.request.user)
        return render(self.request, "incidents/stop.html", {"form": stop, "carried": carried, "people": people})

    def changed_rows(self, form):
        """One person more or fewer, without judging what is not finished yet."""
        rows = [row.as_typed() for row in PeopleFormSet(self.request.POST, prefix="people").forms]
        if "add" in self.request.POST:
            rows.append({})
        else:
            rows = [row for index, row in enumerate(rows) if str(index) != self.request.POST["remove"]]
        people = PeopleFormSet(initial=rows, prefix="people")
        people.extra = 0 if rows else 1
        unjudged = ReportForm(initial=self.request.POST.dict(), user=self.request.user)
        return self.render_to_response(self.get_context_data(form=unjudged, people=people))

    def get_context_data(self, **kwargs):
        schools = list(School.objects.of(self.request.user, *WORKS_IN_SCHOOL))
        version = shared_version(schools)
        decided = verdicts(version) if version else {}
        form = kwargs.get("form") or self.get_form()
        chosen = form["kind"].value()
        return super().get_context_data(
            **{"people": PeopleFormSet(prefix="people"), "form": form} | kwargs,
            chosen=chosen,
            version=version,
            groups=groups_of_kinds(decided),
            tell=[(school, contacts(school, *TELL), contacts(school, Role.COORDINATOR)) for school in schools[:2]],
        )


def shared_version(schools):
    """The policy version in force at all these schools, if it is one and the same."""
    versions = set(PolicyVersion.objects.in_force_at(schools, clock.today()).values())
    return versions.pop() if len(versions) == 1 else None


def groups_of_kinds(decided):
    """`(heading, [(kind, what the policy decides, id of its control)])`; the first id is where errors link to."""
    ids = {key: f"id_kind_{place}" for place, key in enumerate(kinds.kinds())}
    return [
        (heading, [(kind, decided.get(kind.row), ids[kind.key]) for kind in listed])
        for heading, listed in kinds.groups()
    ]


class Receipts(ListPage):
    """What the user reported, and how it stands in one of three words."""

    model = Incident
    scope = "receipts_of"
    access = IncidentAccess
    action = "report"
    template_name = "incidents/receipts.html"

    def get_context_data(self, **kwargs):
        receipts = page(self.object_list, "reported_at", self.request.GET.get("before", ""), 25)
        return super().get_context_data(page=receipts, **kwargs)


class Receipt(DetailPage):
    """What the reporter keeps: the reference, what happens next, whom to ring. Nothing that others added."""

    model = Incident
    scope = "receipts_of"
    access = IncidentAccess
    action = "keep_receipt"
    template_name = "incidents/receipt.html"

    def get_context_data(self, **kwargs):
        incident = self.object
        return super().get_context_data(people=who_helps(incident), **kwargs)
