"""There is one door out: nothing else in the code can reach another machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.variables import ROOT

# Modules that are a way to other machines, or to one that is not in this list.
NETWORK = frozenset((
    *("socket", "_socket", "ssl", "_ssl", "select", "selectors", "socketserver"),
    *("urllib.request", "urllib.robotparser", "urllib3", "http.client", "http.server"),
    *("requests", "httpx", "httpx2", "httpcore", "httpcore2", "aiohttp", "anyio", "h11", "trio"),
    *("smtplib", "ftplib", "poplib", "imaplib", "nntplib", "telnetlib", "xmlrpc", "wsgiref"),
    *("websockets", "pycurl", "webbrowser", "pty", "ctypes"),
    *("importlib.import_module", "importlib.util", "importlib.machinery", "runpy"),
    *("subprocess", "multiprocessing"),
))  # fmt: skip
# Methods of what is imported for other reasons: streams, transports, raw sockets of a loop.
CALLS = frozenset((
    *("open_connection", "open_unix_connection", "start_server", "start_unix_server"),
    *("create_connection", "create_unix_connection", "create_datagram_endpoint"),
    *("create_server", "create_unix_server", "sock_connect", "sock_sendto", "getaddrinfo"),
    *("create_subprocess_exec", "create_subprocess_shell", "subprocess_exec", "subprocess_shell"),
    *("import_module", "urlopen", "urlretrieve", "system", "popen", "execv", "execve", "spawnv"),
    *("posix_spawn", "fork", "forkpty"),
))  # fmt: skip
BUILT_IN = frozenset(("__import__", "eval", "exec", "compile"))
# The door and its two hinges, and what each of them needs for it.
DOORS = {
    "apps/providers/http.py": {"httpcore2", "ssl"},
    "apps/providers/dialling.py": {"getaddrinfo", "httpcore2", "httpx2", "socket", "ssl"},
    "apps/providers/urls.py": {"httpx2"},
}
# A server that listens on loopback, processes of our own, and a look at our own health.
OTHERS = {
    "apps/sandbox/network.py": {"http.server", "socket", "socketserver"},
    "bin/healthcheck.py": {"urllib.request", "urlopen"},
    "bin/install.py": {"subprocess"},
    "bin/run.py": {"socket", "subprocess", "urllib.request", "urlopen"},
    "bin/test.py": {"subprocess"},
}
EXCUSED = DOORS | OTHERS
CODE = sorted(
    path
    for folder in ("apps", "config", "bin")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def ways_out(source: str) -> set[str]:
    """Name every way to other machines that a module takes, however it spells it."""
    return {way for node in ast.walk(ast.parse(source)) for way in _ways(node)}


def _ways(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (way for one in names if (way := _module_of(one.name)))
        case ast.ImportFrom(module=module, names=names, level=0):
            full = [module or "", *(f"{module}.{one.name}" for one in names)]
            yield from (way for one in full if (way := _module_of(one)))
            yield from (one.name for one in names if one.name in CALLS)
        case ast.Attribute():
            dotted = ast.unparse(node)
            yield from (way for way in (_module_of(dotted),) if way)
            if node.attr in CALLS:
                yield node.attr
        case ast.Call(func=ast.Name(id=name)) if name in BUILT_IN:
            yield name
        case ast.Call(func=func, args=[ast.expr() as document, *_]) if _parses_feeds(func):
            # Given a text or a name, feedparser fetches it; given bytes in a stream it cannot.
            if not ast.unparse(document).endswith(")") or "BytesIO(" not in ast.unparse(document):
                yield "feedparser"


def _module_of(dotted: str) -> str:
    return next((one for one in NETWORK if dotted == one or dotted.startswith(f"{one}.")), "")


def _parses_feeds(func: ast.expr) -> bool:
    return ast.unparse(func) == "feedparser.parse"


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_there_is_one_door_out(path: Path) -> None:
    allowed = EXCUSED.get(str(path.relative_to(ROOT)), set())
    assert ways_out(path.read_text()) - allowed == set()


@pytest.mark.parametrize("name", sorted(EXCUSED))
def test_nobody_is_excused_for_what_they_no_longer_do(name: str) -> None:
    assert EXCUSED[name] - ways_out((ROOT / name).read_text()) == set()


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("import socket", "socket"),
        ("import socket as s", "socket"),
        ("from socket import create_connection", "socket"),
        ("def late():\n    import ssl", "ssl"),
        ("import urllib.request", "urllib.request"),
        ("import urllib.request as fetch", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("from urllib import request as r", "urllib.request"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("import urllib\nurllib.request.urlopen(x)", "urllib.request"),
        ("import http.client", "http.client"),
        ("from http import client", "http.client"),
        ("import requests", "requests"),
        ("from requests.adapters import HTTPAdapter", "requests"),
        ("import httpx2", "httpx2"),
        ("from httpx2 import AsyncClient", "httpx2"),
        ("import httpcore2", "httpcore2"),
        ("import aiohttp", "aiohttp"),
        ("import asyncio\nasyncio.open_connection('a', 1)", "open_connection"),
        ("from asyncio import open_connection", "open_connection"),
        ("from asyncio.streams import open_connection", "open_connection"),
        ("loop.create_connection(P, 'a', 1)", "create_connection"),
        ("connect = loop.sock_connect", "sock_connect"),
        ("loop.create_datagram_endpoint(P)", "create_datagram_endpoint"),
        ("import importlib\nimportlib.import_module('so' + 'cket')", "import_module"),
        ("from importlib import import_module", "importlib.import_module"),
        ("from django.utils.module_loading import import_module", "import_module"),
        ("__import__('socket')", "__import__"),
        ("exec('import socket')", "exec"),
        ("import subprocess", "subprocess"),
        ("import os\nos.system('curl a')", "system"),
        ("import os\nos.popen('curl a')", "popen"),
        ("import feedparser\nfeedparser.parse(address)", "feedparser"),
        ("import feedparser\nfeedparser.parse(str(BytesIO))", "feedparser"),
    ],
)
def test_a_way_out_is_seen_however_it_is_spelt(source: str, way: str) -> None:
    assert way in ways_out(source)


@pytest.mark.parametrize(
    "source",
    [
        "from urllib.parse import quote, urlencode",
        "import urllib.parse\nurllib.parse.quote('a')",
        "from http import HTTPStatus",
        "import asyncio\nasyncio.timeout(1)",
        "import re\nre.compile('a')",
        "from apps.providers.http import Door",
        "from apps.sandbox.apis import requests_of",
        "from . import socket_words",
        "import feedparser\nfeedparser.parse(BytesIO(body), response_headers=headers)",
        "import feedparser\nfeedparser.parse(io.BytesIO(body))",
    ],
)
def test_what_stays_at_home_is_left_alone(source: str) -> None:
    assert ways_out(source) == set()
