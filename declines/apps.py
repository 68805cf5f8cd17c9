from django.apps import AppConfig


class DeclinesConfig(AppConfig):
    name = "declines"
