from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from apps.accounts.middleware import local_time


def test_dates_are_printed_in_the_persons_zone(rf, wren):
    wren.time_zone = "Asia/Kathmandu"
    request = rf.get("/")
    request.user = wren
    seen = []

    def view(_):
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    local_time(view)(request)
    assert seen == ["Asia/Kathmandu"]
    assert timezone.get_current_timezone_name() == "UTC"
