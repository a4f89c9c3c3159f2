"""The school's own directory, by which people sign in, where the settings name one."""

from django.conf import settings
from django.urls import reverse


def directories() -> list[dict[str, str]]:
    """What each is called, and where its sign-in begins. There is one, or none."""
    return [
        {"name": app["name"], "url": reverse("openid_connect_login", args=[app["provider_id"]])}
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    ]
