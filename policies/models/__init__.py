"""Policies, their coverage and versions; sections; matrices and their parts; signatures."""

from .cells import Cell, Decision, Lock, Provenance
from .matrices import Matrix
from .notes import DraftNote, Place
from .obstacles import Obstacle
from .parts import ACCEPTANCE, ACTIONS, Column, ColumnGroup, FourC, Meaning, PoliceCase, Row, RowGroup
from .pinned import Pinned
from .policies import EARLIEST, Coverage, Policy
from .sections import Omission, Section
from .signatures import Retraction, Signature
from .versions import PolicyVersion

__all__ = [
    "ACCEPTANCE",
    "ACTIONS",
    "EARLIEST",
    "Cell",
    "Column",
    "ColumnGroup",
    "Coverage",
    "Decision",
    "DraftNote",
    "FourC",
    "Lock",
    "Matrix",
    "Meaning",
    "Obstacle",
    "Omission",
    "Pinned",
    "Place",
    "PoliceCase",
    "Policy",
    "PolicyVersion",
    "Provenance",
    "Retraction",
    "Row",
    "RowGroup",
    "Section",
    "Signature",
]
