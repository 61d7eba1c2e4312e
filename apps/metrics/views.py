"""The sources' pages. They show states and times; values are the review's to show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import SignedInRequest
from apps.accounts.typed import words_kept
from apps.metrics import offering, operations, pages, revoking
from apps.metrics.forms import ConnectForm, NameForm, NumberForm, PauseForm, RemoveForm
from apps.metrics.kinds import kinds
from apps.metrics.models import Revocation, Source
from apps.metrics.sentences import moment_words, whereabouts
from apps.providers import PROVIDERS
from apps.providers.base import Provider

Arguments = ParamSpec("Arguments")

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
INVALID = 422
_KEEPS_ITS_HANDLE = gettext_lazy(
    "An account that has answered keeps its handle. If it moved, connect the new one; "
    "what was recorded here stays."
)
_TWIN = gettext_lazy(
    "Its earlier numbers were kept when you removed it. They stay under Sources as they are; "
    "the new ones stand on their own."
)


def while_it_is_there(
    view: Callable[Arguments, HttpResponse],
) -> Callable[Arguments, HttpResponse]:
    """A source that another tab removed between look and act is a 404, as it is a moment later."""

    @wraps(view)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except Source.DoesNotExist:
            raise Http404 from None

    return guarded


def mine(request: SignedInRequest, pk: int) -> Source:
    """The person's own current source; anybody else's is a 404."""
    sources = Source.objects.for_user(request.user).current().select_related("user")
    return get_object_or_404(sources, pk=pk)


def page_of(request: SignedInRequest, name: str, **context: Any) -> HttpResponse:
    """One of the sources' pages; 422 when its form has errors."""
    form = context.get("form")
    status = INVALID if form is not None and form.errors else 200
    return render(request, f"metrics/{name}.html", {"room": "sources"} | context, status=status)


@require_safe
@login_required
def source_list(request: SignedInRequest) -> HttpResponse:
    page = pages.source_list(request.user, now=timezone.now())
    return page_of(request, "source_list", page=page)


@require_safe
@login_required
def source_choose(request: SignedInRequest) -> HttpResponse:
    offers = offering.offers(request.user)
    return page_of(request, "source_choose", groups=kinds(), offers=offers)


@sensitive_post_parameters()
@read_or_write
@login_required
def source_connect(request: SignedInRequest, provider: str) -> HttpResponse:
    """`?handle=` fills the form in, as for an account that moved."""
    reader = _provider(provider)
    data = request.POST if request.method == "POST" else None
    form = ConnectForm(reader, data, initial={"handle": request.GET.get("handle", "")[:300]})
    if form.is_bound and form.is_valid():
        source = _connected(request, reader, form)
        if source is not None:
            if pages.kept_twin(source):
                messages.info(request, _TWIN)
            return redirect("metrics:source", pk=source.pk)
    has_secret = any(field.kind == "secret" for field in reader.fields)
    return page_of(request, "source_connect", form=form, provider=reader, has_secret=has_secret)


def _provider(key: str) -> Provider:
    if key not in PROVIDERS:
        raise Http404
    return PROVIDERS[key]


def _connected(request: SignedInRequest, reader: Provider, form: ConnectForm) -> Source | None:
    """The new source; None when the form says why there is none."""
    now = timezone.now()
    try:
        return operations.connect_source(
            user=request.user, provider=reader, account=form.account, now=now
        )
    except operations.AlreadyConnected:
        form.add_error(reader.fields[0].name, _already(reader))
    except operations.TooManyChecks as limit:
        form.add_error(None, too_many(request, limit))
    return None


def _already(reader: Provider) -> str:
    if reader.needs_visits:
        return _("This is connected already, or is being checked.")
    return _("You have a number of this name already.")


def too_many(request: SignedInRequest, limit: operations.TooManyChecks) -> str:
    """Say when the next check can be made."""
    again = limit.again_at.astimezone(request.user.zone)
    at = date_format(again, "H:i")
    if isinstance(limit, operations.TooManyHosts):
        told = {"count": operations.NEW_HOSTS_A_DAY, "day": date_format(again, "l"), "time": at}
        return (
            _(
                "A day has room for %(count)s new hosts. The next one can be asked on %(day)s at "
                "%(time)s."
            )
            % told
        )
    told = {"count": operations.CHECKS_AN_HOUR, "time": at}
    return _("An hour has room for %(count)s checks. The next one can be made at %(time)s.") % told


@require_safe
@login_required
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    sources = Source.objects.for_user(request.user).select_related("user")
    found = get_object_or_404(sources.prefetch_related("metrics", "pauses"), pk=pk)
    if found.removed_at and not found.metrics.all():
        raise Http404
    (row,) = pages.source_rows([found], now=timezone.now())
    return page_of(request, "source", source=found, row=row, proof=pages.proof_of(found))


