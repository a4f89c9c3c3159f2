"""Bringing in a file: choose it, match its columns, check what it would change, and bring it in."""

from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from core.access import Access
from core.files import CSV, Table, UnreadableError, attachment
from core.forms import PlainForm
from core.views import DetailPage, FormPage, ListPage, Page, Scoped, TransitionPage
from people.access import RegisterAccess
from people.forms.imports import BringInForm, ChooseFileForm, MatchColumnsForm
from people.imports import applying, mapping, present, sheets
from people.imports.fields import FIELDS
from people.imports.preview import Preview
from people.models import RegisterImport, Who
from people.proving import lately_proved


class ChooseFile(FormPage):
    """The file, and whose register it is."""

    access = RegisterAccess
    action = "manage"
    form_class = ChooseFileForm
    template_name = "people/imports/choose.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        return {"who": self.request.GET.get("who", Who.PUPILS)}

    def get_context_data(self, **kwargs):
        earlier = RegisterImport.objects.managed_by(self.request.user).defer("content")
        return super().get_context_data(
            earlier=earlier.select_related("school", "by")[:5], fields=[(who, FIELDS[who]) for who in Who], **kwargs
        )

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            taken = applying.take(
                by=self.request.user,
                school=said["school"],
                who=Who(said["who"]),
                file_name=said["file"].name,
                content=said["file"].read(),
            )
        except UnreadableError as unreadable:
            form.add_error("file", str(unreadable))
            return self.form_invalid(form)
        self.success_url = taken.get_absolute_url()
        return super().form_valid(form)


class OfTheFile(Scoped):
    """A page of one file."""

    model = RegisterImport
    scope = "managed_by"
    access: ClassVar[type[Access]] = RegisterAccess
    slug_field = slug_url_kwarg = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("school", "by")

    def dispatch(self, request, *args, **kwargs):
        """Nothing can be said about a file before its columns are known: so they are asked first."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except present.ColumnsUnknownError:
            return HttpResponseRedirect(reverse("people:import-columns", kwargs={"pk": self.kwargs["pk"]}))


class Imports(ListPage):
    """Every file that was chosen, newest first."""

    model = RegisterImport
    scope = "managed_by"
    access = RegisterAccess
    action = "manage"
    template_name = "people/imports/list.html"
    paginate_by = 50

    def get_queryset(self):
        return super().get_queryset().select_related("school", "by").defer("content")


class MatchColumns(OfTheFile, TransitionPage):
    """Which column is which; asked where the school's own answer does not fit this file."""

    action = "match_columns"
    form_class = MatchColumnsForm
    template_name = "people/imports/columns.html"
    success_message = "The columns are matched, and known the next time."

    @cached_property
    def table(self):
        return Table.unpacked(bytes(self.subject.content))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"table": self.table, "who": Who(self.subject.who)}

    def get_initial(self):
        said = mapping.saved(self.subject.school, Who(self.subject.who))
        known = {field: heading for field, heading in said.items() if heading in self.table.headings}
        if mapping.names_people(known):
            return known
        guessed = mapping.guessed(self.table, Who(self.subject.who))
        return {field: self.table.headings[place] for field, place in guessed.items()}

    def get_context_data(self, **kwargs):
        samples = [(heading, self.table.samples(place)) for place, heading in enumerate(self.table.headings)]
        return super().get_context_data(samples=samples, notes=self.table.notes, **kwargs)

    def perform(self, form):
        applying.match_columns(self.subject, form.headings, by=self.request.user)


class ImportPage(OfTheFile, DetailPage):
    """What the file would change; or what it did."""

    action = "read_import"
    template_name = "people/imports/import.html"

    def get_context_data(self, **kwargs):
        more = {"problems": self.subject.problems.all()[:500]}
        if self.subject.is_to_check:
            preview = Preview.of(self.subject)
            more = {"preview": preview, "form": BringInForm(plan=preview.plan, user=self.request.user)}
        return super().get_context_data(taken=self.subject, **more, **kwargs)


class BringIn(OfTheFile, TransitionPage):
    """The one step that changes the register."""

    action = "bring_in"
    form_class = BringInForm
    template_name = "people/imports/import.html"
    success_message = "The file has been brought in."

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.subject.get_absolute_url())

    def dispatch(self, request, *args, **kwargs):
        """A second click finds the file brought in: its page says so."""
        record = self.get_record()
        if self.access.allows(request.user, "read_import", record) and not record.is_to_check:
            messages.info(request, self.access.refusal(request.user, "bring_in", record))
            return HttpResponseRedirect(record.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form):
        invited = applying.bring_in(self.subject, form.answers, by=self.request.user)
        if invited:
            on_their_way = "One invitation is on its way" if invited == 1 else f"{invited} invitations are on their way"
            self.success_message = f"The file has been brought in. {on_their_way}."

    def get_context_data(self, **kwargs):
        """The preview as it is now, with what was decided so far and what is wrong with it."""
        preview = Preview.of(self.subject)
        sent = kwargs.pop("form", None) or self.get_form()
        form = BringInForm(self.request.POST, plan=preview.plan, user=self.request.user)
        form.say({"digest": preview.plan.digest})
        form.is_valid()
        for error in sent.non_field_errors():
            form.add_error(None, error)
        return super().get_context_data(taken=self.subject, preview=preview, form=form, **kwargs)


class GiveUp(OfTheFile, TransitionPage):
    """Bring nothing in."""

    action = "give_up"
    form_class = PlainForm
    template_name = "people/imports/give_up.html"
    success_message = "Nothing was brought in, and the file is not kept."


class SampleFile(Page, View):
    """A file to start from."""

    access = RegisterAccess
    action = "manage"

    def get(self, request, *args, **kwargs):
        who = request.GET.get("who", Who.PUPILS)
        if who not in Who.values:
            raise Http404
        return attachment(sheets.sample(Who(who)), f"register-{Who(who).label.split()[0].lower()}.csv", CSV)


@lately_proved
class EveryLine(OfTheFile, DetailPage):
    """The whole preview as a file: the page shows the first lines of each sort."""

    action = "read_import"

    def get(self, request, *args, **kwargs):
        if not self.subject.is_to_check:
            raise Http404
        return attachment(sheets.planned(Preview.of(self.subject).plan), "every-line.csv", CSV)


@lately_proved
class Problems(OfTheFile, DetailPage):
    """The lines that are not brought in, to be mended where the file came from."""

    action = "read_import"

    def get(self, request, *args, **kwargs):
        planned = Preview.of(self.subject).plan.refused if self.subject.is_to_check else []
        return attachment(sheets.problems([*planned, *self.subject.problems.all()]), "lines-to-mend.csv", CSV)
