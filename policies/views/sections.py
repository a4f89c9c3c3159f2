"""Writing the text of a draft: its schedule, its sections, and where its tables stand."""

from django.http import Http404
from django.urls import reverse

from core import markdown
from core.forms import PlainForm
from core.views import DetailPage, TransitionPage

from ..access import PolicyAccess
from ..actions import place_tables
from ..forms import MoveForm, NewSectionForm, ScheduleForm, SectionForm, TablesForm
from ..models import Section
from ..models.sections import LONGEST_SECTION
from ..standard_text import missing_from
from .versions import VersionPage


class EditSchedule(VersionPage, TransitionPage):
    """What stands on the first page."""

    access = PolicyAccess
    action = "edit"
    form_class = ScheduleForm
    template_name = "policies/edit_schedule.html"
    success_message = "The schedule is saved."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"version": self.subject}

    def perform(self, form):
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        self.subject.reschedule(by=self.request.user, **changed)


class Sections(VersionPage, DetailPage):
    """The order of the sections, and where the tables stand."""

    access = PolicyAccess
    action = "edit"
    template_name = "policies/sections.html"
    context_object_name = "version"

    def get_context_data(self, **kwargs):
        sections = list(self.subject.sections.prefetch_related("matrices"))
        # Up is after the one before the one before: where there is none, first.
        keys = ["", "", *(section.key for section in sections)]
        following = [section.key for section in sections[1:]]
        return super().get_context_data(
            lines=[
                (section, keys[place] if place else None, following[place] if place < len(following) else None)
                for place, section in enumerate(sections)
            ],
            rest=self.subject.matrices.filter(section=None),
            has_tables=self.subject.matrices.exists(),
            **kwargs,
        )


class PlaceTables(VersionPage, TransitionPage):
    """After which section each table stands."""

    access = PolicyAccess
    action = "edit"
    form_class = TablesForm
    template_name = "policies/place_tables.html"
    success_message = "The tables stand where you put them."

    def get_form_kwargs(self):
        version = self.subject
        matrices = list(version.matrices.all())
        return super().get_form_kwargs() | {"matrices": matrices, "sections": list(version.sections.all())}

    def perform(self, form):
        place_tables(self.subject, form.moved, by=self.request.user)

    def get_success_url(self):
        return sections_page(self.subject)


class Writing(TransitionPage, abstract=True):
    """A form with a text that can be looked at before it is saved."""

    def post(self, request, *args, **kwargs):
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.is_valid()
        text = request.POST.get("body", "")
        return self.render_to_response(
            self.get_context_data(form=form, preview=markdown.render(text[:LONGEST_SECTION]))
        )


class AddSection(VersionPage, Writing):
    """A section that is not there yet."""

    access = PolicyAccess
    action = "edit"
    form_class = NewSectionForm
    template_name = "policies/add_section.html"
    success_message = "The section has been added."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sections": list(self.subject.sections.all())}

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.subject, **kwargs)

    def perform(self, form):
        self.section = Section.add_to(self.subject, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return f"{self.subject.get_absolute_url()}#section-{self.section.key}"


class SectionPage(VersionPage, TransitionPage, abstract=True):
    """One section of the version that the address names."""

    access = PolicyAccess
    action = "write"

    def get_record(self):
        version = super().get_record()
        section = version.sections.filter(key=self.kwargs["key"]).first()
        if section is None:
            section = self.get_missing(version)
        section.version = version
        return section

    def get_missing(self, version):
        raise Http404

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.subject.version, section=self.subject, **kwargs)

    def get_success_url(self):
        return sections_page(self.subject.version)


class EditSection(SectionPage, Writing):
    """Heading and text of a section."""

    form_class = SectionForm
    template_name = "policies/edit_section.html"
    success_message = "The section is saved."

    def get_missing(self, version):
        """Somebody removed it while it was being written: what was typed stays on the page."""
        return (
            Section(key=self.kwargs["key"], title="Removed section")
            if self.request.method == "POST"
            else super().get_missing(version)
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"section": self.subject}

    def perform(self, form):
        self.subject.rewrite(by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return f"{self.subject.version.get_absolute_url()}#section-{self.subject.key}"


class MoveSection(SectionPage):
    """Where a section stands."""

    form_class = MoveForm
    template_name = "policies/move_section.html"
    success_message = "The section is moved."

    def get_form_kwargs(self):
        others = self.subject.version.sections.exclude(pk=self.subject.pk)
        before = others.filter(position__lt=self.subject.position).last()
        return super().get_form_kwargs() | {
            "sections": list(others),
            "initial": {"after": before.key if before else ""},
        }

    def perform(self, form):
        self.subject.move(by=self.request.user, **form.cleaned_data)


class RemoveSection(SectionPage):
    """A section that the policy is to do without."""

    form_class = PlainForm
    template_name = "policies/remove_section.html"
    success_message = "The section has been removed. Its history is kept."

    def get_context_data(self, **kwargs):
        version = self.subject.version
        standard = {section.key for section in missing_from(version.policy.kind, ())}
        return super().get_context_data(
            tables=list(self.subject.matrices.all()), is_standard=self.subject.key in standard, **kwargs
        )

    def perform(self, form):
        self.subject.remove(by=self.request.user)


def sections_page(version):
    return reverse("policies:sections", args=[version.policy.slug, version.number])
