"""The picture over time, page by page, and its figures as files."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core import clock
from core.access import Refused
from core.files import SPREADSHEETS, attachment
from core.views import FormPage, Page
from incidents.access import IncidentAccess
from incidents.models import Export
from people.proving import lately_proved

from . import pictures
from .access import TrendsAccess
from .actions import figures_to_take, take_out
from .figures import Way
from .forms import TakeOutForm, TrendsForm
from .queries import incidents_of

PAGES = (
    ("reports:trends", "Over time"),
    ("reports:trends-kinds", "What and where"),
    ("reports:trends-hours", "When in the week"),
    ("reports:trends-handling", "How it is handled"),
)


class Chosen:
    """Of which days and which school."""

    @cached_property
    def chosen(self):
        return TrendsForm(self.request.GET, user=self.request.user)


class Trends(Chosen, Page, TemplateView, abstract=True):
    """One page of it. `counted` makes its picture."""

    access = TrendsAccess
    action = "read"
    counted: Any = None

    def get_context_data(self, **kwargs):
        user, asked = self.request.user, self.chosen.asked
        way = Way(asked, may_read_log=IncidentAccess.allows(user, "read_log"))
        return super().get_context_data(
            chosen=self.chosen,
            asked=asked,
            pages=PAGES,
            here=f"reports:{self.request.resolver_match.url_name}",
            picture=type(self).counted(incidents_of(user, asked), way),
            may_export=TrendsAccess.allows(user, "export"),
            **kwargs,
        )


class OverTime(Trends):
    template_name = "reports/trends/over_time.html"
    counted = pictures.weeks


class Kinds(Trends):
    template_name = "reports/trends/kinds.html"
    counted = pictures.kinds


class Hours(Trends):
    template_name = "reports/trends/hours.html"
    counted = pictures.times


class Handling(Trends):
    template_name = "reports/trends/handling.html"
    counted = pictures.steps


@lately_proved
class TakeOut(Chosen, FormPage):
    """The figures of one picture as a file, with the reason."""

    access = TrendsAccess
    action = "export"
    form_class = TakeOutForm
    template_name = "reports/trends/take_out.html"

    @cached_property
    def key(self):
        return self.request.GET.get("figure", "")

    def get_initial(self):
        return {"file_format": Export.Format.XLSX}

    def form_valid(self, form):
        try:
            file = take_out(self.key, self.chosen.asked, by=self.request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        kind = form.cleaned_data["file_format"]
        return attachment(file, f"{self.key}-{clock.today().isoformat()}.{kind}", SPREADSHEETS[kind])

    def get_context_data(self, **kwargs):
        figures = figures_to_take(self.key, self.chosen.asked, self.request.user)
        if figures is None:
            raise Http404
        return super().get_context_data(figures=figures, chosen=self.chosen, asked=self.chosen.asked, **kwargs)
