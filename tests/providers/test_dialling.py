import asyncio
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from apps.providers import dialling
from apps.providers.base import Outcome, ProviderError
from apps.providers.dialling import (
    GuardedNetwork,
    check_answers,
    look_up,
    resolve_host,
    trusted_certificates,
)
from apps.providers.http import Budget, Door
from apps.providers.urls import RefusedAddress
from tests.providers.cases.addresses import PUBLIC, PUBLIC_V6, REFUSED, UNREADABLE
from tests.providers.hostile import always, reply, serving

HASTY = Budget(connect=0.1, read=0.2, total=0.5)


class Stream(httpcore2.AsyncNetworkStream):
    """A connection to wherever the test says, that claims to come from the address dialled."""

    def __init__(self, inner, peer):
        self.inner = inner
        self.peer = peer

    async def read(self, max_bytes, timeout=None):
        return await self.inner.read(max_bytes, timeout)

    async def write(self, buffer, timeout=None):
        await self.inner.write(buffer, timeout)

    async def aclose(self):
        await self.inner.aclose()

    async def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return await self.inner.start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info):
        return (self.peer, 443) if info == "server_addr" else self.inner.get_extra_info(info)


class Recorder(httpcore2.AsyncNetworkBackend):
    """Notes every address dialled and connects to the test's own server instead."""

    def __init__(self, server="127.0.0.1:9", *, peer=None, fail=0):
        self.dialled = []
        self.server = server
        self.peer = peer
        self.fail = fail

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.dialled.append((host, port))
        if len(self.dialled) <= self.fail:
            raise httpcore2.ConnectError("no")
        where, _, number = self.server.rpartition(":")
        inner = await httpcore2.AnyIOBackend().connect_tcp(where, int(number), timeout)
        return Stream(inner, self.peer or host)


def visit(url, recorder, resolve, **options):
    async def go():
        async with Door(dial=recorder, resolve=resolve, **options) as door:
            return await door.get_json(url)

    try:
        return asyncio.run(go()).data
    except ProviderError as error:
        return error.outcome, error.detail


def test_the_checked_address_is_dialled_and_the_name_kept():
    with serving(always(reply({"a": 1}))) as server:
        recorder = Recorder(server.address)
        assert visit("http://host.example/", recorder, lambda _: [PUBLIC]) == {"a": 1}
    assert recorder.dialled == [(PUBLIC, 80)]
    assert server.targets == ["host.example/"]


def test_nothing_closed_is_ever_dialled():
    recorder = Recorder()
    cases = [(url, ("127.0.0.1",)) for group in UNREADABLE.values() for url in group]
    cases += [case for group in REFUSED.values() for case in group]
    said = {visit(url, recorder, lambda _, a=answers: a) for url, answers in cases}
    assert said == {(Outcome.REFUSED, "address-refused")}
    assert recorder.dialled == []


def test_a_name_is_looked_up_again_at_each_connection():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(always(reply(b"", 302, Location="/again", Connection="close"))) as server:
        recorder = Recorder(server.address)
        said = visit("http://host.example/", recorder, lambda _: next(answers))
    assert said == (Outcome.REFUSED, "address-refused")
    assert recorder.dialled == [(PUBLIC, 80)]


def test_another_peer_than_the_one_dialled_is_not_spoken_to():
    with serving(always(reply({"a": 1}))) as server:
        for peer in ("10.0.0.1", "8.8.4.4", "127.0.0.1"):
            recorder = Recorder(server.address, peer=peer)
            said = visit("http://host.example/", recorder, lambda _: [PUBLIC])
            assert said == (Outcome.REFUSED, "address-refused")
    assert server.asked == []


def test_the_next_address_is_tried_and_no_more_than_four():
    with serving(always(reply({"a": 1}))) as server:
        recorder = Recorder(server.address, fail=1)
        assert visit("http://host.example/", recorder, lambda _: [PUBLIC_V6, PUBLIC]) == {"a": 1}
    recorder = Recorder(fail=99)
    many = [f"8.8.8.{n}" for n in range(100)] + [f"2a00:1450::{n + 1:x}" for n in range(100)]
    assert visit("http://host.example/", recorder, lambda _: many) == (
        Outcome.TRANSIENT,
        "unreachable",
    )
    assert [host for host, _port in recorder.dialled] == [*many[:2], *many[100:102]]


