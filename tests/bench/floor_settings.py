"""The product as `startproject` leaves a site: without its pages and nearly all that stands around them."""

from config.settings import *
from config.settings import DATABASES

ROOT_URLCONF = "tests.bench.floor"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # sign-in insists on it
]
# A connection for each request and translations looked up, as Django comes; what the product does about them counts.
DATABASES["default"]["CONN_MAX_AGE"] = 0
USE_I18N = True
