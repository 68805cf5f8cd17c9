from django.apps import AppConfig


class DeclinesConfig(AppConfig):
    name = "declines"

    def ready(self) -> None:
        # Models are there only now. The tracker below knows no room above it, so this one comes to it.
        from declines import exchange

        exchange.join()
