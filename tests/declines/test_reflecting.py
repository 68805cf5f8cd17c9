"""Before you decide: four things to weigh, kept with the no, and shown again when the company comes up again.

NOW is Thursday 3 September 2026, 14:02 in Berlin.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from declines import services
from declines.models import Decline, Reflection
from declines.services import Answers, reflecting, writing
from declines.services.reflecting import Weighed
from declines.situation import Channel, Kind, Reason, Stage
from tests.addresses import url
from tests.declines.test_parallel import all_at_once
from tests.factories import NOW, ApplicationFactory, CompanyFactory, InterviewFactory
from tests.pages import Page, get, post
from tracker import services as tracker
from tracker.models import Application, Company, Status

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("clock")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Revisit = Reflection.Revisit
FULL = {
    "why": "concerns",
    "why_note": "Three people left the team this year.",
    "reputation_note": "That I told them early.",
    "revisit": "maybe",
    "revisit_note": "A calmer team.",
    "fit": "aside",
    "fit_note": "To lead a newsroom at night.",
}


@pytest.fixture
def company(maya: User) -> Company:
    return CompanyFactory.create(user=maya, name="Failte")


@pytest.fixture
def application(maya: User, company: Company) -> Application:
    return ApplicationFactory.create(user=maya, company=company, position="Night editor")


def decline(application: Application, at: Any = NOW) -> Decline:
    answers = Answers(stage=Stage.BETWEEN_ROUNDS, reason=Reason.NONE, channel=Channel.EMAIL)
    return services.decline(application=application, answers=answers, by=application.user, at=at)


def take_back(no: Decline, at: Any = NOW) -> Application:
    services.take_back(decline=no, by=no.application.user, at=at)
    return Application.objects.select_related("user", "company").get(pk=no.application_id)


def weigh(application: Application, at: Any = NOW, **answers: str) -> Reflection:
    kept = reflecting.note(application=application, weighed=Weighed(**answers), at=at)
    assert kept is not None
    return kept


def rows() -> list[Any]:
    return list(Reflection.objects.order_by("pk").values())


def kept() -> list[tuple[str, int | None, str]]:
    """The note of each reflection, and the no it is kept with."""
    return list(Reflection.objects.order_by("pk").values_list("why_note", "decline", "revisit"))


def button(page: Page, words: str) -> bool:
    return any(one.text == words for one in page.main.every("button"))


# --- keeping it


def test_the_answers_are_kept_as_they_were_given(application: Application) -> None:
    weigh(application, **FULL)
    [row] = rows()
    assert {name: row[name] for name in FULL} == FULL
    assert (row["application_id"], row["decline_id"], row["noted_at"]) == (application.pk, None, NOW)


def test_thinking_again_changes_the_same_reflection(application: Application) -> None:
    weigh(application, why_note="Far away.", revisit="yes")
    weigh(application, at=NOW + DAY, why_note="Too far away.")
    assert kept() == [("Too far away.", None, "")]
    assert Reflection.objects.get().noted_at == NOW + DAY


def test_without_any_answer_nothing_is_kept_and_what_was_kept_is_removed(application: Application) -> None:
    assert reflecting.note(application=application, weighed=Weighed(), at=NOW) is None
    assert rows() == []
    weigh(application, why_note="Far away.")
    assert reflecting.note(application=application, weighed=Weighed(), at=NOW) is None
    assert rows() == []


def test_the_no_takes_the_thoughts_with_it_and_later_ones_stay_with_that_no(application: Application) -> None:
    weigh(application, why_note="Far away.")
    no = decline(application)
    assert kept() == [("Far away.", no.pk, "")]
    weigh(application, why_note="Too far away.")
    assert kept() == [("Too far away.", no.pk, "")]


def test_a_page_opened_before_the_no_keeps_with_the_no_what_it_sends_after_it(application: Application) -> None:
    opened = Application.objects.get(pk=application.pk)
    no = decline(application)
    weigh(opened, why_note="Far away.")
    assert kept() == [("Far away.", no.pk, "")]


def test_after_taking_back_one_weighs_anew_and_the_former_thoughts_stay_with_the_former_no(
    application: Application,
) -> None:
    weigh(application, why_note="Far away.")
    no = decline(application)
    again = take_back(no)
    assert reflecting.of_application(again) is None
    weigh(again, why_note="They moved nearer.")
    assert kept() == [("Far away.", no.pk, ""), ("They moved nearer.", None, "")]
    second = decline(again, at=NOW + HOUR)
    assert kept() == [("Far away.", no.pk, ""), ("They moved nearer.", second.pk, "")]


def test_moved_on_by_hand_one_weighs_anew_too(application: Application) -> None:
    weigh(application, why_note="Far away.")
    no = decline(application)
    tracker.move(application=application, to=Status.INTERVIEWING, by=application.user, at=NOW)
    weigh(application, why_note="They called.")
    assert kept() == [("Far away.", no.pk, ""), ("They called.", None, "")]


@pytest.mark.django_db(transaction=True)
def test_many_windows_at_once_keep_one_reflection(application: Application) -> None:
    def window() -> str:
        mine = Application.objects.get(pk=application.pk)
        reflecting.set_revisit(application=mine, answer=Revisit.YES, at=NOW)
        return weigh(mine, why_note="Far away.").why_note

    assert all_at_once(window) == {"Far away.": 50}
    assert [note for note, _no, _revisit in kept()] == ["Far away."]


# --- would one come back


def test_the_answer_alone_makes_the_reflection_of_the_no(application: Application) -> None:
    no = decline(application)
    reflecting.set_revisit(application=application, answer=Revisit.MAYBE, at=NOW + HOUR)
    assert kept() == [("", no.pk, "maybe")]
    assert Reflection.objects.get().noted_at == NOW + HOUR


def test_the_answer_joins_what_was_weighed_for_the_no(application: Application) -> None:
    weigh(application, why_note="Far away.")
    no = decline(application)
    reflecting.set_revisit(application=application, answer=Revisit.YES, at=NOW)
    assert kept() == [("Far away.", no.pk, "yes")]


def test_a_changed_answer_keeps_the_notes_also_where_it_was_given_for_an_earlier_no(application: Application) -> None:
    weigh(application, why_note="Far away.", revisit="yes", revisit_note="A branch here.")
    first = decline(application)
    decline(take_back(first), at=NOW + HOUR)
    reflecting.set_revisit(application=application, answer=Revisit.NO, at=NOW + DAY)
    assert kept() == [("Far away.", first.pk, "no")]
    assert Reflection.objects.get().revisit_note == "A branch here."


def might_revisit(user: User) -> list[str]:
    return [one.application.position for one in reflecting.might_revisit(user)]


@pytest.mark.parametrize(
    ("status", "listed"),
    [
        (Status.INTERVIEWING, False),
        (Status.OFFER, False),
        (Status.ACCEPTED, False),
        (Status.REJECTED, True),
        (Status.LAPSED, True),
        (Status.WITHDRAWN, True),
    ],
)
def test_the_list_has_what_is_over_unless_one_works_there(maya: User, status: Status, listed: bool) -> None:
    weigh(ApplicationFactory.create(user=maya, status=status, position="Editor"), revisit="yes")
    assert might_revisit(maya) == (["Editor"] if listed else [])


def test_the_list_has_yes_and_perhaps_the_newest_first_and_nobody_elses(maya: User, otto: User) -> None:
    over = {"user": maya, "status": Status.LAPSED}
    weigh(ApplicationFactory.create(position="Yes", **over), revisit="yes")
    weigh(ApplicationFactory.create(position="Perhaps", **over), at=NOW + HOUR, revisit="maybe")
    weigh(ApplicationFactory.create(position="No", **over), revisit="no")
    weigh(ApplicationFactory.create(position="Open", **over), why_note="Far away.")
    weigh(ApplicationFactory.create(user=otto, status=Status.LAPSED, position="Otto’s"), revisit="yes")
    assert might_revisit(maya) == ["Perhaps", "Yes"]


def test_of_several_noes_to_one_role_the_latest_answer_counts(application: Application) -> None:
    weigh(application, revisit="yes")
    again = take_back(decline(application))
    weigh(again, at=NOW + HOUR, why_note="Left open this time.")
    decline(again, at=NOW + HOUR)
    assert might_revisit(application.user) == ["Night editor"]
    again = take_back(Decline.objects.standing().get(), at=NOW + 2 * HOUR)
    weigh(again, at=NOW + 2 * HOUR, revisit="no")
    decline(again, at=NOW + 2 * HOUR)
    assert might_revisit(application.user) == []


# --- the company comes up again


def test_earlier_thoughts_are_those_of_other_roles_and_of_earlier_noes_to_this_one(
    maya: User, company: Company, application: Application
) -> None:
    weigh(ApplicationFactory.create(user=maya, company=company), at=NOW - 2 * DAY, why_note="Of another role.")
    weigh(ApplicationFactory.create(user=maya), why_note="Of another company.")
    weigh(application, at=NOW - DAY, why_note="Of an earlier no.")
    again = take_back(decline(application))
    weigh(again, why_note="Of now.")
    earlier = [one.why_note for one in reflecting.of_company(again)]
    assert earlier == ["Of an earlier no.", "Of another role."]


def test_of_very_many_earlier_thoughts_the_latest_three_are_shown(
    maya: User, company: Company, application: Application
) -> None:
    for number in range(5):
        role = ApplicationFactory.create(user=maya, company=company)
        weigh(role, at=NOW + number * HOUR, why_note=f"Thought {number}.")
    assert [one.why_note for one in reflecting.of_company(application)] == ["Thought 4.", "Thought 3.", "Thought 2."]


# --- the page


def address(application: Application) -> str:
    return url("declines:weigh", application.pk)


def answers(page: Page) -> dict[str, list[str]]:
    """The fields of the form as it stands, but for the mark of what it was drawn from."""
    shown = page.form("why_note")
    assert shown.pop("seen")
    return shown


def test_it_asks_four_short_questions_all_open_at_first(mayas: Client, application: Application) -> None:
    page = get(mayas, address(application))
    assert page.heading == "Four things to weigh first"
    assert [legend.text for legend in page.main.every("legend")] == [
        "Why are you thinking of saying no?",
        "What will they remember of you?",
        "Would you want to come back to this company?",
        "Does the role lead where you want to go?",
    ]
    assert answers(page) == {name: [""] for name in FULL}
    assert [label.text for label in page.main.every("label") if list(label.every("input"))] == [
        "Something better suits me",
        "My circumstances",
        "Doubts about the company",
        "I don’t know yet",
        "Yes, in time",
        "Perhaps",
        "No",
        "I don’t know yet",
        "Towards it",
        "A step aside",
        "Away from it",
        "I don’t know yet",
    ]


def test_keeping_it_leads_on_to_the_letter_and_it_opens_with_what_was_kept(
    mayas: Client, application: Application
) -> None:
    page = post(mayas, address(application), FULL)
    assert page.path == url("declines:new", application.pk)
    assert {name: rows()[0][name] for name in FULL} == FULL
    assert answers(get(mayas, address(application))) == {name: [value] for name, value in FULL.items()}


def test_skipping_it_leads_on_to_the_letter_and_writes_nothing(mayas: Client, application: Application) -> None:
    onward = get(mayas, address(application)).links()["Skip this"]
    page = get(mayas, onward)
    assert (page.heading, rows()) == ("Say no to Failte, kindly", [])


def test_answering_nothing_is_as_good_as_skipping(mayas: Client, application: Application) -> None:
    empty = get(mayas, address(application)).form("why_note")
    assert post(mayas, address(application), empty).path == url("declines:new", application.pk)
    assert rows() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (
            "why_note",
            "x" * 1001,
            "In a few words: Ensure this value has at most 1000 characters (it has 1001).",
        ),
        (
            "fit_note",
            "a\u202eb",
            "My longer plan: There is a line break or a control character in this. Put it on one line.",
        ),
        (
            "fit",
            "upwards",
            "Does the role lead where you want to go?: "
            "Select a valid choice. upwards is not one of the available choices.",
        ),
    ],
)
def test_a_refused_answer_is_named_and_all_the_others_stay_as_they_were_typed(
    mayas: Client, application: Application, field: str, typed: str, said: str
) -> None:
    page = post(mayas, address(application), FULL | {field: typed})
    assert (page.status, page.errors, rows()) == (422, [said], [])
    shown = answers(page)
    expected = {name: [value] for name, value in (FULL | {field: typed}).items()}
    if field == "fit":
        del expected["fit"]  # there is no such radio
        shown.pop("fit", None)
    assert shown == expected


def test_a_strangers_application_cannot_be_weighed_or_answered_for(mayas: Client, otto: User) -> None:
    anothers = ApplicationFactory.create(user=otto)
    asked = [mayas.post(url(name, anothers.pk), FULL) for name in ("declines:weigh", "declines:set_revisit")]
    assert ([answer.status_code for answer in asked], rows()) == ([404, 404], [])


def test_the_panel_gives_figures_with_their_sources_and_not_the_one_without(
    mayas: Client, application: Application
) -> None:
    text = get(mayas, address(application)).main.text
    for said in (
        "78% of job seekers had ghosted an employer; 59% regret it, and 62% would do it again (Indeed 2023,",
        "At least 62% of US employers keep track of who ghosts them (thehtgroup, quoting Indeed)",
        "(Robert Half, via energycentral)",
        "(Greenhouse, via hrmagazine.co.uk)",
        "(Jobvite, via marketingscoop)",
    ):
        assert said in text
    assert "60%" not in text.replace(" ", "")


# --- not sure


def unsure(page: Page) -> str:
    return next(section.text for section in page.main.every("section", **{"aria-labelledby": "unsure"}))


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, "Reply by 17:02 today, 3 hours left You need not decide now; they expect your answer by then."),
        (
            -24,
            "Reply was due yesterday You need not decide this minute. They have been waiting, though: "
            "a short line today is kinder than silence.",
        ),
    ],
)
def test_who_is_not_sure_is_told_how_long_there_is(
    mayas: Client, application: Application, hours: int, said: str
) -> None:
    asked = NOW - 3 * DAY
    InterviewFactory.create(application=application, invited_at=asked, reply_by=NOW + hours * HOUR)
    assert unsure(get(mayas, address(application))).startswith(f"Not sure? {said}")


def test_where_nobody_waits_there_is_no_hurry(mayas: Client, application: Application) -> None:
    said = "Not sure? You need not decide now. No day is set by which they expect an answer."
    assert unsure(get(mayas, address(application))).startswith(said)


@pytest.mark.parametrize(
    ("status", "rounds", "fits"),
    [
        (Status.APPLIED, [], []),
        (Status.IN_CONVERSATION, [], [Kind.ASK_TERMS]),
        (Status.INTERVIEWING, [{"state": "accepted"}], [Kind.RESCHEDULE, Kind.ASK_TERMS]),
        (Status.INTERVIEWING, [{"state": "invited"}], [Kind.RESCHEDULE, Kind.ASK_TERMS]),
        (Status.INTERVIEWING, [{"starts_at": None}], [Kind.RESCHEDULE, Kind.ASK_TERMS]),
        (
            Status.INTERVIEWING,
            [{"stage": "take_home", "starts_at": None}],
            [Kind.RESCHEDULE, Kind.ASK_TERMS, Kind.ASK_TIME],
        ),
        (Status.INTERVIEWING, [{"state": "done", "starts_at": NOW - DAY}], [Kind.ASK_TERMS]),
        (Status.OFFER, [], [Kind.ASK_TERMS, Kind.ASK_TIME]),
        (Status.LAPSED, [{"stage": "take_home"}], []),
        (Status.REJECTED, [{"state": "accepted"}], []),
    ],
)
def test_what_can_be_asked_for_instead_of_a_no(
    maya: User, status: Status, rounds: list[dict[str, Any]], fits: list[Kind]
) -> None:
    application = ApplicationFactory.create(user=maya, status=status)
    for fields in rounds:
        InterviewFactory.create(application=application, **fields)
    assert reflecting.instead_of_no(application, NOW) == fits
    # The application's own page offers the same, and each of them is there.
    offered = [offer.kind for offer in writing.offered(application, NOW)]
    assert [kind for kind in offered if kind in writing.ASKING] == fits
    place = writing.place_of(application, NOW)
    assert [kind for kind in fits if not writing.makes_sense(kind, place)] == []


# --- around the no


def test_the_composer_leads_to_it_and_shows_nothing_where_nothing_was_weighed(
    mayas: Client, application: Application
) -> None:
    page = get(mayas, url("declines:new", application.pk))
    assert page.links()["Four things to weigh first"] == address(application)
    assert "thought about this company" not in page.main.text
    assert "What you weighed" not in page.main.text


def folded(page: Page) -> list[str]:
    """What stands folded away over the four questions of the composer."""
    outside = [part for part in page.main.inside if not isinstance(part, str) and part.tag == "details"]
    return [" ".join(part.text.split()) for part in outside]


def test_what_was_weighed_stands_by_while_the_letter_is_written(mayas: Client, application: Application) -> None:
    weigh(application, **FULL)
    assert folded(get(mayas, url("declines:new", application.pk))) == [
        "What you weighed: Night editor, today "
        "Why Doubts about the company: Three people left the team this year. "
        "To be remembered That I told them early. "
        "Come back one day Perhaps "
        "What must change A calmer team. "
        "My longer plan A step aside: To lead a newsroom at night."
    ]


def test_when_the_company_comes_up_again_the_composer_says_what_one_thought_of_it(
    mayas: Client, maya: User, company: Company, application: Application
) -> None:
    earlier = ApplicationFactory.create(user=maya, company=company, position="Reporter")
    weigh(earlier, at=NOW - 100 * DAY, why_note="No nights.", revisit="yes")
    assert folded(get(mayas, url("declines:new", application.pk))) == [
        "You thought about this company before: Reporter, Tue 26 May "
        "Tue 26 May Reporter Why No nights. Come back one day Yes, in time"
    ]


def test_an_earlier_no_to_the_same_role_is_thinking_of_it_before_too(mayas: Client, application: Application) -> None:
    weigh(application, why_note="Far away.")
    take_back(decline(application))
    assert folded(get(mayas, url("declines:new", application.pk))) == [
        "You thought about this company before: Night editor, today Today Night editor Why Far away."
    ]


def section(page: Page, label: str) -> list[str]:
    return [part.text for part in page.main.every("section", **{"aria-labelledby": label})]


def test_the_applications_page_says_it_too_and_leads_to_the_earlier_role(
    mayas: Client, maya: User, otto: User, company: Company, application: Application
) -> None:
    otto_failte = CompanyFactory.create(user=otto, name="Failte")
    weigh(ApplicationFactory.create(user=otto, company=otto_failte), why_note="Otto’s thought.")
    assert section(get(mayas, application.get_absolute_url()), "weighed") == []
    earlier = ApplicationFactory.create(user=maya, company=company, position="Reporter")
    weigh(earlier, at=NOW - DAY, why_note="No nights.")
    page = get(mayas, application.get_absolute_url())
    assert section(page, "weighed") == ["You thought about this company before Yesterday Reporter Why No nights."]
    assert page.links()["Reporter"] == earlier.get_absolute_url()


def test_the_reflection_page_shows_the_earlier_thoughts_beside_the_questions(
    mayas: Client, application: Application
) -> None:
    weigh(application, at=NOW - DAY, why_note="Far away.")
    take_back(decline(application))
    page = get(mayas, address(application))
    assert page.form("why_note")["why_note"] == [""]
    assert section(page, "weighed") == ["You thought about this company before Yesterday Night editor Why Far away."]


def test_the_page_of_the_no_shows_what_was_weighed_for_it_and_where_to_change_it(
    mayas: Client, application: Application
) -> None:
    weigh(application, why="circumstances", revisit="no")
    no = decline(application)
    page = get(mayas, no.get_absolute_url())
    assert section(page, "weighed") == ["What you weighed Change Why My circumstances Come back one day No"]
    assert page.links()["Change"] == address(application)
    assert section(page, "come-back") == []
    changing = get(mayas, address(application))
    assert (changing.heading, button(changing, "Keep this"), section(changing, "unsure")) == (
        "What you weighed",
        True,
        [],
    )
    changed = post(mayas, address(application), {"why_note": "Maya moved."})
    assert changed.path == no.get_absolute_url()
    assert section(changed, "weighed") == ["What you weighed Change Why Maya moved."]


def test_each_no_shows_its_own_thoughts_and_only_the_standing_one_can_be_thought_over(
    mayas: Client, application: Application
) -> None:
    weigh(application, why_note="Far away.")
    first = decline(application)
    again = take_back(first)
    weigh(again, at=NOW + HOUR, why_note="Still far away.")
    second = decline(again, at=NOW + HOUR)
    shown = [section(get(mayas, no.get_absolute_url()), "weighed") for no in (first, second)]
    assert shown == [["What you weighed Why Far away."], ["What you weighed Change Why Still far away."]]


def test_thoughts_on_what_is_over_for_another_reason_are_kept_too(mayas: Client, maya: User) -> None:
    rejected = ApplicationFactory.create(user=maya, status=Status.REJECTED)
    page = post(mayas, address(rejected), FULL)
    assert (page.path, kept()) == (rejected.get_absolute_url(), [(FULL["why_note"], None, "maybe")])


# --- would you come back


QUESTION = "Would you want to come back to this company one day?"


def test_the_page_of_the_no_asks_once_whether_one_would_come_back(mayas: Client, application: Application) -> None:
    no = decline(application)
    page = get(mayas, no.get_absolute_url())
    [asked] = section(page, "come-back")
    assert asked.startswith(f"{QUESTION} Yes, in time Perhaps No ")
    form = page.form("next")
    page = post(mayas, url("declines:set_revisit", application.pk), form | {"revisit": "maybe"})
    assert (page.path, page.notes) == (
        no.get_absolute_url(),
        ["Failte is on the list of companies you might come back to."],
    )
    assert kept() == [("", no.pk, "maybe")]
    assert (section(page, "come-back"), section(page, "weighed")) == (
        [],
        ["What you weighed Change Come back one day Perhaps"],
    )
    assert page.links()["The companies you might come back to"] == url("declines:revisit")


def test_a_no_that_was_taken_back_asks_nothing(mayas: Client, application: Application) -> None:
    no = decline(application)
    take_back(no)
    assert section(get(mayas, no.get_absolute_url()), "come-back") == []


@pytest.mark.parametrize("sent", [{}, {"revisit": ""}, {"revisit": "always"}])
def test_another_answer_than_the_three_is_refused(
    mayas: Client, application: Application, sent: dict[str, str]
) -> None:
    page = post(mayas, url("declines:set_revisit", application.pk), sent)
    assert (page.path, page.notes, rows()) == (
        application.get_absolute_url(),
        ["Choose yes, perhaps or no."],
        [],
    )


def places(page: Page) -> list[str]:
    """The rows of the list; above it stand tabs, which are a list, too."""
    return [item.text for listed in page.main.every("ul", **{"class": "rows"}) for item in listed.every("li")]


def test_the_list_says_what_would_have_to_be_different_and_leads_on(mayas: Client, maya: User) -> None:
    failte = CompanyFactory.create(user=maya, name="Failte")
    over = ApplicationFactory.create(user=maya, company=failte, position="Reporter", status=Status.LAPSED)
    weigh(over, at=NOW - DAY, revisit="maybe", revisit_note="A calmer team.")
    page = get(mayas, get(mayas, url("tracker:applications")).links()["Might revisit"])
    assert (page.path, page.heading) == (url("declines:revisit"), "One place you might come back to.")
    assert places(page) == [
        "Failte, Reporter What would have to be different: A calmer team. Noted yesterday. "
        "Yes, in time Perhaps No Apply again"
    ]
    assert (page.links()["Failte, Reporter"], page.links()["Apply again"]) == (
        over.get_absolute_url(),
        url("tracker:add_application") + "?company=Failte",
    )
    assert get(mayas, page.links()["Apply again"]).form("position")["company_name"] == ["Failte"]
    pressed = [one.text for one in page.main.every("button", **{"aria-pressed": "true"})]
    assert pressed == ["Perhaps"]


def test_an_answer_is_changed_on_the_list_itself(mayas: Client, maya: User) -> None:
    over = ApplicationFactory.create(user=maya, position="Reporter", status=Status.LAPSED)
    weigh(over, revisit="maybe", revisit_note="A calmer team.")
    change = url("declines:set_revisit", over.pk)
    form = get(mayas, url("declines:revisit")).form("next")
    page = post(mayas, change, form | {"revisit": "yes"})
    assert (page.path, len(places(page))) == (url("declines:revisit"), 1)
    assert [one.text for one in page.main.every("button", **{"aria-pressed": "true"})] == ["Yes, in time"]
    page = post(mayas, change, form | {"revisit": "no"})
    assert (page.path, page.heading, places(page)) == (
        url("declines:revisit"),
        "No place yet that you might come back to.",
        [],
    )
    assert Reflection.objects.get().revisit_note == "A calmer team."


def test_a_long_list_comes_in_pages(mayas: Client, maya: User) -> None:
    for number in range(26):
        over = ApplicationFactory.create(user=maya, status=Status.LAPSED)
        weigh(over, at=NOW + number * HOUR, revisit="yes")
    first, second = (get(mayas, url("declines:revisit"), page=number) for number in ("1", "2"))
    assert (first.heading, len(places(first)), len(places(second))) == (
        "26 places you might come back to.",
        25,
        1,
    )


@pytest.mark.parametrize("name", ["declines:new", "declines:weigh", "tracker:application"])
def test_what_was_noted_shows_as_text(mayas: Client, application: Application, name: str) -> None:
    weigh(application, why_note="<script>alert(1)</script>{{ user.password }}")
    take_back(decline(application))
    response = mayas.get(url(name, application.pk))
    assert b"<script>alert" not in response.content
    assert "<script>alert(1)</script>{{ user.password }}" in Page(response).main.text


def test_the_operator_reads_a_reflection_and_changes_none(
    client: Client, olga: User, application: Application
) -> None:
    one = weigh(application, **FULL)
    client.force_login(olga)
    page = f"/admin/declines/reflection/{one.pk}/change/"
    assert [client.get(page).status_code, client.post(page, {"why_note": "-"}).status_code] == [200, 403]
    assert client.get("/admin/declines/reflection/add/").status_code == 403
    assert Reflection.objects.get().why_note == FULL["why_note"]
