"""What is done in one's own name: who sends the form proves that it is they."""

from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from core.views import TransitionPage


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class Proved(TransitionPage, abstract=True):
    """A verb whose form is a `ConfirmingForm`."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}
