"""The home page, and the few pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import clock
from people.roles import OPENS_RECORDS, roles_of

from .home import blocks_for, quiet_words


def home(request):
    """What needs this user today, assembled from what each app answers."""
    blocks = blocks_for(request.user)
    context = {
        "blocks": blocks,
        "counted": [block for block in blocks if block.count],
        "quiet": "" if any(block.waits for block in blocks) else quiet_words(request.user),
        "today": clock.today(),
        "opens_records": roles_of(request.user).has(*OPENS_RECORDS),
    }
    return render(request, "esafety/home.html", context)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For a monitor: whether the web process and the database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def nothing(request: HttpRequest, record: str) -> HttpResponse:
    """Stands where Django has a page that this site does not want."""
    raise Http404


@method_decorator(login_not_required, name="dispatch")
class Accessibility(TemplateView):
    template_name = "esafety/accessibility.html"


@method_decorator(login_not_required, name="dispatch")
class Privacy(TemplateView):
    template_name = "esafety/privacy.html"
