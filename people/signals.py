"""Who is who, and who holds which role, has changed.

The apps above hear of it inside the transaction of the change: nothing that follows from it waits for a worker.
"""

from django.dispatch import Signal

entry_changed = Signal()  # `person`: an entry of the register now counts as somebody else's, or no longer; `by`
roles_changed = Signal()  # `schools`: keys of those where somebody else may handle incidents now; `by`
