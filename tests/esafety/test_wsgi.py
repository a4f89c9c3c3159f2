"""What is said in another encoding than UTF-8, and what breaks off, is answered before Django makes something of it."""

from contextlib import closing
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.servers.basehttp import get_internal_wsgi_application
from django.http import UnreadablePostError

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


FORM = ("application/x-www-form-urlencoded", b"who=Ann&what=all+of+it")
FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nall of it\r\n--x--\r\n'
UPLOAD = ("multipart/form-data; boundary=x", FILE)


def taken(kind, body, announced):
    """What a page gets to see of a form of which so many bytes were announced."""

    def page(environ, start_response):
        with closing(WSGIRequest(environ)) as request:
            return [request.POST.dict(), *(file.read() for file in request.FILES.values())]

    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(announced)}
    setup_testing_defaults(environ)
    return wsgi.OnlyWhole(page)(environ | {"wsgi.input": BytesIO(body)}, None)


def test_a_form_that_arrives_whole_is_taken():
    assert taken(*FORM, announced=len(FORM[1])) == [{"who": "Ann", "what": "all of it"}]
    assert taken(*UPLOAD, announced=len(UPLOAD[1])) == [{}, b"all of it"]


@pytest.mark.parametrize(("kind", "body"), [FORM, UPLOAD], ids=["form", "file"])
@pytest.mark.parametrize("lost", [1, 5, 15])
def test_of_a_form_that_breaks_off_nothing_is_taken(kind, body, lost):
    """Django takes the words that came, and half a file, as if they were all."""
    with pytest.raises(UnreadablePostError):
        taken(kind, body[:-lost], announced=len(body))


def test_the_lines_of_a_request_are_whole_too():
    body = wsgi.WholeBody(BytesIO(b"one\ntw"), 8)

    assert body.readline() == b"one\n"
    with pytest.raises(wsgi.BrokeOffError):
        body.readline()


def test_the_server_for_trying_things_out_uses_the_same_door():
    assert settings.WSGI_APPLICATION == "esafety.wsgi.application"
    assert get_internal_wsgi_application() is wsgi.application
