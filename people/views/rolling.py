"""Everybody one year group up, once a year; and back again within a week."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from core.access import Refused
from core.forms import PlainForm
from core.views import FormPage, TransitionPage
from people import rolling
from people.access import RegisterAccess
from people.forms.register import key_of
from people.forms.rolling import RollOverForm
from people.models import RollOver, School


class StartYear(FormPage):
    """What would become of every year group and class of one school."""

    access = RegisterAccess
    action = "manage"
    form_class = RollOverForm
    template_name = "people/register/roll_over.html"

    @cached_property
    def schools(self):
        return School.objects.managed_by(self.request.user)

    @cached_property
    def school(self):
        asked = self.request.GET.get("school")
        return get_object_or_404(self.schools, pk=key_of(asked)) if asked else self.schools.first()

    @cached_property
    def rolling(self):
        return rolling.rolling(self.school)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rolling": self.rolling}

    def get_context_data(self, **kwargs):
        done = rolling.done_for(self.school)
        return super().get_context_data(
            rolling=self.rolling,
            done=done,
            is_season=rolling.is_season(),
            school=self.school,
            schools=self.schools,
            **kwargs,
        )

    def form_valid(self, form):
        try:
            done = rolling.roll_over(self.school, by=self.request.user, **form.answers)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, f"{done.moved} pupils moved up, {done.left} left.")
        return HttpResponseRedirect(done.get_absolute_url())


class UndoYear(TransitionPage):
    """Take a roll-over back."""

    model = RollOver
    scope = "managed_by"
    slug_field = slug_url_kwarg = "pk"
    access = RegisterAccess
    action = "undo_roll_over"
    form_class = PlainForm
    template_name = "people/register/undo_roll_over.html"

    def get_queryset(self):
        return super().get_queryset().select_related("school", "by")

    def perform(self, form):
        kept = rolling.undo(self.subject, by=self.request.user)
        more = f" {kept} who were changed since stay as they are." if kept else ""
        self.success_message = f"Everybody is back in the year group and class of before.{more}"

    def get_success_url(self):
        return reverse("people:register")
