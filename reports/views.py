"""The list of reports; a report on screen and as a PDF; preparing and releasing one."""

from core.access import Refused
from core.files import PDF, attachment
from core.views import DetailPage, FormPage, ListPage, Scoped, TransitionPage

from . import document
from .access import ReportAccess
from .actions import prepare
from .forms import PrepareForm, ReleaseForm
from .models import Download, GovernorReport
from .presentation import Presentation


class ReportList(ListPage):
    model = GovernorReport
    access = ReportAccess
    action = "read_list"
    template_name = "reports/list.html"

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            drafts=[report for report in self.object_list if not report.is_released],
            released=[report for report in self.object_list if report.is_released],
            may_prepare=ReportAccess.allows(self.request.user, "prepare"),
            **kwargs,
        )


class OneReport(Scoped):
    """The report that the address names."""

    model = GovernorReport
    slug_field = slug_url_kwarg = "pk"

    def get_queryset(self):
        return super().get_queryset().select_related("school", "federation", "replaced_by")


class ReportPage(OneReport, DetailPage):
    access = ReportAccess
    template_name = "reports/governor/page.html"
    context_object_name = "report"

    def get_context_data(self, **kwargs):
        report = self.subject
        may_prepare = report.preparable_by(self.request.user)
        return super().get_context_data(shown=Presentation(report), may_prepare=may_prepare, **kwargs)


class ReportPdf(OneReport, DetailPage):
    """What was released, byte for byte, and who took a copy; a draft is made on the spot, and marked as one."""

    access = ReportAccess

    def get(self, request, *args, **kwargs):
        report = self.subject
        pdf = report.released_pdf() if report.is_released else document.pdf_of(report)
        if report.is_released and request.method == "GET":
            Download.objects.create(report=report, user=request.user)
        return attachment(pdf, report.file_name, PDF)


class PrepareReport(FormPage):
    access = ReportAccess
    action = "prepare"
    form_class = PrepareForm
    template_name = "reports/prepare.html"
    success_message = "The draft is prepared. Read it; the head releases it."

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        asked = self.request.GET
        return {name: asked[name] for name in ("place", "year") if name in asked}

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            report = prepare(said["schools"], said["academic_year"], self.request.user, said["reason"])
        except Refused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        self.success_url = report.get_absolute_url()
        return super().form_valid(form)


class ReleaseReport(OneReport, TransitionPage):
    access = ReportAccess
    action = "release"
    form_class = ReleaseForm
    template_name = "reports/release.html"
    success_message = "The report is released. The governors see it now."

    def perform(self, form):
        self.subject.release(by=self.request.user)
