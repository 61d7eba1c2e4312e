"""Redis as the queue, for messages that nobody misses.

A message here is a wake-up. Kombu gives those back that a worker had not yet taken when its
connection ends; when Redis is gone at that moment this ends the whole worker (kombu 5.7: "NoneType
has no attribute hostname"). So they are given up.
"""

from __future__ import annotations

from kombu.transport import redis

PATH = f"{__name__}:Transport"


class Channel(redis.Channel):
    do_restore = False


class Transport(redis.Transport):
    Channel = Channel
