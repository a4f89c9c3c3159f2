"""One's own account: the only place where a password, or the address of an account in use, is changed."""

from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from core.access import Refused
from core.views import FormPage, Page
from people import actions
from people.access import PeopleAccess
from people.forms import OldAndNewPasswordForm, OwnEmailForm, UserForm
from people.sessions import stay_signed_in


class OwnAccount(Page, TemplateView):
    """Who one is here, and the roles one holds."""

    access = PeopleAccess
    action = "keep_own_account"
    template_name = "people/me.html"

    def get_context_data(self, **kwargs):
        roles = self.request.user.memberships.not_ended().select_related("school", "federation", "confirmed_by")
        return super().get_context_data(roles=roles, **kwargs)


@method_decorator(sensitive_post_parameters("old_password", "password", "password_again"), name="dispatch")
class OwnForm(FormPage, abstract=True):
    """A form about the user who is signed in."""

    access = PeopleAccess
    action = "keep_own_account"
    template_name = "people/own_form.html"
    success_url = reverse_lazy("people:me")
    title = ""
    button = ""
    lead = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}


class ChangeOwnDetails(OwnForm):
    form_class = UserForm
    title = "Change your details"
    button = "Save your details"
    success_message = "Your details are saved."

    def form_valid(self, form):
        self.request.user.edit(by=self.request.user, **form.cleaned_data)
        return super().form_valid(form)


class ChangeOwnEmail(OwnForm):
    form_class = OwnEmailForm
    title = "Change your e-mail address"
    button = "Change your e-mail address"
    success_message = "Your e-mail address is changed. Sign in with the new one from now on."

    def form_valid(self, form):
        try:
            actions.change_email(self.request.user, form.cleaned_data["email"], by=self.request.user)
        except Refused as refused:
            form.add_error("email", str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)


class ChangeOwnPassword(OwnForm):
    form_class = OldAndNewPasswordForm
    title = "Change your password"
    button = "Change your password"
    lead = "You have been signed out everywhere else."
    success_message = "Your password is changed."

    def form_valid(self, form):
        self.request.user.choose_password(form.cleaned_data["password"])
        stay_signed_in(self.request, self.request.user)
        return super().form_valid(form)
