"""Something was recorded of an incident from which more follows in the apps above, inside the same transaction."""

from django.dispatch import Signal

referral_recorded = Signal()  # `incident`: an agency was told of it, or it is recorded why not; `by`
