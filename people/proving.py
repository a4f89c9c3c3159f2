"""Pages that need a recent sign-in: exporting, printing, roles, settings."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator

from core.show_again import kept

from .forms import ConfirmingForm
from .models import User
from .reauthentication import was_proved_just_now


def _lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated or was_proved_just_now(request):
            return view(request, *args, **kwargs)
        return _confirm_first(request, user)

    page.lately_proved = True  # type: ignore[attr-defined]  # read off the routes by the tests
    return page


def _confirm_first(request: HttpRequest, user: User) -> HttpResponse:
    """The page that asks, carrying what was typed."""
    address = reverse("people:confirm-it-is-you")
    if (again := kept(request)) is None:
        return redirect_to_login(request.get_full_path(), address)
    context = {"form": ConfirmingForm(user=user), "next": again.path, "kept": again.typed}
    return render(request, "people/confirm_it_is_you.html", context)


# `@lately_proved class ReleaseReport(…)`: opens to whoever signed in, or confirmed who they are, some minutes ago.
lately_proved = method_decorator(_lately, name="dispatch")
