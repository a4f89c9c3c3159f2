"""The pages of the reports: reading, making and releasing, and what is written beside the figures."""

from .making import AgreeToReport, MakingPage, PrepareReport, ReleaseReport
from .method import Method
from .reading import DownloadList, ReportArchive, ReportList, ReportOnePage, ReportPage, ReportPdf
from .words import ConfirmWords, WriteWords

__all__ = [
    "AgreeToReport",
    "ConfirmWords",
    "DownloadList",
    "MakingPage",
    "Method",
    "PrepareReport",
    "ReleaseReport",
    "ReportArchive",
    "ReportList",
    "ReportOnePage",
    "ReportPage",
    "ReportPdf",
    "WriteWords",
]
