"""The list of reports; a report on screen and its documents; who took a copy."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect

from core.files import PDF, attachment
from core.views import DetailPage, ListPage, Scoped
from reports.access import ReportAccess
from reports.actions import drawn
from reports.models import Download, GovernorReport, readings_of
from reports.presentation import Presentation
from reports.queries import to_confirm
from reports.queueing import ask_to_draw

SHOWN = 200  # copies of a report: who took the newest


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
            to_confirm=to_confirm(self.request.user),
            **kwargs,
        )


class OneReport(Scoped):
    """The report that the address names."""

    model = GovernorReport
    slug_field = slug_url_kwarg = "pk"

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("school", "federation", "replaced_by", "replaces__narrative", "narrative")
        )

    def open(self):
        """Before its figures are shown. What a browser fetches ahead, it has; a question for headers shows nothing."""
        if self.request.method == "GET":
            self.subject.open(by=self.request.user)


class ReportPage(OneReport, DetailPage):
    access = ReportAccess
    template_name = "reports/governor/page.html"
    context_object_name = "report"

    def get(self, request, *args, **kwargs):
        self.open()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        report = self.subject
        may_prepare = report.preparable_by(self.request.user)
        own = {"shown": Presentation(report), "may_prepare": may_prepare}
        if may_prepare and not report.is_released and report.data["complete"]:
            own["obstacle"] = report.obstacle
        if report.is_read_by_heads and not report.is_released:
            readings = readings_of(report)
            prefetch_related_objects(readings, "user")
            own |= {"agreed": report.agreed(), "waits": report.waits_for(self.request.user), "readings": readings}
        return super().get_context_data(**own, **kwargs)


class ReportPdf(OneReport, DetailPage):
    """What was released, byte for byte, and who took a copy; a draft is drawn by the worker, and marked as one."""

    access = ReportAccess

    def get(self, request, *args, **kwargs):
        report = self.subject
        if report.is_released:
            return self.copy(Download.Of.PDF)
        self.open()
        pdf = drawn(report)
        if pdf is None:
            return HttpResponseRedirect(ask_to_draw(report, request.user).get_absolute_url())
        return attachment(pdf, report.file_name(), PDF)

    def copy(self, of):
        """One document of a released report; that it was taken is kept."""
        content = self.subject.document.copy_of(of)
        if self.request.method == "GET":
            Download.objects.create(report=self.subject, user=self.request.user, of=of)
        ending = "" if of == Download.Of.PDF else f"-{of}"
        return attachment(content, self.subject.file_name(ending), PDF)


class ReportArchive(ReportPdf):
    """The copy to keep: there is none of a draft."""

    action = "read_released"

    def get(self, request, *args, **kwargs):
        return self.copy(Download.Of.ARCHIVE)


class ReportOnePage(ReportPdf):
    """One page for a meeting: there is none of a draft."""

    action = "read_released"

    def get(self, request, *args, **kwargs):
        return self.copy(Download.Of.PAGE)


class DownloadList(OneReport, DetailPage):
    """Who took a copy of the report, and when: for those who prepare it or release it."""

    access = ReportAccess
    action = "read_downloads"
    template_name = "reports/downloads.html"
    context_object_name = "report"

    def get_context_data(self, **kwargs):
        taken = self.subject.downloads.select_related("user")[:SHOWN]
        return super().get_context_data(taken=taken, **kwargs)
