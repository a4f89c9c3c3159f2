"""Whether a school's policies stand up to the guidance: what is fine, and what is not, why, and where it is mended."""

from .findings import Finding, Report, Result
from .reports import Known, findings, reports

__all__ = ["Finding", "Known", "Report", "Result", "findings", "reports"]