def test_two_of_each_family_are_kept_in_the_resolver_s_order():
    answers = ["2a00:1450::1", "8.8.8.8", "2a00:1450::2", "2a00:1450::3", "::ffff:8.8.4.4"]
    assert check_answers(answers) == ["2a00:1450::1", "8.8.8.8", "2a00:1450::2", "8.8.4.4"]


def test_a_resolver_that_never_answers_holds_nobody_up():
    release = threading.Event()

    def hang(host):
        release.wait(5)
        return [PUBLIC]

    said = visit("http://host.example/", Recorder(), hang, budget=HASTY)
    release.set()
    assert said == (Outcome.TRANSIENT, "timed-out")


def test_a_look_up_has_a_limit_of_its_own():
    release = threading.Event()
    with pytest.raises(TimeoutError):
        asyncio.run(look_up("host.example", lambda _: [str(release.wait(5))], seconds=0.01))
    release.set()


def test_a_literal_is_dialled_and_named_in_its_brackets():
    with serving(always(reply({"a": 1}))) as server:
        recorder = Recorder(server.address)
        assert visit("http://[2A00:1450::1]/", recorder, lambda _: []) == {"a": 1}
    assert (recorder.dialled, server.targets) == ([("2a00:1450::1", 80)], ["[2a00:1450::1]/"])


def test_while_too_many_look_ups_hang_another_waits_for_its_place(monkeypatch):
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(dialling, "_lookups", places)
    places.acquire()
    with pytest.raises(TimeoutError):
        asyncio.run(look_up("host.example", lambda _: [PUBLIC], seconds=0.01))
    threading.Timer(0.02, places.release).start()
    assert asyncio.run(look_up("host.example", lambda _: [PUBLIC], seconds=5)) == [PUBLIC]


def test_a_name_without_an_address_is_an_ordinary_failure():
    def fail(host):
        raise socket.gaierror(-2, "Name or service not known")

    said = visit("http://host.example/", Recorder(), fail)
    assert said == (Outcome.TRANSIENT, "unreachable")


def test_in_the_sandbox_other_names_still_meet_the_guard():
    recorder = Recorder()
    asked = []

    def resolve(host):
        asked.append(host)
        return ["127.0.0.1"]

    for url in ("https://social.example.com/", "https://example.org/", "https://notexample/"):
        said = visit(url, recorder, resolve, sandbox_address="127.0.0.1:8001")
        assert said == (Outcome.REFUSED, "address-refused")
    assert (asked, recorder.dialled) == (["social.example.com", "example.org"], [])


def test_a_socket_file_is_never_dialled():
    network = GuardedNetwork(sandbox=None, resolve=lambda _: [], dial=Recorder())
    with pytest.raises(RefusedAddress):
        asyncio.run(network.connect_unix_socket("/run/app.sock"))


@pytest.fixture
def certificate(tmp_path):
    """A self-signed certificate for right.example, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "right.example")])
    start = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("right.example")]), False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.mark.parametrize(
    ("name", "trusted", "expected"),
    [
        ("right.example", True, {"a": 1}),
        ("wrong.example", True, (Outcome.TRANSIENT, "bad-certificate")),
        ("right.example", False, (Outcome.TRANSIENT, "bad-certificate")),
    ],
)
def test_certificates_are_held_against_the_name(certificate, name, trusted, expected):
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    theirs = ssl.create_default_context(cafile=certificate) if trusted else None
    with serving(always(reply({"a": 1})), tls=ours) as server:
        recorder = Recorder(server.address)
        said = visit(f"https://{name}/", recorder, lambda _: [PUBLIC], certificates=theirs)
    assert (said, recorder.dialled) == (expected, [(PUBLIC, 443)])


def test_a_name_is_looked_up_with_its_closing_dot(monkeypatch):
    asked = []

    def found(host, *_, **__):
        asked.append(host)
        address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 0))
        return [address, address]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert resolve_host("host.example") == [PUBLIC]
    assert asked == ["host.example."]


def test_the_environment_adds_no_certificate(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    trusted_certificates.cache_clear()
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate)
    with serving(always(reply({"a": 1})), tls=ours) as server:
        said = visit("https://right.example/", Recorder(server.address), lambda _: [PUBLIC])
    trusted_certificates.cache_clear()
    assert said == (Outcome.TRANSIENT, "bad-certificate")
