"""The settings of the product, for tests: nothing is read from a developer's .env."""

import os
import tempfile

os.environ["ENV_FILE"] = os.devnull
os.environ["BOWOUT_VAR"] = tempfile.mkdtemp(prefix="bowout-tests-")
os.environ["SECRET_KEY"] = "a key for tests only, never for anything that anybody can reach"
os.environ["SITE_URL"] = "http://testserver"
os.environ.pop("DEBUG", None)
os.environ.pop("LOCAL", None)
os.environ.pop("EMAIL_URL", None)
os.environ.pop("EMAIL_PROVIDER", None)
os.environ.pop("CELERY_BROKER_URL", None)

from config.settings import *
from config.settings import DATABASES, STATIC_ROOT, STORAGES

DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SIGNUP_OPEN = True
# live_server finds files by their plain names and knows no hashed ones.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# A file, not a memory database: tests of many hands at once need connections that are really their own.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["BOWOUT_VAR"], "tests.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)
