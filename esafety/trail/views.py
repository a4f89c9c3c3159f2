"""What happened around the records of one's schools: a list, the same as a file, and the ends of the chains."""

from django.utils.functional import cached_property
from django.views.generic import TemplateView

from audit.models import Chain
from core import clock
from core.access import Refused
from core.counting import Capped
from core.files import attachment
from core.keyset import page
from core.views import FormPage, Page
from people.models import School
from people.proving import lately_proved
from people.roles import roles_of

from .access import KEEPS_HEADS, TrailAccess
from .actions import COLUMNS, MOST, take_out
from .forms import TakeOutForm, TrailFilter
from .heads import in_groups
from .queries import links_for
from .telling import told

ROWS = 50


class Trail(Page, TemplateView):
    access = TrailAccess
    action = "read"
    template_name = "trail/list.html"

    def get_context_data(self, **kwargs):
        asked = TrailFilter(self.request.GET, user=self.request.user)
        shown = page(asked.of(links_for(self.request.user)), "at", self.request.GET.get("before", ""), ROWS)
        may_keep = TrailAccess.allows(self.request.user, "keep_head")
        return super().get_context_data(
            filter=asked, page=shown, happenings=told(shown.rows, self.request.user), may_keep=may_keep, **kwargs
        )


@lately_proved
class TakeOut(FormPage):
    """The list as it is narrowed down, as a file, with the reason."""

    access = TrailAccess
    action = "export"
    form_class = TakeOutForm
    template_name = "trail/take_out.html"

    @cached_property
    def asked(self):
        return TrailFilter(self.request.GET, user=self.request.user)

    def form_valid(self, form):
        try:
            file = take_out(self.asked, by=self.request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return attachment(file, f"audit-{clock.today().isoformat()}.csv", "text/csv")

    def get_context_data(self, **kwargs):
        count = Capped.of(self.asked.of(links_for(self.request.user)), MOST)
        return super().get_context_data(asked=self.asked, count=count, columns=COLUMNS, **kwargs)


class Heads(Page, TemplateView):
    """A line for each school to be printed and kept elsewhere: what comes before it cannot be rewritten unnoticed."""

    access = TrailAccess
    action = "keep_head"
    template_name = "trail/heads.html"

    def get_context_data(self, **kwargs):
        schools = School.objects.filter(pk__in=roles_of(self.request.user).schools(*KEEPS_HEADS)).order_by("name")
        ends = Chain.heads()
        heads = [(school, in_groups(ends[school.pk])) for school in schools if school.pk in ends]
        return super().get_context_data(heads=heads, now=clock.now(), **kwargs)
