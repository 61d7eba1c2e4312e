"""The person: e-mail, name, time zone, how they like to write; and how a new one is let in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.weeks import Week, local_day


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new person; the e-mail address is kept in lower case."""
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Shown(models.TextChoices):
    """How much of a number somebody wants to see."""

    EXACT = "exact", _("Exact")
    WORDS = "words", _("In words")
    HIDDEN = "hidden", _("Hidden until I tap it")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who writes here; they sign in with their e-mail address."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    writing_first = models.BooleanField(_("write before looking"), default=True)
    numbers_shown = models.CharField(
        _("how much of a number"),
        max_length=6,
        choices=Shown.choices,
        default=Shown.EXACT,
        db_default=Shown.EXACT,
    )
    """For every number that does not say otherwise itself: see Metric.shown."""
    language = models.CharField(_("language"), max_length=12, blank=True, default="", db_default="")
    """One of LANGUAGES; none means what the browser asks for."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    erase_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When all of it is to be erased; empty for those who do not leave."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numbers_shown__in=Shown.values), name="numbers_are_shown_in_a_known_way"
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def name(self) -> str:
        """What pages call the person: the chosen name, else what stands before the @."""
        return self.display_name or self.email.partition("@")[0]

    @property
    def is_leaving(self) -> bool:
        return self.erase_at is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """Return the date in the person's time zone at the moment `now`."""
        return local_day(now, self.zone)

    def week(self, now: datetime) -> Week:
        """Return the running week in the person's time zone at the moment `now`."""
        return Week.containing(self.today(now))


class Preferences(models.Model):
    """What few pages read of how a person likes it; somebody without a row has the defaults."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="preferences")
    around_this_time = models.BooleanField(_("around this time"), default=False)
    guessing = models.BooleanField(_("guess, then look"), default=False, db_default=False)
    reminder_day = models.PositiveSmallIntegerField(_("reminder on"), null=True, blank=True)
    """The weekday, 1 for Monday; none means no reminder."""
    reminder_time = models.TimeField(_("reminder at"), default=time(18))
    next_reminder_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                condition=Q(reminder_day__isnull=True, next_reminder_at__isnull=True)
                | Q(reminder_day__range=(1, 7), next_reminder_at__isnull=False),
                name="a_reminder_has_a_day_and_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"preferences {self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def good(self, now: datetime) -> InvitationQuerySet:
        """Invitations that an account can be made with."""
        return self.filter(used_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A link that lets one person make an account; the link itself is kept by nobody."""

    digest = models.CharField(max_length=64, unique=True)
    """The SHA-256 of the link's token."""
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="an_invitation_holds_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class MastodonHost(models.Model):
    """A Mastodon host that we registered with, so that people can sign in with their account there.

    Hosts forget such registrations, so one is made anew when it is old.
    """

    host = models.CharField(max_length=150, unique=True)
    client_id = models.CharField(max_length=300)
    sealed_secret = models.TextField()
    """The client's secret, locked with SOURCE_KEYS."""
    scope = models.CharField(max_length=40)
    has_pkce = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(sealed_secret="") & ~Q(client_id=""), name="a_host_gave_a_client"
            ),
        ]

    def __str__(self) -> str:
        return f"Mastodon host {self.pk}"
