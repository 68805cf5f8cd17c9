"""The product's settings without its pages and nearly all that stands around them: for the floor."""

from config.settings import *

ROOT_URLCONF = "tests.bench.floor"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # sign-in insists on it
]
