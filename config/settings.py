"""All settings, in one file, from the environment (.env.example lists every name)."""

from typing import Any

import django_stubs_ext
import environ
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import environment as env
from config.broker import broker
from config.providers import anymail

django_stubs_ext.monkeypatch()  # ModelAdmin[User] is written for the type checker; let it run, too

BASE_DIR, VAR_DIR = env.BASE_DIR, env.VAR_DIR
DEBUG = env.flag("DEBUG", False)
# On somebody's own machine: a key of its own, sign-up open, static files straight from their folders.
LOCAL = env.flag("LOCAL", DEBUG)
SECRET_KEY = env.secret_key(local=LOCAL)

# Where we live: everything that depends on the address follows from SITE_URL.
_site = env.site_url("http://127.0.0.1:8000")
_https = _site.scheme == "https"
SITE_URL = _site.geturl()
ALLOWED_HOSTS = [_site.hostname, *(["localhost", "127.0.0.1"] if LOCAL else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config",  # for the worker: the one process that moves every room
    "accounts",
    "outbox",
    "tracker",
    "declines",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "heroicons",
]
# In this order: static files leave before anything is looked up; the policy wraps every page, refusals too;
# the moment comes last, since it needs to know who asks.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.MomentMiddleware",
    "config.notices.NoticesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "outbox.context.mail_state",
    "accounts.context.look",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT, "builtins": ["config.ui"]},
    },
    {  # letters, subjects and the text half of mails: plain text, so nothing is escaped
        "NAME": "plain",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "autoescape": False,
            "libraries": {
                "tracker": "tracker.templatetags.tracker",
            },
        },
    },
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"))}
# Set: `celery -A config worker` on any number of machines. Empty: `manage.py worker`, which needs no broker.
CELERY_BROKER_URL = broker(env.text("CELERY_BROKER_URL"), engine=DATABASES["default"]["ENGINE"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counts the tries at sign-in. In memory each process counts for itself; a shared cache makes the limits exact.
CACHES = {"default": environ.Env.cache_url_config(env.text("CACHE_URL", "locmemcache://"))}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tracker:today"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignUpDetails"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the first account is made before any mail server is
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# 0 believes no X-Forwarded-For: with a wrong count, anybody could invent addresses and never meet a limit.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
# Closed on a server: a stranger's account is mail that leaves in the operator's name.
SIGNUP_OPEN = env.flag("SIGNUP_OPEN", LOCAL)

# Language and time: stored in UTC, shown in the person's own zone (accounts.middleware).
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
# One language needs no looking up, which took a sixth of each page; a second one turns it on.
USE_I18N = len(LANGUAGES) > 1
FORMS_URLFIELD_ASSUME_HTTPS = True  # the default from Django 6 on
USE_TZ = True
TIME_ZONE = "UTC"

# Mail: everything Django sends becomes an outbox row; the worker carries it to EMAIL_URL or EMAIL_PROVIDER.
_mail = env.mail_server(env.text("EMAIL_URL"))
_provider = env.text("EMAIL_PROVIDER").lower()
ANYMAIL = anymail(_provider)
MAIL_CONFIGURED = bool(_mail or _provider)
MAIL_TRANSPORT = (
    f"anymail.backends.{_provider}.EmailBackend" if _provider else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_BACKEND = "outbox.backend.OutboxBackend"
# Django's default waits for ever: one silent server would end all reminders without an error.
EMAIL_TIMEOUT = 15
# How long a worker may hold a mail; those of one that died are taken over after it.
OUTBOX_LEASE_SECONDS = env.number("OUTBOX_LEASE_SECONDS", 120)
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT") or (
    465 if _mail.get("EMAIL_USE_SSL") else 587 if _mail.get("EMAIL_USE_TLS") else 25
)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_mail.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_SSL"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", f"Bowout <bowout@{_site.hostname}>")

# Static files
STATIC_URL = "static/"
STATIC_ROOT = env.VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", str(get_bootstrap_dir()))]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people attach: no web server looks there, and nobody else on this machine may read it.
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
# A file that is attached, and all those of one person.
ATTACHMENT_LIMIT = env.number("ATTACHMENT_MB", 10) * 1_000_000
ATTACHMENTS_TOTAL = env.number("ATTACHMENTS_TOTAL_MB", 500) * 1_000_000
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# Safety
# Not one inline script or style, the admin included: a name such as <script> that slips through stays text.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its ticks and arrows as data: pictures
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# The site of a posting need not learn where somebody keeps their job search.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if _https:
    # gunicorn speaks plain HTTP, so https means that a proxy stands before us and sets this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Whoever asks this from inside the machine or the container speaks plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The prefix makes the browser refuse such a cookie from a sibling host or over plain HTTP.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-bowout", "__Host-csrf"
