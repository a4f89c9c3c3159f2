"""Something was recorded of an incident from which more follows in the apps above, inside the same transaction."""

from django.dispatch import Signal

AS_IN_FORCE = "As the policy of that day has it"  # why something of the policy became something else of it

# `incident`: the policy in force when it happened is another one than was thought; `by`
policy_moved = Signal()
referral_recorded = Signal()  # `incident`: an agency was told of it, or it is recorded why not; `by`
