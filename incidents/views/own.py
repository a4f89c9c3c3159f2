"""What a user makes of the log: saved views, several incidents assigned at once, lists taken out."""

import re

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from core import clock
from core.access import Refused
from core.counting import Capped
from core.files import SPREADSHEETS, attachment
from core.keyset import page
from core.views import FormPage, ListPage, Scoped
from incidents import actions, exporting
from incidents.access import IncidentAccess
from incidents.forms import AssignForm, ExportForm, LogFilter, SaveViewForm, ViewForm
from incidents.listing import who_may_handle_all
from incidents.models import Export, Incident, SavedView
from incidents.references import PATTERN
from incidents.states import OPEN
from people.proving import lately_proved

TICKED = 100  # incidents that are assigned at once


def log_with(query):
    """The log with these filters, as far as they are understood."""
    return f"{reverse('incidents:log')}?{query}" if query else reverse("incidents:log")


class Filtered:
    """A page about the list that its address describes as the log's own does."""

    @cached_property
    def filter(self):
        return LogFilter(self.request.GET, user=self.request.user)

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, back=log_with(self.filter.query), **kwargs)


class SavedViews(ListPage):
    model = SavedView
    scope = "of"
    access = IncidentAccess
    action = "read_log"
    template_name = "incidents/views.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        like = LogFilter(user=user)
        described = [(view, LogFilter(QueryDict(view.query), user=user, like=like)) for view in self.object_list]
        return super().get_context_data(views=described, **kwargs)


class SaveView(Filtered, FormPage):
    access = IncidentAccess
    action = "read_log"
    form_class = SaveViewForm
    template_name = "incidents/save_view.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "query": self.filter.query}

    def form_valid(self, form):
        name = form.cleaned_data["name"]
        view = SavedView(user=self.request.user, name=name, query=self.filter.query, at=clock.now())
        return saved(self, form, view, f"“{name}” stands above the log now.")


class ChangeView(Scoped, FormPage):
    """Another name for a saved view, or its end."""

    model = SavedView
    scope = "of"
    slug_field = slug_url_kwarg = "pk"
    access = IncidentAccess
    action = "read_log"
    form_class = ViewForm
    template_name = "incidents/change_view.html"

    def get_subject(self):
        return self.get_record()

    def get_initial(self):
        return {"name": self.subject.name}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user, "view": self.subject}

    def post(self, request, *args, **kwargs):
        if "remove" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.subject.delete()
        messages.success(request, f"“{self.subject.name}” has been removed. The incidents are where they were.")
        return HttpResponseRedirect(reverse("incidents:views"))

    def form_valid(self, form):
        self.subject.name = form.cleaned_data["name"]
        return saved(self, form, self.subject, f"The view is called “{self.subject.name}” now.")


def saved(page_of_view, form, view, told):
    """Save the view and go where it shows; the same name given in two tabs at once is said like any other."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        form.add_error("name", "You have a view of this name: choose another name")
        return page_of_view.form_invalid(form)
    messages.success(page_of_view.request, told)
    return HttpResponseRedirect(log_with(view.query))


class AssignMany(FormPage):
    """The incidents that were ticked in the log, and who handles them from now on: all of them or none."""

    access = IncidentAccess
    action = "assign_several"
    form_class = AssignForm
    template_name = "incidents/assign_many.html"

    @cached_property
    def ticked(self):
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return {reference for reference in sent.getlist("incident")[:TICKED] if re.fullmatch(PATTERN, reference)}

    @cached_property
    def incidents(self):
        """Those of the ticked that the user may assign."""
        handled = Incident.objects.handled_by(self.request.user).filter(reference__in=self.ticked, status__in=OPEN)
        return list(handled.select_related("school", "handler").order_by("-reported_at", "-pk"))

    @cached_property
    def left_out(self):
        """Those that are readable, but not the user's to assign."""
        readable = Incident.objects.readable_by(self.request.user).filter(reference__in=self.ticked)
        return readable.exclude(pk__in=[incident.pk for incident in self.incidents]).order_by("reference")

    @cached_property
    def back(self):
        """The log as it was when they were ticked."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return LogFilter(QueryDict(sent.get("view", "")), user=self.request.user).query

    def get_form_kwargs(self):
        handlers = who_may_handle_all(self.incidents)
        return super().get_form_kwargs() | {"handlers": handlers, "user": self.request.user}

    def form_valid(self, form):
        to = form.cleaned_data["to"]
        seen = {incident: self.seen(incident) for incident in self.incidents}
        try:
            if len(seen) != len(self.ticked) or not seen:
                raise actions.NotAssigned(
                    ["Not all that you ticked can be assigned any more. Look, and send it again."]
                )
            actions.assign_many(seen, to=to, by=self.request.user, reason=form.cleaned_data["reason"])
        except actions.NotAssigned as refused:
            for reason in refused.reasons:
                form.add_error(None, reason)
            del self.incidents
            return self.render_to_response(self.get_context_data(form=form, nothing_done=True), status=409)
        count = len(seen)
        messages.success(self.request, f"{to} handles {count} incident{'s' * (count > 1)} now.")
        return HttpResponseRedirect(log_with(self.back))

    def seen(self, incident):
        """The key of the handler that the page showed, or None for nobody."""
        shown = self.request.POST.get(f"handler-{incident.reference}", "")
        return int(shown) if re.fullmatch("[0-9]{1,18}", shown) else None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"incidents": self.incidents, "left_out": self.left_out, "back": log_with(self.back)}


@lately_proved
class ExportLog(Filtered, FormPage):
    """The list of the log as a file."""

    access = IncidentAccess
    action = "export"
    form_class = ExportForm
    template_name = "incidents/export.html"

    @cached_property
    def incidents(self):
        return self.filter.applied_to(Incident.objects.readable_by(self.request.user))

    def get_initial(self):
        return {"file_format": Export.Format.XLSX}

    def form_valid(self, form):
        try:
            file = actions.take_out_list(
                self.incidents, by=self.request.user, filters=self.filter.in_words, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        kind = form.cleaned_data["file_format"]
        return attachment(file, f"incidents-{clock.today().isoformat()}.{kind}", SPREADSHEETS[kind])

    def get_context_data(self, **kwargs):
        covered = self.incidents.exportable_by(self.request.user)
        left_out = self.incidents.exclude(pk__in=covered.values("pk"))
        undeclared = left_out.undeclared_by(self.request.user)
        return super().get_context_data(
            count=Capped.of(covered, exporting.MOST),
            left_out=Capped.of(left_out.exclude(pk__in=undeclared.values("pk"))),
            undeclared=Capped.of(undeclared),
            columns=exporting.CODED,
            **kwargs,
        )


class Exports(ListPage):
    """What was taken out of the log, by whom, when and why."""

    model = Export
    scope = "visible_to"
    access = IncidentAccess
    action = "export"
    template_name = "incidents/exports.html"

    def get_context_data(self, **kwargs):
        exports = self.object_list.select_related("user").with_what_is_readable(self.request.user)
        shown = page(exports, "at", self.request.GET.get("before", ""), 25)
        return super().get_context_data(page=shown, **kwargs)
