from accounts.models import User
from tracker import names
from tracker.models import Application, Company

FEW = 5


def applied_before(user: User, company: str) -> list[Application]:
    """Earlier applications at a company of this name, or one that begins so: the latest few.

    Capitals, accents and "Ltd" make no difference. A word too short to mean anything finds nothing.
    """
    bare = names.bare(company).encode()
    if len(bare) < 2:
        return []
    # From three letters on also what is not typed to its end.
    near = {"bare_key__gte": bare, "bare_key__lt": names.after(bare)} if len(bare) > 2 else {"bare_key": bare}
    companies = list(
        Company.objects.for_user(user).filter(**near).order_by("bare_key").values_list("pk", flat=True)[:20]
    )
    rows = Application.objects.for_user(user).filter(company__in=companies).select_related("company")
    return list(rows.order_by("-status_since", "-pk")[:FEW])
