"""Bowout as an app: what a phone asks for before it offers to install it."""

import json
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_the_manifest_names_the_app_its_icons_and_its_place_in_the_share_menu(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (said["name"], said["start_url"], said["scope"], said["display"]) == ("Bowout", "/", "/", "standalone")
    assert said["share_target"] == {
        "action": "/applications/add/",
        "method": "GET",
        "enctype": "application/x-www-form-urlencoded",
        "params": {"title": "title", "text": "text", "url": "url"},
    }


def test_each_icon_has_the_size_that_the_manifest_says(client: Client) -> None:
    icons = json.loads(client.get("/manifest.webmanifest").content)["icons"]
    for icon in icons:
        found = finders.find(icon["src"].removeprefix("/static/"))
        assert isinstance(found, str)
        with open(found, "rb") as file:
            size = Image.open(BytesIO(file.read())).size
        assert f"{size[0]}x{size[1]}" == icon["sizes"]
    assert [icon["purpose"] for icon in icons] == ["any", "any", "maskable"]


def test_the_script_that_keeps_today_watches_over_every_address_and_is_never_kept_itself(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript", "no-cache, private, no-store")
