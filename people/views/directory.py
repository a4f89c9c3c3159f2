"""Signing in through the school's own directory, by OpenID Connect."""

import requests
from allauth.account.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET


@require_GET
@login_not_required
def go_to_directory(request, provider_id):
    """To the directory's own sign-in. A page of another site starts nothing, and asks for nothing but signing in."""
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}:
        return HttpResponseRedirect(reverse("sign-in"))
    wanted, request.GET = request.GET.get("next", ""), QueryDict(mutable=True)
    if get_adapter(request).is_safe_url(wanted):
        request.GET["next"] = wanted
    return _asked(openid_connect.login, request, provider_id)


@login_not_required
def back_from_directory(request, provider_id):
    """What the directory says of whoever signed in there."""
    return _asked(openid_connect.callback, request, provider_id)


def _asked(view, request, provider_id):
    try:
        return view(request, provider_id)
    except (requests.RequestException, KeyError, ValueError):  # out of reach, or no answer that can be read
        return render(request, "people/directory_refused.html", {"failed": True}, status=502)
