"""The versions of a week that were kept, one of them compared, and bringing one back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import SignedInRequest
from apps.core.weeks import Week
from apps.journal.models import Entry, Revision
from apps.journal.operations import Conflict, restore
from apps.review.versions import compared_page, version_page

PER_PAGE = 20
_LARGEST = 2**31 - 1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def version_list(request: SignedInRequest, week: Week) -> HttpResponse:
    """List what was kept of a week, newest first; POST brings one version back."""
    entry = get_object_or_404(Entry.objects.for_user(request.user).in_week(week))
    status = 200
    if request.method == "POST":
        if _brought_back(request, week):
            messages.success(
                request, _("That version is the page again. The other one is kept here.")
            )
            return redirect("review:write", week)
        status = 409
        entry.refresh_from_db()
    kept = entry.revisions.select_related("parent").order_by("-made_at", "-pk")
    pages = Paginator(kept, PER_PAGE)
    page = version_page(entry, request.user, pages.get_page(request.GET.get("page")))
    context = {"page": page, "is_late": status == 409, "room": "weeks"}
    return render(request, "review/write_versions.html", context, status=status)


@login_required
@require_safe
def version(request: SignedInRequest, week: Week, pk: int) -> HttpResponse:
    """One version and what changed; `?with=page` compares it with the page as it is now."""
    entry = get_object_or_404(Entry.objects.for_user(request.user).in_week(week))
    revision = get_object_or_404(entry.revisions.select_related("parent"), pk=pk)
    with_page = request.GET.get("with") == "page"
    page = compared_page(entry, request.user, revision, with_page=with_page)
    return render(request, "review/week_version.html", {"page": page, "room": "weeks"})


def _brought_back(request: SignedInRequest, week: Week) -> bool:
    """Restore the version that was sent; False when the page was changed meanwhile."""
    try:
        restore(
            user=request.user,
            week=week,
            revision_id=_number(request.POST.get("version")),
            base=_number(request.POST.get("base")),
            now=timezone.now(),
        )
    except (Entry.DoesNotExist, Revision.DoesNotExist) as error:
        raise Http404 from error
    except Conflict:
        return False
    return True


def _number(text: str | None) -> int:
    if text and text.isdecimal() and len(text) <= len(str(_LARGEST)) and int(text) <= _LARGEST:
        return int(text)
    raise Http404
