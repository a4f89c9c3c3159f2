"""What is not done yet although the table says so: informing the parents waits for the authorities."""

from incidents.models import Involvement
from policies.models import Column, Meaning


def informs_parents(action: Column | None) -> bool:
    return action is not None and action.meaning == Meaning.INFORM_PARENTS


def informed_already(involvement: Involvement, action: Column | None) -> bool:
    """The action is to inform the parents, and it is recorded that they were."""
    return informs_parents(action) and involvement.parents == Involvement.Parents.INFORMED


def why_it_waits(involvement: Involvement, action: Column | None) -> str:
    """Why this action is not to be done now, and who does what about it; empty where it may be."""
    if informs_parents(action) and not informed_already(involvement, action) and involvement.incident.parents_wait:
        return involvement.incident.parents_wait_in_words
    return ""
