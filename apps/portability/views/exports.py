"""Taking everything along: asking for the file, and fetching it once."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.reauthentication import ask_again, before_sending
from apps.portability import exporting
from apps.portability.export_page import export_page
from apps.portability.forms import ExportForm
from apps.portability.models import Export
from apps.review.weeks import moment_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@before_sending
def export(request: SignedInRequest) -> HttpResponse:
    """What the file holds and how far it is; POST asks for one."""
    form = ExportForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_valid():
        try:
            exporting.ask_for_export(user=request.user, now=now, **form.cleaned_data)
        except exporting.UnderWay:
            return redirect("portability:export")
        except exporting.TooManyExports as error:
            form.add_error(None, _too_many(moment_words(error.until, request.user)))
        else:
            return redirect("portability:export")
    context = {"page": export_page(request.user, now=now), "form": form, "room": "preferences"}
    status = 422 if form.is_bound else 200
    return render(request, "portability/export.html", context, status=status)


def _too_many(when: str) -> str:
    words = _("That was asked for %(count)s times within a day. The next can be made on %(when)s.")
    return words % {"count": exporting.PER_DAY, "when": when}


@login_required
@require_safe
@ask_again
def export_file(request: SignedInRequest, token: str) -> HttpResponse | FileResponse:
    """The file itself, for its owner and once; a look at its head takes nothing away."""
    now = timezone.now()
    if request.method == "HEAD":
        is_there = Export.objects.for_user(request.user).ready(now).filter(token=token).exists()
        return HttpResponse(status=200 if is_there else 404, content_type="application/zip")
    try:
        opened = exporting.fetch_export(user=request.user, token=token, now=now)
    except Export.DoesNotExist as error:
        raise Http404 from error
    day = request.user.today(now)
    name = f"sidenote-{day}.zip"
    return FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
