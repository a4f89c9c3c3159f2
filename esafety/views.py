"""The home page, and the few pages that belong to no app."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import TemplateView

from core import clock
from core.access import Refused
from people.roles import OPENS_RECORDS, roles_of

from .home import blocks_for, quiet_words


def home(request):
    """What needs this user today, assembled from what each app answers."""
    blocks = blocks_for(request.user)
    context = {
        "blocks": blocks,
        "counted": [block for block in blocks if block.count],
        "quiet": quiet_words(request.user, blocks),
        "today": clock.today(),
        "opens_records": roles_of(request.user).has(*OPENS_RECORDS),
    }
    return render(request, "esafety/home.html", context)


@login_not_required
def nothing(request: HttpRequest, record: str) -> HttpResponse:
    """Stands where Django has a page that this site does not want."""
    raise Http404


def technical_admin(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Where Django's admin leads who has no power there: it would show a form that signs in uncounted, in one step."""
    if not admin.site.has_permission(request):
        raise Refused("The technical admin is for whoever runs this site. Ask them for what you need.")
    return HttpResponseRedirect(reverse("admin:index"))


def own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """In place of Django's form, which counts no wrong password and keeps no history."""
    return HttpResponseRedirect(reverse("people:change-own-password"))


def hidden(request):
    """A page that shows nothing, for when somebody comes to the desk; and the way back to where one was."""
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    back = urlsplit(came_from)
    # A path of two slashes is an address of another site where it stands without its host.
    if not own or back.path == request.path or not url_has_allowed_host_and_scheme(back.path, None):
        return render(request, "esafety/hidden.html", {"back": reverse("home")})
    return render(request, "esafety/hidden.html", {"back": f"{back.path}?{back.query}" if back.query else back.path})


@method_decorator(login_not_required, name="dispatch")
class Accessibility(TemplateView):
    template_name = "esafety/accessibility.html"


@method_decorator(login_not_required, name="dispatch")
class Privacy(TemplateView):
    template_name = "esafety/privacy.html"
