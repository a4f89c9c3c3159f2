"""No client holds a thread of the web server for as long as it likes: a request arrives in time, or it ends."""

import runpy
import socket
import threading
from unittest.mock import Mock
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from esafety import slow_clients
from incidents.forms import LogFilter
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.once


@pytest.fixture
def worker():
    worker = slow_clients.Worker(1, 1, [], None, 30, Config(), None)
    yield worker
    worker.tmp.close()


@pytest.fixture
def client_and_server():
    client, server = socket.socketpair()
    with client, server:
        client.settimeout(5)
        yield client, server


@pytest.fixture
def at_work(worker, monkeypatch, client_and_server):
    """`at_work(what, since=seconds)`: a thread does this with the server's end, since so long; gives it, begun."""
    begun, threads = threading.Event(), []

    def start(what, *, since):
        def handle(_, conn):
            worker.at_work[conn] -= since
            begun.set()
            return what(conn.sock)

        monkeypatch.setattr(ThreadWorker, "handle", handle)
        conn = Mock(sock=client_and_server[1])
        threads.append(threading.Thread(target=worker.handle, args=[conn], daemon=True))
        threads[0].start()
        begun.wait(5)
        return threads[0]

    return start


def test_who_reads_a_request_that_does_not_arrive_reads_its_end(worker, at_work):
    reading = at_work(lambda server: server.recv(1), since=slow_clients.ARRIVES_WITHIN + 1)

    worker.murder_pending()

    reading.join(5)
    assert not reading.is_alive()
    assert worker.at_work == {}


def test_an_address_that_is_too_long_is_answered_with_what_to_do(worker, client_and_server):
    client, server = client_and_server

    worker.handle_error(None, server, ("192.0.2.1", 1), LimitRequestLine(9000, 8190))

    answer = client.recv(2000).decode()
    assert answer.startswith("HTTP/1.1 414 ")
    assert slow_clients.TOO_LONG in answer


def test_whatever_the_search_box_takes_is_read():
    reads = runpy.run_path(str(ROOT / "gunicorn.conf.py"))["limit_request_line"]
    dearest = urlencode({"q": "\u0915" * LogFilter.base_fields["q"].widget.attrs["maxlength"]})

    assert Config().settings["limit_request_line"].default < reads
    assert len(f"GET {reverse('incidents:log')}?{dearest}&{'x' * 3000} HTTP/1.1") < reads


def test_a_request_has_its_time(worker, at_work, client_and_server):
    reading = at_work(lambda server: server.recv(1), since=slow_clients.ARRIVES_WITHIN - 5)

    worker.murder_pending()

    client_and_server[0].send(b"x")
    reading.join(5)
    assert not reading.is_alive()


def test_a_page_that_takes_longer_is_answered(worker, at_work, client_and_server):
    goes_on = threading.Event()
    answering = at_work(
        lambda server: (goes_on.wait(5), server.send(b"answer")), since=slow_clients.ARRIVES_WITHIN + 60
    )

    worker.murder_pending()

    goes_on.set()
    answering.join(5)
    assert client_and_server[0].recv(6) == b"answer"


def test_who_writes_an_answer_that_nobody_takes_stops(worker, at_work):
    def write(server):
        with pytest.raises(BrokenPipeError):
            server.sendall(bytes(10_000_000))

    writing = at_work(write, since=slow_clients.DONE_WITHIN + 1)

    worker.murder_pending()

    writing.join(5)
    assert not writing.is_alive()
