"""Reporting, in full or quickly, and the stop screen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import clock
from core.access import Refused
from core.views import NOT_SENT, FormPage
from incidents import actions, kinds
from incidents.access import IncidentAccess
from incidents.forms import PeopleFormSet, QuickForm, ReportForm, StopForm
from incidents.models import Draft
from incidents.queries import contacts
from incidents.statement import Report
from people.models import own_schools
from people.roles import WORKS_IN_SCHOOL, Role
from policies.models import PolicyVersion
from policies.queries import verdicts

from .drafts import keep_draft, own_draft

TELL = (Role.SAFEGUARDING_LEAD, Role.HEADTEACHER)
KEPT_NOT_SENT = "Your report is not sent yet; it is kept as a draft. Check what you typed, then send it."
ENTERED = (
    "Nothing is sent yet. This may be illegal: finish what you write, and press the button below. "
    "It says first what to do now."
)
CARRIED = ("csrfmiddlewaretoken", "entered", "stopped", "told_in_person", "device_kept")


@method_decorator(login_not_required, name="dispatch")
class Stop(TemplateView):
    """What to do first when it may be illegal. Anybody may read it, signed in or not."""

    template_name = "incidents/stop.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(people=people_to_tell(self.request.user), **kwargs)


def people_to_tell(user):
    """`(school, whom to tell, chairs)` for each school of the user."""
    schools = own_schools(user) if user.is_authenticated else []
    return [(school, contacts(school, *TELL), contacts(school, Role.CHAIR_OF_GOVERNORS)) for school in schools[:3]]


class ReportPage(FormPage):
    """One page, two minutes. Adding a person without a script comes back to the same page with a row more.

    What is not taken is kept as a draft; so is what is shown again after signing in.
    """

    access = IncidentAccess
    action = "report"
    form_class = ReportForm
    template_name = "incidents/report.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get(self, request, *args, **kwargs):
        if "draft" not in request.GET:
            return super().get(request, *args, **kwargs)
        draft = own_draft(request.user, request.GET["draft"])
        return self.unjudged(draft.answers, draft=draft)

    def show_again(self):
        kept = self.keep(self.request.POST)
        if not (self.form_class is ReportForm and "quick" in self.request.POST):  # or the full form was asked for
            messages.warning(self.request, KEPT_NOT_SENT if kept else NOT_SENT)
        return self.unjudged(self.request.POST, kept=kept)

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        people = PeopleFormSet(request.POST, prefix="people")
        if "keep" in request.POST:
            return self.keep_and_say()
        if "add" in request.POST or "remove" in request.POST:
            return self.changed_rows()
        if form.stops:
            stop = StopForm(request.POST if request.POST.get("stopped") else None)
            if not stop.is_valid():
                return self.not_asked_for() if "entered" in request.POST else self.stop_first(stop)
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
                receipt = reverse("incidents:receipt", args=[incident.reference])
                return HttpResponseRedirect(f"{receipt}?sent")
        kept = self.keep(form.data)
        return self.render_to_response(self.get_context_data(form=form, people=people, kept=kept))

    def keep(self, typed):
        return keep_draft(typed, self.request.user, quick=self.form_class is QuickForm)

    def keep_and_say(self):
        """Keep it as a draft because somebody asked for that, without a script."""
        if draft := self.keep(self.request.POST):
            messages.success(self.request, "Your draft is kept for seven days. It is not sent yet.")
            return HttpResponseRedirect(draft.get_absolute_url())
        messages.error(
            self.request, "This could not be kept as a draft: it is empty, too long, or has been sent by now."
        )
        return self.unjudged(self.request.POST)

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
        return Report(**{name: answers[name] for name in Report.__dataclass_fields__ if name in answers})

    def stop_first(self, stop):
        """The stop screen, carrying what was typed in hidden fields and kept as a draft: nothing is lost."""
        self.keep(self.request.POST)
        sent = self.request.POST.lists()
        carried = [(name, value) for name, values in sent if name not in CARRIED for value in values]
        context = {"form": stop, "carried": carried, "people": people_to_tell(self.request.user)}
        return render(self.request, "incidents/stop.html", context | {"report_url": self.request.path})

    def not_asked_for(self):
        """Enter in a field asks for nothing: whoever is still writing is not led away to the stop screen."""
        messages.warning(self.request, ENTERED)
        return self.unjudged(self.request.POST, kept=self.keep(self.request.POST))

    def changed_rows(self):
        """One person more or fewer, without judging what is not finished yet."""
        self.keep(self.request.POST)
        rows = rows_of(self.request.POST)
        if "add" in self.request.POST:
            rows.append({})
        else:
            rows = [row for index, row in enumerate(rows) if str(index) != self.request.POST["remove"]]
        return self.unjudged(self.request.POST, rows=rows)

    def unjudged(self, typed, *, rows=None, draft=None, kept=None):
        """The page with what was typed, which nobody has said is finished."""
        rows = rows_of(typed) if rows is None else rows
        people = PeopleFormSet(initial=rows, prefix="people")
        people.extra = 0 if rows else 1
        form = self.form_class(initial=typed.dict(), user=self.request.user)
        return self.render_to_response(self.get_context_data(form=form, people=people, draft=draft, kept=kept))

    def get_context_data(self, **kwargs):
        schools = own_schools(self.request.user, *WORKS_IN_SCHOOL)
        version = shared_version(schools)
        decided = verdicts(version) if version else {}
        form = kwargs.get("form") or self.get_form()
        chosen = form["kind"].value()
        drafts = Draft.objects.of(self.request.user)
        return super().get_context_data(
            **{"people": PeopleFormSet(prefix="people"), "form": form} | kwargs,
            drafts=[draft for draft in drafts if str(draft.submission) != str(form["submission"].value())],
            chosen=chosen,
            today=clock.today(),
            version=version,
            groups=groups_of_kinds(decided),
            tell=[(school, contacts(school, *TELL), contacts(school, Role.COORDINATOR)) for school in schools[:2]],
        )


class QuickPage(ReportPage):
    """The least that is still an incident. Where, when and on what is completed later."""

    form_class = QuickForm  # type: ignore[assignment]
    template_name = "incidents/quick.html"


def rows_of(typed):
    """The rows of people of a form that was sent, not judged."""
    return [row.as_typed() for row in PeopleFormSet(typed, prefix="people").forms]


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
