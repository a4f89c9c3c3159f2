"""One's own sign-in: the second step, passkeys, recovery codes, and where one is signed in."""

import json
from textwrap import wrap

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal.flows import add_authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView, TemplateView

from core.access import Refused
from core.forms import PlainForm
from core.views import FormPage, Page
from people import actions, second_factor
from people.access import PeopleAccess
from people.codes import is_readable, recovery_codes_left
from people.forms import ConfirmingForm
from people.forms.own_sign_in import AddPasskeyForm, RemovePasskeyForm, SessionForm, SetUpCodesForm
from people.middleware import second_step_first
from people.proving import lately_proved
from people.reauthentication import proofs_hidden
from people.sessions import places_of, stay_signed_in

from .sign_in import Entrance


class Own(Page, abstract=True):
    """A page about the account of whoever is signed in."""

    access = PeopleAccess
    action = "keep_own_account"


class OwnSignIn(Own, TemplateView):
    """How one signs in, and where one is signed in now."""

    template_name = "people/own_sign_in.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        ways = list(Authenticator.objects.filter(user=user).order_by("pk"))
        recovery = next((way for way in ways if way.type == "recovery_codes"), None)
        return super().get_context_data(
            codes=next((way for way in ways if way.type == "totp"), None),
            passkeys=[way for way in ways if way.type == "webauthn"],
            recovery_left=recovery_codes_left(recovery),
            unreadable=not all(is_readable(way) for way in ways),
            is_required=user.needs_second_step,
            directories=user.socialaccount_set.count(),
            places=places_of(user, self.request),
            **kwargs,
        )


class SetUpSecondStep(Own, TemplateView):
    """Where a role that opens records leads who has no second step yet. The time to set one up ends."""

    template_name = "people/set_up_second_step.html"

    def get(self, request, *args, **kwargs):
        if request.user.has_second_step:
            if second_factor.was_used(request):
                return HttpResponseRedirect(reverse("mfa_index"))
            return second_step_first(request, request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        in_time = PeopleAccess.allows(self.request.user, "set_up_second_step")
        return super().get_context_data(in_time=in_time, **kwargs)


class FirstInTime:
    """Where the rule refuses, the page says what to do; an account that has a second step asks for it first."""

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.has_second_step and not second_factor.was_used(request):
            return second_step_first(request, user)
        if not PeopleAccess.allows(user, "set_up_second_step"):
            return HttpResponseRedirect(reverse("set-up-second-step"))
        return super().dispatch(request, *args, **kwargs)

    def begun_with_it(self, way):
        """Whoever has just used it need not sign in again; every other session, begun without it, is over."""
        user = self.request.user
        record_authentication(self.request, user, "mfa", id=way.pk, type=way.type)
        user.sign_out_everywhere(by=user, reason="Set up a second step")
        stay_signed_in(self.request, user)

    def get_success_url(self):
        new = getattr(self, "did_generate_recovery_codes", False)
        return reverse("mfa_view_recovery_codes" if new else "mfa_index")


@lately_proved
class SetUpCodes(Own, FirstInTime, ActivateTOTPView):
    """One-time codes from a telephone."""

    template_name = "people/set_up_codes.html"
    form_class = SetUpCodesForm

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        key = context["form"].secret
        return context | {"spaced_key": " ".join(wrap(key, 4))}

    def form_valid(self, form):
        response = super().form_valid(form)
        self.begun_with_it(Authenticator.objects.get(user=self.request.user, type="totp"))
        messages.success(self.request, "One-time codes are set up.")
        return response


@lately_proved
class StopCodes(Own, DeactivateTOTPView):
    """No codes from this telephone any more."""

    template_name = "people/stop_codes.html"

    def form_valid(self, form):
        try:
            actions.remove_second_step(self.authenticator, by=self.request.user)
            messages.success(self.request, "Signing in asks for no one-time codes any more.")
        except Refused as refused:
            messages.error(self.request, str(refused))
        return HttpResponseRedirect(reverse("mfa_index"))


@lately_proved
class AddPasskey(Own, FirstInTime, AddWebAuthnView):
    """A passkey of this computer, telephone or key."""

    template_name = "people/add_passkey.html"
    form_class = AddPasskeyForm

    def get_context_data(self, **kwargs):
        options = passkeys.begin_registration(self.request.user, passwordless=True)
        return FormView.get_context_data(self, options=json.dumps(dict(options)), **kwargs)

    def form_valid(self, form):
        said = form.cleaned_data
        way, recovery = add_authenticator(self.request, name=said["name"], credential=said["credential"])
        self.did_generate_recovery_codes = bool(recovery)
        self.begun_with_it(way)
        messages.success(self.request, "The passkey is added.")
        return HttpResponseRedirect(self.get_success_url())


@lately_proved
class RemovePasskey(Own, FormView):
    """A passkey that was lost, or that is somebody else's computer now."""

    template_name = "people/remove_passkey.html"
    form_class = RemovePasskeyForm
    success_url = reverse_lazy("mfa_index")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        return {"passkey": self.request.GET.get("passkey")}

    def form_valid(self, form):
        try:
            actions.remove_second_step(form.cleaned_data["passkey"], by=self.request.user)
        except Refused as refused:
            form.add_error("passkey", str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, "The passkey has been removed.")
        return super().form_valid(form)


@lately_proved
class RecoveryCodes(Own, ViewRecoveryCodesView):
    """Codes for the day on which the telephone is lost: each works once."""

    template_name = "people/recovery_codes.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except InvalidToken:
            messages.error(request, "Your recovery codes can no longer be read: make new ones.")
            return HttpResponseRedirect(reverse("mfa_generate_recovery_codes"))


@lately_proved
class NewRecoveryCodes(Own, GenerateRecoveryCodesView):
    """New ones; the old ones no longer work."""

    template_name = "people/new_recovery_codes.html"

    def get_context_data(self, **kwargs):
        there = Authenticator.objects.filter(user=self.request.user, type="recovery_codes").first()
        return FormView.get_context_data(self, unused_code_count=recovery_codes_left(there), **kwargs)

    def form_valid(self, form):
        messages.success(self.request, "There are new recovery codes. The old ones no longer work.")
        return super().form_valid(form)


@proofs_hidden
class ConfirmItIsYou(Entrance, Own, FormPage):
    """Asked before what a sign-in of long ago is not enough for; what was typed meanwhile is carried."""

    passed = "Confirmed"
    form_class = ConfirmingForm
    template_name = "people/confirm_it_is_you.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.carried(), **kwargs)

    def form_valid(self, form):
        if again := self.kept():
            return self.go_on(again)
        return HttpResponseRedirect(self.wanted() or reverse("mfa_index"))


class Ending(Own, FormView, abstract=True):
    """A button of one's own sign-in page, which has no page of its own."""

    success_url = reverse_lazy("mfa_index")

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_success_url())

    def form_invalid(self, form):
        return self.get(self.request)


class EndSession(Ending):
    """Sign out one of one's sessions, from another one."""

    form_class = SessionForm

    def form_valid(self, form):
        for session in UserSession.objects.filter(user=self.request.user, pk=form.cleaned_data["session"]):
            session.end()
        messages.success(self.request, "That browser is signed out.")
        return super().form_valid(form)


class EndOtherSessions(Ending):
    """Sign out everywhere but here."""

    form_class = PlainForm

    def form_valid(self, form):
        user = self.request.user
        user.sign_out_everywhere(by=user, reason="Signed out everywhere else")
        stay_signed_in(self.request, user)
        messages.success(self.request, "You are signed out everywhere else.")
        return super().form_valid(form)
