from django.http import HttpRequest

LOOKS = ["light", "dark", "auto"]


def look(request: HttpRequest) -> dict[str, str]:
    """Light, dark or as the device (auto): chosen for this browser, and known before the page is drawn."""
    chosen = request.COOKIES.get("look", "")
    return {"look": chosen if chosen in LOOKS else "auto"}
