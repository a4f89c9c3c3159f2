"""What happened around the records of one's schools: a list, the same as a file, and the ends of the chains."""

from django.http import HttpResponse
from django.views.generic import TemplateView, View

from audit.models import Chain
from core import clock
from core.files import attachment
from core.keyset import page
from core.spreadsheets import csv_file
from core.views import Page
from people.models import School
from people.proving import lately_proved
from people.roles import roles_of

from .access import KEEPS_HEADS, TrailAccess
from .forms import TrailFilter
from .heads import in_groups
from .queries import links_for, told

ROWS = 50
MOST = 10_000  # lines of a file


class Trail(Page, TemplateView):
    access = TrailAccess
    action = "read"
    template_name = "trail/list.html"

    def get_context_data(self, **kwargs):
        asked = TrailFilter(self.request.GET, user=self.request.user)
        shown = page(asked.of(links_for(self.request.user)), "at", self.request.GET.get("before", ""), ROWS)
        may_keep = TrailAccess.allows(self.request.user, "keep_head")
        return super().get_context_data(
            filter=asked, page=shown, happenings=told(shown.rows), may_keep=may_keep, **kwargs
        )


@lately_proved
class TrailFile(Page, View):
    access = TrailAccess
    action = "export"

    def get(self, request) -> HttpResponse:
        asked = TrailFilter(request.GET, user=request.user)
        happenings = told(asked.of(links_for(request.user)).order_by("-at", "-pk")[:MOST])
        return attachment(csv_file(("When", "Who", "What", "Details"), happenings), "audit.csv", "text/csv")


class Heads(Page, TemplateView):
    """A line for each school to be printed and kept elsewhere: what comes before it cannot be rewritten unnoticed."""

    access = TrailAccess
    action = "keep_head"
    template_name = "trail/heads.html"

    def get_context_data(self, **kwargs):
        schools = School.objects.filter(pk__in=roles_of(self.request.user).schools(*KEEPS_HEADS)).order_by("name")
        ends = {chain.school: bytes(chain.head).hex() for chain in Chain.objects.filter(school__in=schools)}
        heads = [(school, in_groups(ends[school.pk])) for school in schools if school.pk in ends]
        return super().get_context_data(heads=heads, now=clock.now(), **kwargs)
