"""What is said in another encoding than UTF-8 is answered before Django fails on it."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application

from esafety import wsgi

MULTIPART = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nA\r\n--x--\r\n'


def ask(content_type, method="GET", body=b""):
    """The status and the text of an answer, as a web server gets them."""
    environ = {
        "HTTP_HOST": "testserver",
        "REQUEST_METHOD": method,
        "PATH_INFO": "/accessibility/",
        "QUERY_STRING": "q=%C3%A9",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    statuses = []
    answer = wsgi.application(environ, lambda status, headers: statuses.append(status))
    return statuses[0], b"".join(answer).decode()


@pytest.mark.parametrize(
    "charset",
    ["hex", "base64", "idna", "unicode_escape", "raw_unicode_escape", "latin-1", "utf-16", "nonsense", '"HEX"', '""'],
)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_another_encoding_is_refused_with_a_sentence(db, kind, charset):
    status, text = ask(f"{kind}; charset={charset}", "POST", MULTIPART)

    assert status == "400 Bad Request"
    assert text == "This site understands UTF-8 only. Nothing was saved: send it again as UTF-8.\n"


@pytest.mark.parametrize(
    "parameters", ["charset*=utf-8''hex", "charset*0=he; charset*1=x", "a*=nonsense''x", "a*=idna''x", "a*0=x; a*=y"]
)
def test_so_is_one_that_is_written_in_a_roundabout_way(db, parameters):
    status, _ = ask(f"text/plain; {parameters}")

    assert status == "400 Bad Request"


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/plain; charset=utf-8", 'text/plain; charset="UTF-8"', "; ;", "multipart/form-data"],
)
def test_everything_else_reaches_the_site(db, content_type):
    status, text = ask(content_type)

    assert status == "200 OK"
    assert "<title>Accessibility" in text


def test_the_server_for_trying_things_out_uses_the_same_door():
    assert settings.WSGI_APPLICATION == "esafety.wsgi.application"
    assert get_internal_wsgi_application() is wsgi.application
