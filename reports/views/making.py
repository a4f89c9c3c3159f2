"""Preparing a report, releasing it, and how far the worker is with either."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from core.access import Refused
from core.views import DetailPage, FormPage, TransitionPage
from people.reauthentication import proofs_hidden
from reports.access import MakingAccess, ReportAccess
from reports.actions import agree
from reports.forms import AgreeForm, PrepareForm, ReleaseForm
from reports.models import GovernorReport, Making
from reports.queueing import ask_for, ask_to_release, is_given_up

from .reading import OneReport

MADE = {
    Making.What.PREPARE: "The draft is ready. Read it; the head releases it.",
    Making.What.DRAW: "The PDF of the draft is ready. Download it below.",
    Making.What.RELEASE: "The report has been released. The governors see it now.",
}


class PrepareReport(FormPage):
    access = ReportAccess
    action = "prepare"
    form_class = PrepareForm
    template_name = "reports/prepare.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        asked = self.request.GET
        return {"schools": asked.getlist("schools")} | {
            name: asked[name] for name in ("place", "year", "term") if name in asked
        }

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            making = ask_for(said["schools"], said["academic_year"], self.request.user, said["reason"], said["term"])
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return HttpResponseRedirect(making.get_absolute_url())


class MakingPage(DetailPage):
    """How far it is; once it is made, what was made."""

    model = Making
    access = MakingAccess
    slug_field = slug_url_kwarg = "pk"
    template_name = "reports/making.html"
    context_object_name = "making"

    def get(self, request, *args, **kwargs):
        making = self.subject
        if making.finished_at is None or making.refusal:
            return super().get(request, *args, **kwargs)
        if request.headers.get("X-Waits") != "yes":  # a script that waits sends its reader here once more
            messages.success(request, MADE[making.what])
        return HttpResponseRedirect(making.report.get_absolute_url() if making.report else reverse("reports:list"))

    def get_context_data(self, **kwargs):
        making, drafts = self.subject, GovernorReport.objects.readable_by(self.request.user).drafts()
        draft = making.report or drafts.of_scope(making.scope).filter(year=making.year).first()
        return super().get_context_data(is_given_up=is_given_up(making), draft=draft, **kwargs)


@proofs_hidden
class AgreeToReport(OneReport, TransitionPage):
    """The head of one school agrees that the report of several is released."""

    access = ReportAccess
    action = "agree"
    form_class = AgreeForm
    template_name = "reports/agree.html"
    success_message = "You agree to the release. A head releases the report once all its schools have agreed."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        """The edition that the page of the draft showed, which leads here; who comes another way reads it first."""
        return {"edition": self.request.GET.get("edition", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(waits=self.subject.waits_for(self.request.user), **kwargs)

    def perform(self, form):
        agree(self.subject, by=self.request.user, edition=form.cleaned_data["edition"])


@proofs_hidden
class ReleaseReport(OneReport, TransitionPage):
    access = ReportAccess
    action = "release"
    form_class = ReleaseForm
    template_name = "reports/release.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        """The edition that the page of the draft showed, which leads here; who comes another way reads it first."""
        return {"edition": self.request.GET.get("edition", "")}

    def get_context_data(self, **kwargs):
        by, report = self.request.user, self.subject
        alone = [] if report.preparable_by(by) else report.waits_for(by).nobody
        return super().get_context_data(released_without=alone, **kwargs)

    def form_valid(self, form):
        try:
            making = ask_to_release(self.subject, self.request.user, form.cleaned_data["edition"])
        except Refused as refused:  # somebody was faster, or a condition is missing: say so, keep what was typed
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return HttpResponseRedirect(making.get_absolute_url())
