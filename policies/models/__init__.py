"""Policies, their coverage and versions; matrices and their parts."""

from .cells import Cell, Decision, Lock, Provenance
from .matrices import Matrix
from .parts import Column, ColumnGroup, FourC, Meaning, Row, RowGroup
from .policies import Coverage, Policy
from .versions import PolicyVersion

__all__ = [
    "Cell",
    "Column",
    "ColumnGroup",
    "Coverage",
    "Decision",
    "FourC",
    "Lock",
    "Matrix",
    "Meaning",
    "Policy",
    "PolicyVersion",
    "Provenance",
    "Row",
    "RowGroup",
]
