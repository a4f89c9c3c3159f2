"""An investigation by two people: what they reviewed, what they judged, and their signatures."""

from .investigation import Investigation
from .reviewing import SiteReview
from .signing import Correction, InvestigationSignature

__all__ = ["Correction", "Investigation", "InvestigationSignature", "SiteReview"]
