from __future__ import annotations

import pytest
from django import forms
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from apps.accounts.middleware import RefusedForms, local_time
from apps.accounts.models import User


def test_dates_are_printed_in_the_persons_zone(rf, wren, settings):
    wren.time_zone = "Asia/Kathmandu"
    wren.save()
    request = rf.get("/")
    request.session = SessionStore()
    login(request, wren, settings.AUTHENTICATION_BACKENDS[0])
    seen = []

    def view(asked):
        seen.append((timezone.get_current_timezone_name(), type(asked.user)))
        return HttpResponse()

    local_time(view)(request)
    assert seen == [("Asia/Kathmandu", User)]
    assert timezone.get_current_timezone_name() == "UTC"


class OneWord(forms.Form):
    word = forms.CharField()


@pytest.mark.parametrize(
    ("form", "status"), [(OneWord({"word": "a"}), 200), (OneWord({}), 422), (OneWord(), 200)]
)
def test_a_form_shown_with_its_errors_is_a_refusal(rf, form, status):
    answer = TemplateResponse(rf.get("/"), "account/login.html", {"form": form})
    shown = RefusedForms(HttpResponse).process_template_response(rf.get("/"), answer)
    assert shown.status_code == status
