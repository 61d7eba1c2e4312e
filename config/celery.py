"""The Celery application; its settings are Django's, with the prefix CELERY_."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

from config import local_queue, redis_queue, soundness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
TRANSPORT_ALIASES["filesystem"] = local_queue.PATH
TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = redis_queue.PATH

app = Celery("sidenote")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["apps.metrics", "apps.journal", "apps.review", "apps.portability"])

# Kept by name, since a signal forgets a function that nobody holds.
worker_init.connect(soundness.stop_unsound)
beat_init.connect(soundness.stop_unsound)
