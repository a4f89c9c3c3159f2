"""Signing in by e-mail and password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class EmailBackend(ModelBackend):
    """Django's own backend; a demonstration account counts only where the demonstration runs."""

    def user_can_authenticate(self, user: Any) -> bool:
        return super().user_can_authenticate(user) and (settings.DEMONSTRATION or not user.is_demonstration)
