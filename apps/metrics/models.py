"""Sources, what they said on each day, and every visit that was made to ask them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy

from apps.core.remembering import remember_in_each_language
from apps.core.text import digest
from apps.core.weeks import local_day
from apps.metrics.measurements import LARGEST, Correction, Measurement, Metric, Snapshot
from apps.metrics.revocations import Revocation
from apps.providers import PROVIDERS
from apps.providers.base import Field, Outcome, Provider

if TYPE_CHECKING:
    from apps.accounts.models import User

__all__ = [
    "LARGEST",
    "Check",
    "Correction",
    "FetchAttempt",
    "HostLane",
    "Measurement",
    "Metric",
    "Pause",
    "Post",
    "PostCount",
    "Proof",
    "Revocation",
    "Snapshot",
    "Source",
    "SourceQuerySet",
]

HANDLE_SHOWN = 60
DETAIL_LIMIT = 200


@remember_in_each_language
def provider_label(provider: str) -> str:
    """Return what pages call a provider: "Mastodon"."""
    return str(PROVIDERS[provider].label)


class SourceQuerySet(models.QuerySet["Source"]):
    def for_user(self, user: User) -> SourceQuerySet:
        return self.filter(user=user)

    def current(self) -> SourceQuerySet:
        """Sources that were not removed."""
        return self.filter(removed_at__isnull=True)

    def visited(self) -> SourceQuerySet:
        """Current sources that the worker visits: not by hand, not paused."""
        return self.current().exclude(state__in=Source.NOT_VISITED)

    def due(self, now: datetime) -> SourceQuerySet:
        return self.visited().filter(next_visit_at__lte=now)

    def in_order(self) -> SourceQuerySet:
        """The order in which they were connected."""
        return self.order_by("connected_at", "pk")


class Source(models.Model):
    """A place that numbers come from: an account, a score, a number typed in."""

    class State(models.TextChoices):
        CHECKING = "checking", gettext_lazy("Checking")
        FRESH = "fresh", gettext_lazy("Fresh")
        LATE = "late", gettext_lazy("A little late")
        NEEDS_YOU = "needs_you", gettext_lazy("Needs you")
        HIDDEN = "hidden", gettext_lazy("Hidden there")
        GONE = "gone", gettext_lazy("Gone or moved")
        PAUSED = "paused", gettext_lazy("Paused")
        BY_HAND = "by_hand", gettext_lazy("By hand")

    NOT_VISITED = (State.PAUSED, State.BY_HAND, State.GONE)
    SILENT = (State.HIDDEN, State.GONE)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sources"
    )
    provider = models.CharField(max_length=20)
    host = models.CharField(max_length=255, blank=True)
    """The host whose lane the visits go through; empty for numbers typed in."""
    handle = models.CharField(max_length=300)
    """What the person typed, in the provider's plain form: `@wren@example.social`."""
    account_id = models.CharField(max_length=300, blank=True)
    """The provider's own unchanging id; empty until the first answer confirmed it."""
    name = models.CharField(max_length=120, blank=True)
    """The account's own name as the provider tells it, or the name the person gave."""
    address = models.URLField(max_length=500, blank=True)
    settings: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict, blank=True
    )
    sealed_secret = models.TextField(default="", db_default="", blank=True)
    """The key or token that the person gave, locked with SOURCE_KEYS (see sealing.py)."""
    software = models.CharField(max_length=60, default="", db_default="", blank=True)
    """What the host runs, as it told once."""
    validators: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(
        default=dict, blank=True
    )
    """Words of the last answer, such as an ETag, with which "not modified" can be asked for."""
    validators_of = models.CharField(max_length=64, default="", db_default="", blank=True)
    """What those words were about; with anything else they are not sent."""

    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    outcome = models.CharField(
        max_length=20, blank=True, choices=[(one.value, one.value) for one in Outcome]
    )
    """How the last visit ended; the page puts it into words."""
    detail = models.CharField(max_length=DETAIL_LIMIT, blank=True)
    """A status such as "HTTP 429"; never anything that the other side wrote."""
    moved_to = models.CharField(max_length=300, default="", db_default="", blank=True)
    """The new handle, where the last visit was told one."""
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_visit_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    """When the person last asked for a visit ("fetch now", or a changed handle)."""
    connected_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_note = models.CharField(max_length=400, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()
    is_one_of_several = False

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "provider", "host", "account_id"],
                condition=Q(removed_at__isnull=True) & ~Q(account_id=""),
                name="one_source_an_account",
            ),
            models.UniqueConstraint(
                fields=["user", "provider", "host", "handle"],
                condition=Q(removed_at__isnull=True),
                name="one_source_a_handle",
            ),
        ]
        indexes = [
            models.Index(fields=["host", "next_visit_at"]),
            models.Index(fields=["asked_at"]),
        ]

    def __str__(self) -> str:
        return f"source {self.pk}"

    @property
    def reader(self) -> Provider:
        return PROVIDERS[self.provider]

    @property
    def label(self) -> str:
        """What pages call it: "Mastodon", or the name given to a score or a typed-in number.

        With the handle where `is_one_of_several` was set: another account of its kind is shown too.
        """
        if self.has_own_name and self.name:
            return self.name
        label = provider_label(self.provider)
        if not self.is_one_of_several:
            return label
        return f"{label}, {Truncator(self.handle).chars(HANDLE_SHOWN)}"

    @property
    def connected_on(self) -> date:
        """The person's day on which it was connected."""
        return local_day(self.connected_at, self.user.zone)

    @property
    def has_own_name(self) -> bool:
        """Whether the person named it themselves, as they do a score or a typed-in number."""
        return any(field.name == "name" for field in self.reader.fields)

    @property
    def key_field(self) -> Field | None:
        """The question for a key that its provider asks, if it asks one."""
        return next((field for field in self.reader.fields if field.kind == "secret"), None)

    @property
    def lacks_key(self) -> bool:
        """Whether it cannot be read for want of a key."""
        field = self.key_field
        return field is not None and field.required and not self.sealed_secret

    @property
    def can_be_proved(self) -> bool:
        """Whether its profile could show that it is the person's own."""
        return bool(self.reader.proofs) and self.is_confirmed and not self.removed_at

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def question(self) -> str:
        """A digest of whom a visit asks, with what, and what it counts."""
        counted = [(spec.key, spec.kind, spec.definition) for spec in self.reader.metrics]
        asked = (self.provider, self.host, self.account_id, sorted(self.settings.items()))
        return digest(repr((*asked, self.sealed_secret, self.software, counted)))

    @property
    def known_validators(self) -> dict[str, str]:
        """The words of the last answer, as long as a visit would ask for the same again."""
        return dict(self.validators) if self.validators_of == self.question else {}

    @property
    def is_silent(self) -> bool:
        """Whether it tells no numbers, and will not by itself."""
        return self.state in Source.SILENT

    @property
    def will_tell_more(self) -> bool:
        """Whether there will be more numbers of it: it is there, and not silent."""
        return self.removed_at is None and not self.is_silent

    @property
    def can_be_paused(self) -> bool:
        return self.is_confirmed and self.state not in (self.State.PAUSED, self.State.BY_HAND)

    def is_awaited(self, now: datetime) -> bool:
        """Whether a visit is due that the worker has not made yet."""
        if self.removed_at or self.state in Source.NOT_VISITED:
            return False
        return self.next_visit_at is not None and self.next_visit_at <= now


