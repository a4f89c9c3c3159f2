"""Sanctions that go on: what is in force, and lifting it."""

from django.urls import reverse_lazy

from core import clock
from core.views import ListPage, TransitionPage
from sanctions.access import SanctionsAccess
from sanctions.forms import LiftForm
from sanctions.models import Sanction
from sanctions.queries import by_end, for_lifting


class InForce(ListPage):
    """What one may lift or reads of, the overdue first."""

    model = Sanction
    access = SanctionsAccess
    action = "read_in_force"
    template_name = "sanctions/in_force.html"
    paginate_by = 100

    def get_queryset(self):
        return for_lifting(super().get_queryset().in_force(), self.request.user)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"groups": by_end(context["object_list"])}


class Lift(TransitionPage):
    model = Sanction
    slug_field = slug_url_kwarg = "pk"
    access = SanctionsAccess
    action = "lift"
    form_class = LiftForm
    template_name = "sanctions/lift.html"
    success_message = "It has been lifted, and the chronology says so."
    success_url = reverse_lazy("sanctions:in-force")

    def get_queryset(self):
        return for_lifting(super().get_queryset(), self.request.user)

    def get_initial(self):
        return {"on": clock.today()}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"sanction": self.subject}

    def get_success_url(self):
        return str(self.success_url)
