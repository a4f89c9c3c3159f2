"""A virus scanner that is asked about each file, where the school runs one."""

import io
import socket
import struct
import threading

import pytest

from core.uploads import NotTakenError
from incidents.evidence.scanning import scan


@pytest.fixture
def clamd(settings, tmp_path):
    """`clamd(answer)`: a scanner that answers so; what it was sent is in the list that it gives."""
    threads = []

    def serve(answer):
        path, received = tmp_path / "clamd", []
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen(1)
        settings.CLAMD = f"unix:{path}"

        def talk():
            with server, server.accept()[0] as client, client.makefile("rb") as stream:
                received.append(stream.read(10))
                while length := struct.unpack("!I", stream.read(4))[0]:
                    received.append(stream.read(length))
                client.sendall(answer)

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        threads.append(thread)
        return received

    yield serve
    for thread in threads:
        thread.join(5)


def test_switched_off_nobody_is_asked(settings):
    assert settings.CLAMD == ""

    scan(io.BytesIO(b"x"))


def test_it_is_sent_the_whole_file_in_pieces(clamd):
    received = clamd(b"stream: OK\0")
    content = bytes(range(256)) * 1000

    scan(io.BytesIO(content))

    assert received[0] == b"zINSTREAM\0"
    assert b"".join(received[1:]) == content


def test_what_it_finds_is_refused(clamd):
    clamd(b"stream: Eicar-Test-Signature FOUND\0")

    with pytest.raises(NotTakenError, match="found something harmful in it \\(Eicar-Test-Signature\\)"):
        scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OKAY\0"])
def test_any_other_answer_takes_nothing(clamd, answer):
    clamd(answer)

    with pytest.raises(NotTakenError, match="The virus scanner does not answer"):
        scan(io.BytesIO(b"x"))


@pytest.mark.parametrize("address", ["unix:/nowhere/clamd", "127.0.0.1:9"])
def test_out_of_reach_nothing_is_taken(settings, address):
    settings.CLAMD = address

    with pytest.raises(NotTakenError, match="The virus scanner does not answer, so that no file is taken just now"):
        scan(io.BytesIO(b"x"))
