"""A client sends slowly, or ends in the middle: it holds no thread for long, and nothing is made of a part."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from esafety.slow_clients import ARRIVES_WITHIN

from . import disks
from .asking import ATTACH, REPORT, encoded, submissions
from .site import A_PAGE

THREADS = 4  # of one process, as deployed
pytestmark = pytest.mark.parametrize("site", ["postgresql"], indirect=True)


@pytest.fixture
def trickle():
    """`trickle(connection)`: a byte again and again, until the other side has had enough or the test is over."""
    over = threading.Event()

    def send(connection):
        try:
            while not over.wait(0.5):
                connection.sendall(b"x")
        except OSError:
            return

    with ThreadPoolExecutor(THREADS) as senders:
        yield lambda connection: senders.submit(send, connection)
        over.set()


def test_slow_clients_hold_every_thread_for_a_short_while_only(site, trickle, did):
    site.serve(workers=1)
    kind, report = encoded(site.visitors.a_report(*submissions(1)))
    bodies = [site.visitors.begin(REPORT, "staff", kind, report, announced=100_000) for _ in range(THREADS // 2)]
    headers = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(THREADS // 2)]
    for connection in headers:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
    began = time.monotonic()
    for connection in (*bodies, *headers):
        trickle(connection)

    others = site.visitors.get(A_PAGE)

    waited = time.monotonic() - began
    did(f"{THREADS} slow clients of {THREADS} threads: another page came after {waited:.0f} seconds")
    assert others.status == 200
    assert ARRIVES_WITHIN / 2 < waited < 2 * ARRIVES_WITHIN  # they did hold all of them, and not for long
    assert site.inside("incidents") == []
    site.assert_sealed()
    for connection in (*bodies, *headers):
        connection.close()


def test_nothing_is_made_of_a_form_that_breaks_off(site, did):
    site.serve()
    reference = site.visitors.new_incident()
    before = site.inside("evidence")
    report = encoded(site.visitors.a_report(*submissions(1)))
    file = encoded({"title": "The chat"}, ("chat.txt", b"09:12 See you.\n" * 100_000))
    sent = {(REPORT, "staff"): report, (ATTACH.format(reference), "headteacher"): file}

    for (path, role), (kind, body) in sent.items():
        with site.visitors.begin(path, role, kind, body[:-20], announced=len(body)) as connection:
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(100)
            did(f"{path}: 20 bytes of {len(body):,} are lacking; answered {answer[9:12].decode() or 'nothing'}")

    assert len(site.inside("incidents")) == 1
    assert site.inside("evidence") == before
    assert disks.files_in(site.evidence) == disks.files_in(site.uploads) == []
    site.assert_sealed()
