"""Of other people nothing is kept: no follower's name, nothing that they wrote."""

import pytest
from django.apps import apps

from tests.support.metrics import Network, due, go, serve, status_of, unconfirmed, values

pytestmark = pytest.mark.django_db
WORD = "Quillfeather"


def other():
    return {
        "id": "77",
        "username": WORD,
        "acct": f"{WORD}@far.example",
        "display_name": WORD,
        "url": f"https://far.example/@{WORD}",
        "note": f"<p>{WORD}</p>",
    }


def kept():
    """Return every row that collecting writes, as text."""
    return [str(row) for model in apps.get_app_config("metrics").get_models()
            for row in model.objects.values()]  # fmt: skip


@pytest.mark.parametrize("connect", [due, unconfirmed])
def test_nothing_of_other_people_is_kept(settings, connect):
    network = Network()
    when = "2026-11-17T10:00:00Z"
    passed_on = status_of("8", when) | {"reblog": status_of("9", when, content=f"<p>{WORD}</p>")}
    answer = status_of("7", when, replies=3, mentions=[other()], account=other())
    private = status_of("6", when, visibility="direct", content=f"<p>{WORD}</p>")
    with serve(network) as settings.SANDBOX_ADDRESS:
        network.mastodon(posts=[passed_on, answer, private])
        for path in ("followers", "following"):
            network.say("social.example", f"/api/v1/accounts/1/{path}", [other()])
        source = connect()
        assert go() == 1
    assert len(values(source)) == len(source.reader.metrics)
    assert [row for row in kept() if WORD in row] == []
    assert not any(path.endswith(("/followers", "/following")) for _host, path in network.asked)
