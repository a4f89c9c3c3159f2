"""Signing in: by password and second step, or by a passkey. The steps are django-allauth's, the pages are ours."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.generic import FormView

from core.show_again import kept_before
from people import set_up
from people.adapters import WRONG_PASSKEY
from people.directories import directories
from people.forms import SecondStepForm, SignInForm
from people.reauthentication import proofs_hidden

DOORS = ("sign-in", "mfa_authenticate", "mfa_login_webauthn", "people:confirm-it-is-you")


class Entrance:
    """What the pages of signing in share: where it leads, and what was typed before the session ended."""

    passed = "You are signed in"

    def wanted(self):
        """The page that was asked for, if it is one of ours and not this door itself."""
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        doors = {reverse(name) for name in DOORS}
        own = asked and get_adapter(self.request).is_safe_url(asked) and urlsplit(asked).path not in doors
        return asked if own else ""

    def kept(self):
        """What was typed on another page before the session ended, if that page can show it again."""
        return kept_before(self.request.POST.get("kept", ""), self.wanted())

    def carried(self):
        """What the pages of signing in hand on from one to the next."""
        again = self.kept()
        return {"next": self.wanted(), "kept": again and again.typed}

    def go_on(self, again):
        """The one button that leads back to the form. A redirect could not carry it."""
        context = {"again": again, "token": get_token(self.request), "title": self.passed}
        return render(self.request, "people/go_on.html", context)

    def after(self, response):
        """Whoever is in now goes on with what was typed; whoever is not yet carries it through the second step."""
        again = self.kept()
        if again and self.request.user.is_authenticated:
            return self.go_on(again)
        if again and (stage := get_pending_stage(self.request)):
            return render(
                self.request,
                SecondStep.template_name,
                {"form": SecondStepForm(user=stage.login.user), **self.carried()},
            )
        return response


@method_decorator(login_not_required, name="dispatch")
class SignIn(Entrance, LoginView):
    """The one door. Who is signed in already is led on, and so is a form that was being sent (core.show_again)."""

    template_name = "people/sign_in.html"
    form_class = SignInForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and (again := self.kept()):
            return self.go_on(again)
        if not request.user.is_authenticated:
            clear_login(request)  # to come here is to begin again
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        return self.after(super().form_valid(form))

    def get_success_url(self):
        return self.wanted() or reverse("home")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **self.carried(), directories=directories(), has_no_school=set_up.is_open(), **kwargs
        )


@proofs_hidden
@method_decorator(login_stage_required(stage=AuthenticateStage.key, redirect_urlname="sign-in"), name="dispatch")
@method_decorator(login_not_required, name="dispatch")
class SecondStep(Entrance, FormView):
    """The password was right: now a one-time code, a recovery code or a passkey."""

    template_name = "people/second_step.html"
    form_class = SecondStepForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request._login_stage.login.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.carried(), **kwargs)

    def form_valid(self, form):
        return self.after(self.request._login_stage.exit())


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(Entrance, LoginWebAuthnView):
    """A passkey alone: it asks for a finger, a face or a PIN itself."""

    def form_invalid(self, form):
        messages.error(self.request, WRONG_PASSKEY)
        return HttpResponseRedirect(reverse("sign-in"))

    def form_valid(self, form):
        passkey = form.cleaned_data["credential"]
        login = Login(user=passkey.user, redirect_url=self.get_success_url())
        return self.after(perform_passwordless_login(self.request, passkey, login))

    def get_success_url(self):
        return self.wanted() or reverse("home")


@require_GET
@never_cache
@login_not_required
def passkey_question(request):
    """What a browser's passkey has to answer: asked at the moment of the click, so that no open page holds it."""
    return JsonResponse(begin_authentication(None))