class Pause(models.Model):
    """A pause that is over, with the words the person left on it."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pauses")
    paused_at = models.DateTimeField()
    resumed_at = models.DateTimeField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["paused_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resumed_at__gte=models.F("paused_at")), name="pause_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"


class Proof(models.Model):
    """A code by which a profile can show that its account is the person's own."""

    class How(models.TextChoices):
        LINK = "link", gettext_lazy("by a link in the profile")
        CODE = "code", gettext_lazy("by the code in the profile’s words")
        SIGN_IN = "sign", gettext_lazy("by signing in there")

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="proof")
    code = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=4, choices=How.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proved_at__isnull=True, how="")
                | Q(proved_at__isnull=False, how__in=["link", "code", "sign"]),
                name="a_proof_says_how",
            ),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"


class CheckQuerySet(models.QuerySet["Check"]):
    def for_user(self, user: User) -> CheckQuerySet:
        return self.filter(user=user)

    def since(self, moment: datetime) -> CheckQuerySet:
        return self.filter(at__gt=moment)


class Check(models.Model):
    """One time that a person asked whether a handle answers; counted, so that it has a limit."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="checks"
    )
    at = models.DateTimeField()
    new_host = models.CharField(max_length=64, default="", db_default="", blank=True)
    """The hash of a host that nothing of theirs was read from before; else empty."""

    objects = CheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]

    def __str__(self) -> str:
        return f"check {self.pk}"


class Post(models.Model):
    """One of the person's own posts, dated in a week in which its source was visited."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=300)
    address = models.URLField(max_length=500, blank=True)
    posted_at = models.DateTimeField()
    day = models.DateField(db_index=True)
    text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["posted_at"]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_post_an_id"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"


class PostCount(models.Model):
    """What one post had received of one metric, as last read inside its week."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="counts")
    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="post_counts")
    value = models.FloatField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "metric"], name="one_count_a_post"),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=LARGEST), name="count_is_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"count {self.pk}"


class FetchAttempt(models.Model):
    """One visit to one source and how it ended; days without a value take their reason here."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    day = models.DateField()
    outcome = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Outcome])
    detail = models.CharField(max_length=DETAIL_LIMIT, blank=True)

    class Meta:
        indexes = [models.Index(fields=["source", "day"])]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class HostLane(models.Model):
    """One host's place in the queue: politeness and exclusion, shared by every worker."""

    host = models.CharField(max_length=255, unique=True)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    """How often it was claimed since it was last given back; a worker that dies leaves one here."""
    paid_off_at = models.DateTimeField(null=True, blank=True)
    """When what was asked of the host is paid off, at the rate that its limit leaves to us."""
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True, blank=True)
    """While set and ahead, the breaker is open and nobody visits this host."""

    def __str__(self) -> str:
        return f"lane {self.pk}"
