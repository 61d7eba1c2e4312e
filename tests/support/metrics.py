"""A loopback network for collecting: hosts ending in `.example` answer what a test told them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from django.contrib.messages import get_messages
from django.urls import reverse

from apps.metrics.collecting import collect
from apps.metrics.models import Measurement, Source
from tests.support.factories import make_source, make_user

HOST = "social.example"
NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 11, 18)


class Network:
    """What each host and path answers, and who was asked; anything else is a 404."""

    def __init__(self):
        self.answers = {}
        self.asked = []
        self.on_request = None

    def say(self, host, path, body, *, status=200, headers=None):
        self.answers[host, path] = (status, body, headers or {})

    def mastodon(self, *, host=HOST, user="wren", pk="1", posts=(), **counts):
        """Let an account answer; `counts` are followers_count and the like, posts are statuses."""
        entity = {"followers_count": 10, "following_count": 5, "statuses_count": 100} | counts
        entity |= {"id": pk, "username": user, "acct": user, "display_name": user.title()}
        entity["url"] = f"https://{host}/@{user}"
        for path in ("/api/v1/accounts/lookup", f"/api/v1/accounts/{pk}"):
            self.say(host, path, entity)
        self.say(host, f"/api/v1/accounts/{pk}/statuses", list(posts))

    def klout(self, score, *, host="score.example", identity="wren", **given):
        self.say(host, f"/user.json/{identity}/score", {"score": score}, **given)

    def everything(self, *, status, host=HOST, headers=None):
        """Answer every path of a host with a status, also those told before."""
        self.answers = {key: value for key, value in self.answers.items() if key[0] != host}
        self.say(host, "*", {}, status=status, headers=headers)

    def answer(self, host, path):
        self.asked.append((host, path))
        if self.on_request:
            self.on_request()
        default = self.answers.get((host, "*"), (404, {}, {}))
        return self.answers.get((host, path), default)


def status_of(pk, created_at, *, replies=0, **given):
    """One Mastodon status."""
    return {
        "id": pk,
        "created_at": created_at,
        "visibility": "public",
        "reblog": None,
        "content": f"<p>Post {pk}</p>",
        "url": f"https://{HOST}/@wren/{pk}",
        "replies_count": replies,
        "reblogs_count": 0,
        "favourites_count": 0,
    } | given


@contextmanager
def serve(network: Network) -> Iterator[str]:
    """Serve the network on loopback; yield its "host:port"."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body, headers = network.answer(self.headers["Host"], urlsplit(self.path).path)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def go(now=NOW):
    return collect(now=now, pace=0)


def due(user=None, provider="mastodon", **fields):
    """A confirmed source that is due now; on Mastodon it is account 1."""
    given = {
        "account_id": "1",
        "handle": "@wren@social.example",
        "host": HOST,
        "next_visit_at": NOW,
    } | fields
    return make_source(user or make_user(), provider, **given)


def score(user=None, **fields):
    settings = {"address": "https://score.example", "identity": "wren"}
    given = {"host": "score.example", "handle": "wren", "account_id": "wren", "settings": settings}
    return due(user, "klout", **given | fields)


def unconfirmed(user=None, **fields):
    given = {"account_id": "", "confirmed_at": None, "state": Source.State.CHECKING, "outcome": ""}
    return due(user, **given | {"connected_at": NOW, "name": ""} | fields)


def values(source):
    found = Measurement.objects.filter(metric__source=source).order_by("metric__position", "day")
    return {(one.metric.key, one.day): one.value for one in found}


def again(source):
    return Source.objects.get(pk=source.pk)


def page(name, source=None, **kwargs):
    return reverse(f"metrics:{name}", kwargs=kwargs or ({"pk": source.pk} if source else {}))


def connect(client, provider="mastodon", **typed):
    return client.post(page("source_connect", provider=provider), typed)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]
