"""Who signs in here is heard of by the trail."""

import pytest
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest


@pytest.fixture
def signed_in(signed_in):
    """`signed_in(user)`: as everywhere, and said as a sign-in says it."""

    def browser(user):
        client, request = signed_in(user), HttpRequest()
        request.session, request.META = client.session, {"REMOTE_ADDR": "127.0.0.1"}
        user_logged_in.send(type(user), request=request, user=user)
        return client

    return browser
