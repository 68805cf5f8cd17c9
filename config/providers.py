"""EMAIL_PROVIDER and its ANYMAIL_* names: the services that carry mail in place of a mail server."""

import os
from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

from config.environment import text, url_parts

# The services that anymail can speak to, and what each must be given as ANYMAIL_<PROVIDER>_<NAME>. Its backends for
# trying things out and the old name of Brevo are left out.
PROVIDERS: dict[str, list[str]] = {
    "amazon_ses": [],
    "brevo": ["API_KEY"],
    "mailersend": ["API_TOKEN"],
    "mailgun": ["API_KEY"],
    "mailjet": ["API_KEY", "SECRET_KEY"],
    "mailtrap": ["API_TOKEN"],
    "mandrill": ["API_KEY"],
    "postal": ["API_KEY", "API_URL"],
    "postmark": ["SERVER_TOKEN"],
    "resend": ["API_KEY"],
    "scaleway": ["SECRET_KEY", "PROJECT_ID"],
    "sendgrid": ["API_KEY"],
    "sparkpost": ["API_KEY"],
    "unisender_go": ["API_KEY", "API_URL"],
}
# What may be given beside it, API_URL aside. Listed, since anymail passes over a name that it does not know.
PROVIDER_EXTRAS: dict[str, list[str]] = {
    "amazon_ses": ["CONFIGURATION_SET_NAME"],
    "mailgun": ["SENDER_DOMAIN"],
    "mailtrap": ["SANDBOX_ID"],
    "postmark": ["MESSAGE_STREAM"],
    "scaleway": ["REGION"],
    "sparkpost": ["SUBACCOUNT"],
}


def _refuse_amazon_without_its_own() -> None:
    if not find_spec("boto3"):
        raise ImproperlyConfigured(
            "EMAIL_PROVIDER is 'amazon_ses', which needs the package boto3. Install it beside Bowout, "
            "or use Amazon's SMTP server with EMAIL_URL."
        )
    # Without it that library gives up at the first mail, not at the start.
    if "AWS_DEFAULT_REGION" not in os.environ:
        raise ImproperlyConfigured("EMAIL_PROVIDER is 'amazon_ses', so AWS_DEFAULT_REGION must be set.")


def anymail(name: str) -> dict[str, object]:
    """EMAIL_PROVIDER and its ANYMAIL_* names as the setting ANYMAIL; an empty name means: none."""
    if not name:
        return {}
    if name not in PROVIDERS:
        raise ImproperlyConfigured(f"EMAIL_PROVIDER is {name!r}. Write one of {', '.join(PROVIDERS)}.")
    if text("EMAIL_URL"):
        raise ImproperlyConfigured(
            "EMAIL_URL and EMAIL_PROVIDER are both set. Mail leaves by one of them: take the other out."
        )
    if name == "amazon_ses":
        _refuse_amazon_without_its_own()
    _refuse_unknown_provider_settings()
    given = {setting: text(f"ANYMAIL_{setting}") for setting in _settings_of(name)}
    for needed in PROVIDERS[name]:
        if not given[f"{name.upper()}_{needed}"]:
            raise ImproperlyConfigured(f"EMAIL_PROVIDER is {name!r}, so ANYMAIL_{name.upper()}_{needed} must be set.")
    url = given.get(f"{name.upper()}_API_URL")
    if url and (url_parts(url) is None or not url.startswith(("https://", "http://"))):
        raise ImproperlyConfigured(
            f"ANYMAIL_{name.upper()}_API_URL is no address. Write one such as https://api.example.org/"
        )
    return {**_patience(name), **{setting: value for setting, value in given.items() if value}}


def _settings_of(provider: str) -> list[str]:
    names = [*PROVIDERS[provider], *PROVIDER_EXTRAS.get(provider, [])]
    # Amazon's library finds its own way, by the region; its keys stand in AWS_* too.
    addresses = [] if provider == "amazon_ses" or "API_URL" in names else ["API_URL"]
    return [f"{provider.upper()}_{name}" for name in [*names, *addresses]]


def _refuse_unknown_provider_settings() -> None:
    # Those of another provider may stay: whoever moves from one to the next need not throw away the keys.
    known = {f"ANYMAIL_{setting}" for provider in PROVIDERS for setting in _settings_of(provider)}
    given = {name.removesuffix("_FILE") for name in os.environ if name.startswith("ANYMAIL_")}
    if unknown := sorted(given - known):
        raise ImproperlyConfigured(f"{unknown[0]} is no setting that Bowout hands on. .env.example lists them.")


def _patience(provider: str) -> dict[str, object]:
    """How long we wait for a provider: five seconds to connect, fifteen for an answer, twenty in all."""
    if provider == "amazon_ses":
        # Left to itself the library asks again where no answer came: that would be a second letter.
        once = {"connect_timeout": 5, "read_timeout": 15, "retries": {"total_max_attempts": 1}}
        return {"AMAZON_SES_CLIENT_PARAMS": {"config": once}}
    patience: dict[str, object] = {"REQUESTS_TIMEOUT": (5, 15)}
    if provider == "postmark":
        # Without this header Postmark gives each mail a Message-ID of its own.
        patience["POSTMARK_SEND_DEFAULTS"] = {"extra_headers": {"X-PM-KeepID": "true"}}
    return patience
