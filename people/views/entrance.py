"""The ways in without an earlier sign-in: choosing a password by a link, and setting up the first school."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db import transaction
from django.http import Http404
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from core.access import Refused
from core.forms import PlainForm
from people import actions, set_up
from people.actions import set_up as set_up_school
from people.actions.set_up import Somebody
from people.forms import LinkForm, NewPasswordForm, SetUpForm, enter, forget_wrong_tries
from people.invitations import reset_of, tokens

CHOSEN_AND_IN = "Your password is chosen, and you are signed in."
CHOSEN = "Your password is chosen."
LINK_SENT = "If this address has an account, an e-mail with a link is on its way. Look into your mailbox."


class Invitation(PasswordResetConfirmView):
    """Who follows the link in their e-mail chooses a password and is signed in. It works once."""

    template_name = "people/invitation.html"
    form_class = NewPasswordForm  # type: ignore[assignment]  # Django's own form has no plain words
    token_generator = tokens
    success_url = reverse_lazy("home")
    title = "Choose your password"

    def form_valid(self, form):
        with transaction.atomic():
            self.user.lock()
            if not tokens.check_token(self.user, self.request.session.get(INTERNAL_RESET_SESSION_TOKEN)):
                self.validlink = False  # a double click: the first one has chosen it
                return self.render_to_response(self.get_context_data())
            self.user.choose_password(form.cleaned_data["password"], by_link=True)
        forget_wrong_tries(self.request, self.user)
        del self.request.session[INTERNAL_RESET_SESSION_TOKEN]
        response = enter(self.request, self.user, self.get_success_url())
        messages.success(self.request, CHOSEN_AND_IN if self.request.user.is_authenticated else CHOSEN)
        return response

    def render_to_response(self, context, **kwargs):
        return super().render_to_response(context, status=200 if self.validlink else 410, **kwargs)


@method_decorator(rate_limit(action="reset_password"), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class ForgottenPassword(FormView):
    """An e-mail with a link. What is answered does not tell whether the address has an account."""

    template_name = "people/forgotten_password.html"
    form_class = LinkForm
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form):
        actions.send_forgotten(form.cleaned_data["email"])
        messages.success(self.request, LINK_SENT)
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
class SecondStepLost(FormView):
    """Who follows the link in their e-mail takes their own second step away. It works once; they are not signed in."""

    template_name = "people/second_step_lost.html"
    form_class = PlainForm
    success_url = reverse_lazy("sign-in")

    def dispatch(self, request, *args, **kwargs):
        self.reset = reset_of(kwargs["token"])
        if self.reset is None:
            return self.render_to_response({"gone": True}, status=410)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        try:
            actions.use_reset(self.reset)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, "Your second step is gone. Sign in, and set up a new one.")
        return super().form_valid(form)


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password", "password_again", "token"), name="dispatch")
class SetUp(FormView):
    """The first run. As soon as there is a school, there is no such page."""

    template_name = "people/set_up.html"
    form_class = SetUpForm

    def dispatch(self, request, *args, **kwargs):
        if not set_up.is_open():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"token": self.request.GET.get("token", "")[:200].replace("\0", "")}

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            user = set_up_school(
                school={"name": said["school_name"], **{key: said[key] for key in ("code", "phase", "urn")}},
                federation=said["federation"],
                administrator=Somebody(said["administrator_name"], said["administrator_email"]),
                password=said["password"],
                head=Somebody(said["head_name"], said["head_email"]),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        response = enter(self.request, user, reverse("home"))
        messages.success(
            self.request, f"{said['school_name']} is set up. An invitation is on its way to {said['head_email']}."
        )
        return response