@sensitive_post_parameters()
@read_or_write
@login_required
@while_it_is_there
def source_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """An unconfirmed source may be pointed elsewhere; a confirmed one keeps its account."""
    found = mine(request, pk)
    if found.is_confirmed and not found.has_own_name:
        messages.info(request, _KEEPS_ITS_HANDLE)
        return redirect("metrics:source", pk=pk)
    data = request.POST if request.method == "POST" else None
    form = _edit_form(found, data)
    if form.is_bound and form.is_valid() and _edited(request, found, form):
        return redirect("metrics:source", pk=pk)
    return page_of(request, "source_edit", source=mine(request, pk), form=form)


def _edit_form(found: Source, data: QueryDict | None) -> ConnectForm | NameForm:
    if found.is_confirmed:
        return NameForm(data, initial={"name": found.name})
    as_typed = {**found.settings, "handle": whereabouts(found)}
    return ConnectForm(found.reader, data, initial=as_typed)


def _edited(request: SignedInRequest, found: Source, form: ConnectForm | NameForm) -> bool:
    """Whether there is nothing more to do; if there is, the form says why."""
    try:
        if isinstance(form, NameForm):
            operations.rename_source(source=found, name=form.cleaned_data["name"])
        else:
            operations.change_source(source=found, account=form.account, now=timezone.now())
    except operations.AlreadyAnswered:
        messages.info(request, _KEEPS_ITS_HANDLE)
    except operations.AlreadyConnected:
        form.add_error(next(iter(form.fields)), _already(found.reader))
    except operations.TooManyChecks as limit:
        form.add_error(None, too_many(request, limit))
    return not form.errors


@require_POST
@login_required
def revocation_put_away(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell no more of a key that was taken back, or that the person has to take back."""
    mine = Revocation.objects.for_user(request.user).ended()
    get_object_or_404(mine, pk=pk).delete()
    return redirect("metrics:source_list")


@require_POST
@login_required
@while_it_is_there
def source_fetch(request: SignedInRequest, pk: int) -> HttpResponse:
    found, now = mine(request, pk), timezone.now()
    if found.state in (Source.State.PAUSED, Source.State.BY_HAND):
        raise Http404
    if found.lacks_key and found.is_confirmed:
        return redirect("metrics:source_key", pk=pk)
    try:
        operations.fetch_source(source=found, now=now)
    except operations.TooSoon as soon:
        told = {"moment": moment_words(found, soon.again_at, now)}
        words = _("Once in ten minutes is enough for them. You can ask again %(moment)s.")
        messages.info(request, words % told)
    except operations.TooManyChecks as limit:
        messages.info(request, too_many(request, limit))
    return redirect("metrics:source", pk=pk)


@words_kept("note")
@read_or_write
@while_it_is_there
def source_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    found = mine(request, pk)
    if not found.can_be_paused:
        return redirect("metrics:source", pk=pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        note = form.cleaned_data["note"]
        operations.pause_source(source=found, note=note, now=timezone.now())
        return redirect("metrics:source", pk=pk)
    return page_of(request, "source_pause", source=found, form=form)


@require_POST
@login_required
@while_it_is_there
def source_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    operations.resume_source(source=mine(request, pk), now=timezone.now())
    return redirect("metrics:source", pk=pk)


@read_or_write
@login_required
@while_it_is_there
def source_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Also for a source that was removed before, so that its numbers can still be erased."""
    sources = Source.objects.for_user(request.user).select_related("user")
    found = get_object_or_404(sources, pk=pk)
    data = request.POST if request.method == "POST" else None
    key_of = str(found.reader.label) if revoking.can_ask_back(found) else ""
    form = RemoveForm(data, has_numbers=found.is_confirmed, key_of=key_of)
    if form.is_bound and form.is_valid():
        erase = form.cleaned_data.get("numbers") == "erase"
        back = not key_of or form.cleaned_data["take_back"]
        operations.remove_source(source=found, erase=erase, take_back=back, now=timezone.now())
        messages.success(request, _("%(source)s was removed.") % {"source": found.label})
        return redirect("metrics:source_list")
    return page_of(request, "source_remove", source=found, form=form, key_of=key_of)


@read_or_write
@login_required
@while_it_is_there
def number_add(request: SignedInRequest, pk: int) -> HttpResponse:
    found, now = mine(request, pk), timezone.now()
    if found.state != Source.State.BY_HAND:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = NumberForm(data, today=request.user.today(now))
    if form.is_bound and form.is_valid():
        replaced = operations.add_number(source=found, now=now, **form.cleaned_data)
        day = date_format(form.cleaned_data["day"], "l j F Y")
        messages.success(request, _kept(replaced=replaced) % {"day": day})
        return redirect("metrics:source", pk=pk)
    return page_of(request, "number_add", source=found, form=form)


def _kept(*, replaced: bool) -> str:
    if replaced:
        return _("Kept for %(day)s, in place of the number that stood there.")
    return _("Kept for %(day)s. It stands beside your words wherever that week’s numbers do.")
