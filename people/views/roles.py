"""Roles that open records: confirmed or declined by the authority; and any role ended."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse, reverse_lazy

from core.access import Refused
from core.forms import PlainForm, ReasonForm
from core.views import FormPage, TransitionPage
from core.words import counted
from people import actions
from people.access import PeopleAccess, RoleAccess
from people.forms import ConfirmRolesForm, EndRoleForm
from people.models import Membership
from people.proving import lately_proved


@lately_proved
class RolesToConfirm(FormPage):
    """What waits for this head, chair of governors, or governor: one by one, or several together."""

    access = PeopleAccess
    action = "confirm_roles"
    form_class = ConfirmRolesForm
    template_name = "people/roles_to_confirm.html"
    success_url = reverse_lazy("people:roles-to-confirm")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_context_data(self, **kwargs):
        given = Membership.history.filter(id=OuterRef("pk"), history_type="+").order_by("history_id")
        waiting = (
            Membership.objects.confirmable_by(self.request.user)
            .select_related("user", "school", "federation")
            .annotate(given_by=Subquery(given.values("history_user_name")[:1]))
            .order_by("starts_on", "pk")
        )
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(**kwargs | {"form": form}, waiting=waiting, ticked=form["roles"].value() or [])

    def form_valid(self, form):
        roles = form.cleaned_data["roles"]
        try:
            actions.confirm_roles(roles, by=self.request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        self.success_message = f"{counted(len(roles), 'role')} confirmed. What was confirmed counts from now on."
        return super().form_valid(form)


class RoleVerb(TransitionPage, abstract=True):
    """One verb on one role."""

    model = Membership
    scope = "decided_by"
    slug_field = slug_url_kwarg = "pk"
    access = RoleAccess
    template_name = "people/role_verb.html"
    title = ""
    button = ""
    lead = ""

    def get_queryset(self):
        return super().get_queryset().select_related("user", "school", "federation")

    def get_success_url(self):
        return reverse("people:roles-to-confirm")


@lately_proved
class ConfirmRole(RoleVerb):
    action = "confirm"
    form_class = PlainForm
    title = "Confirm this role"
    button = "Confirm the role"
    success_message = "The role is confirmed. It counts from now on."

    def perform(self, form):
        actions.confirm_role(self.subject, by=self.request.user)


@lately_proved
class DeclineRole(RoleVerb):
    action = "decline"
    form_class = ReasonForm
    title = "Decline this role"
    button = "Decline the role"
    lead = "The role ends without ever having counted. Whoever gave it is told."
    success_message = "The role is declined."

    def perform(self, form):
        actions.decline_role(self.subject, by=self.request.user, **form.cleaned_data)


@lately_proved
class EndRole(RoleVerb):
    scope = "managed_by"
    action = "end"
    form_class = EndRoleForm
    title = "End this role"
    button = "End the role"
    success_message = "It is recorded when the role ends."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"membership": self.subject}

    def perform(self, form):
        actions.end_role(self.subject, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        return self.subject.user.get_absolute_url()
