"""What is done in one's own name: who sends the form proves that it is them."""

from core.views import TransitionPage
from people.reauthentication import proofs_hidden


@proofs_hidden
class Proved(TransitionPage, abstract=True):
    """A verb whose form is a `ConfirmingForm`."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}
