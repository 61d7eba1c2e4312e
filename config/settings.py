"""Every setting, from the environment, loud when wrong.

With no environment at all this is local mode: SQLite, a key file and everything else that is
written under `var/`. Setting DATABASE_URL or SITE_URL makes it production, where a setting that
is missing, forbidden or unreadable stops the start.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import elsewhere, logs
from config import environment as checked
from config.sign_in import *  # noqa: F403  the settings of signing in that no environment changes

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def _local_key(path: Path, make: Callable[[], str]) -> str:
    """Return the key kept at `path`, made on first use and readable by its owner alone."""
    if not path.exists():
        # Linked whole: another process that starts now reads all of it or makes its own.
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


# --- Where we are -------------------------------------------------------------------------------
LOCAL = not (env.str("DATABASE_URL", "") or env.str("SITE_URL", ""))
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
if LOCAL:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
else:
    for _name in ("SITE_URL", "SECRET_KEY", "SOURCE_KEYS", "DATABASE_URL", "EMAIL_URL"):
        if not env.str(_name, ""):
            raise ImproperlyConfigured(f"Set {_name}: DATABASE_URL or SITE_URL means production.")

_port = checked.port(env.str("PORT", "") or "8000")
SITE_URL = env.str("SITE_URL", f"http://localhost:{_port}").rstrip("/")
_site = checked.site_url(SITE_URL)
SITE_OPERATOR = env.str("SITE_OPERATOR", "")
SECRET_KEY = checked.secret_key(
    env.str("SECRET_KEY", "")
    or _local_key(VAR_DIR / "secret.key", lambda: secrets.token_urlsafe(50))
)
# What people's own keys to other places are locked with, newest first; never in the database.
SOURCE_KEYS = checked.source_keys(
    env.str("SOURCE_KEYS", "") or _local_key(VAR_DIR / "source.key", checked.new_source_key)
)
DEBUG = env.bool("DEBUG", False)
if DEBUG and not LOCAL:
    raise ImproperlyConfigured("DEBUG is for local mode; unset it where SITE_URL is set.")

SECURE = _site.scheme == "https"
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if LOCAL else [_site.hostname]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The invented network for trying things out: while set, names ending in .example go there.
SANDBOX_ADDRESS = env.str("SANDBOX_ADDRESS", "")
if SANDBOX_ADDRESS and not LOCAL:
    raise ImproperlyConfigured("SANDBOX_ADDRESS is for local mode; unset it in production.")
if SANDBOX_ADDRESS:
    checked.loopback(SANDBOX_ADDRESS)
USER_AGENT_CONTACT = checked.contact(env.str("USER_AGENT_CONTACT", ""))

# --- Applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "apps.core",
    "apps.accounts",
    "apps.journal",
    "apps.metrics",
    "apps.goals",
    "apps.review",
    "apps.portability",
    "apps.sandbox",
]

MIDDLEWARE = [
    "apps.core.middleware.access_log",
    # What every answer carries, whoever in this list gives it.
    "apps.core.middleware.private_pages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.local_time",
    "apps.accounts.middleware.seen",
    "apps.core.middleware.Limits",
    "apps.review.shown.for_one_look",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.mail_last",
    "apps.accounts.middleware.RefusedForms",
    "apps.portability.middleware.ClosedWhileLeaving",
    "apps.accounts.passwords.WithoutPasswords",
    "apps.metrics.offer_views.offered_once",
    "apps.core.middleware.refused_methods",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context.site",
                "apps.accounts.context.browser",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "apps.core.templatetags.repeated",
                "apps.review.templatetags.figures",
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------
if not LOCAL:
    checked.database_url(env.str("DATABASE_URL"))
_LOCAL_FILE = f"sqlite:///{VAR_DIR / 'sidenote.sqlite3'}"
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL" if not LOCAL else "LOCAL_DATABASE_URL", default=_LOCAL_FILE)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Counts of attempts to sign in are kept here; a few hundred would push them out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Accounts -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["apps.accounts.passwords.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "review:home"
LOGOUT_REDIRECT_URL = "review:home"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional" if LOCAL else "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# Confirming an address only shows a page on GET; the change itself is a POST.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Signs in the browser that signed up, and no other that holds the link.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# One address, replaced once the new one is confirmed, and a password asked for before that.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A mail after a new password or address; none to an address that nobody signed up with.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Who may make an account: anybody, whoever was given a link (`manage.py invite`), or nobody.
SIGN_UP = checked.sign_up(env.str("SIGN_UP", "") or "open")
# A mail with a link and a code, which work in the browser that asked, with three tries.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
MFA_TOTP_ISSUER = f"Sidenote ({_site.netloc})"

# With passwords off no form asks for one, and none is accepted.
PASSWORDS = elsewhere.with_passwords()
SIGN_IN_WITH_MASTODON = elsewhere.with_mastodon()
# All that one request of signing in may spend on asking other places.
SIGN_IN_SECONDS = 10.0
SOCIALACCOUNT_PROVIDERS = elsewhere.providers()
SOCIALACCOUNT_ADAPTER = "apps.accounts.social.adapter.SocialAdapter"
SOCIALACCOUNT_FORMS = {"signup": "apps.accounts.social.forms.SocialSignUpForm"}
# Nobody is let in by an address alone, and what lets us in elsewhere is not kept.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

SESSION_COOKIE_NAME = "__Host-sidenote" if SECURE else "sidenote"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
CSRF_FAILURE_VIEW = "apps.core.views.csrf_failure"

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Sidenote <sidenote@{_site.hostname}>")
if LOCAL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    checked.mail_url(env.str("EMAIL_URL"))
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 5

# --- Security -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Attempts to sign in are counted by the address that the proxy saw.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# A page of 100,000 characters in a script that takes four bytes each, and its form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Language, time, static files ---------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static" if LOCAL else BASE_DIR / "staticfiles"
if LOCAL:
    # WhiteNoise warns about a folder that is missing, and here nothing is ever put into it.
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "apps.core.storage.ManifestStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Where files wait that people asked for with everything of theirs; web and workers share it.
EXPORT_DIR = Path(env.str("EXPORT_DIR", "") or VAR_DIR / "exports")

# --- Workers ------------------------------------------------------------------------------------
_broker = env.str("REDIS_URL", "" if LOCAL else "redis://localhost:6379/0")
CELERY_BROKER_URL = checked.redis_url(_broker) if _broker else "filesystem://"
if not _broker:
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "control", "processed"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "processed_folder": str(_queue / "processed"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 2,
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "max_retries": 0,
    }
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
# A round claims for half a minute, and the last lane it claimed may take 50 seconds.
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_TIME_LIMIT = 120
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kilobytes; a child beyond it is replaced
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 30  # a busy machine takes its time to start a child
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "config.clock:Clock"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_BEAT_SCHEDULE = {
    "collect": {"task": "metrics.collect", "schedule": 2, "options": {"expires": 2}},
    "tidy": {
        "task": "metrics.tidy",
        "schedule": crontab(minute="17"),
        "options": {"expires": 3600},
    },
    "empty-bin": {
        "task": "journal.empty_bin",
        "schedule": crontab(minute="27"),
        "options": {"expires": 3600},
    },
    "revoke": {"task": "metrics.revoke", "schedule": 30, "options": {"expires": 30}},
    "remind": {"task": "review.remind", "schedule": 60, "options": {"expires": 60}},
    "read-words": {
        "task": "review.read_words",
        "schedule": crontab(minute="37"),
        "options": {"expires": 3600},
    },
    "make-exports": {"task": "portability.make_exports", "schedule": 5, "options": {"expires": 5}},
    "leave": {"task": "portability.erase_leavers", "schedule": 60, "options": {"expires": 60}},
    "tidy-portability": {
        "task": "portability.tidy",
        "schedule": crontab(minute="47"),
        "options": {"expires": 3600},
    },
}

# --- Logs ---------------------------------------------------------------------------------------
LOGGING = logs.logging_at(checked.log_level(env.str("LOG_LEVEL", "INFO")))
