"""How each network is read: a small file each, and one door out (http.py)."""

from __future__ import annotations

from apps.providers.activitypub import ActivityPub
from apps.providers.base import Provider
from apps.providers.bluesky import Bluesky
from apps.providers.by_hand import ByHand
from apps.providers.feeds import Feeds
from apps.providers.github import GitHub
from apps.providers.hacker_news import HackerNews
from apps.providers.json_number import JsonNumber
from apps.providers.klout import Klout
from apps.providers.mastodon import Mastodon
from apps.providers.misskey import Misskey
from apps.providers.peertube import PeerTube
from apps.providers.stack_exchange import StackExchange
from apps.providers.youtube import YouTube

PROVIDERS: dict[str, Provider] = {
    provider.key: provider
    for provider in (
        Mastodon(),
        Bluesky(),
        Misskey(),
        PeerTube(),
        ActivityPub(),
        Klout(),
        JsonNumber(),
        GitHub(),
        YouTube(),
        StackExchange(),
        HackerNews(),
        Feeds(),
        ByHand(),
    )
}
