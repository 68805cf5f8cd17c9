"""The questions of each message that is not the no."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from declines.forms.asking import AskTermsForm, AskTimeForm, RescheduleForm
from declines.forms.declining import people_of
from declines.forms.message import MessageForm, line
from declines.messages import Message, compose, notes
from declines.services.writing import as_message, since_words
from declines.situation import Channel, Kind, Situation
from tracker.models import Contact
from tracker.reminders import thanks_after


class ThankYouForm(MessageForm):
    """To one person who was there (DOMAIN.md 2a)."""

    kind = Kind.THANK_YOU

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Any = self.fields["contact"]
        contact.queryset = people_of(self.application).filter(pk__in=[person.pk for person in self.place.met])
        contact.required, contact.empty_label = True, None
        # Before any no it is the note that a reminder brings after each round, in its one wording.
        self.is_worded = self.place.is_after_a_no

    def first_contact(self) -> Contact | None:
        return self.place.met[0] if self.place.met else None

    def message(self, situation: Situation) -> Message:
        contact = self.cleaned_data.get("contact") or self.first_contact()
        held = next((one for one in self.place.held if contact in one.interviewers.all()), None)
        if held is not None and contact is not None and not self.is_worded:
            return as_message(thanks_after(held, to=contact))
        there = held.interviewers.all() if held else []
        return notes.thanks_note(
            situation,
            name=situation.recipient,
            met_on=held.starts_there if held else None,
            together=[person.address for person in there if person != contact and person.address],
        )


class OpeningsForm(MessageForm):
    kind = Kind.OPENINGS
    fits = line(
        gettext_lazy("What would fit you?"),
        gettext_lazy(
            "“Product roles in the public service, three or four days a week.” Empty: what suits my skills."
        ),
    )

    def message(self, situation: Situation) -> Message:
        return notes.openings(situation, name=situation.recipient, fits=self.cleaned_data.get("fits", ""))


class ReferralForm(MessageForm):
    """Somebody else for the place: only one who knows of it (DOMAIN.md 3a)."""

    kind = Kind.REFERRAL
    who = line(gettext_lazy("Who is it?"), gettext_lazy("First and last name."), required=True)
    about = line(
        gettext_lazy("Why they may fit"),
        gettext_lazy("“She led the timetable at Kattegat Ferries for six years.”"),
        required=True,
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("They know and agree"),
        error_messages={
            "required": gettext_lazy("Ask them first. A name goes to an employer only with its owner’s consent.")
        },
    )

    def message(self, situation: Situation) -> Message:
        who, about = self.cleaned_data.get("who") or _("a former colleague"), self.cleaned_data.get("about", "")
        # Only shown until the tick is there: without it nothing is kept.
        return notes.referral(situation, name=situation.recipient, who=who, about=about, consent=True)


class StayInTouchForm(MessageForm):
    kind = Kind.STAY_IN_TOUCH
    news = line(
        gettext_lazy("Something new with you, or good news of theirs?"),
        gettext_lazy("One sentence. It is what makes a hello worth reading."),
    )

    def message(self, situation: Situation) -> Message:
        since = "" if situation.has_met else since_words((self.at - self.application.status_since).days)
        news = self.cleaned_data.get("news", "")
        return notes.hello_note(situation, name=situation.recipient, news=news, since_words=since)


class ConfirmationForm(MessageForm):
    """What was said aloud, in writing; or the apology that a missed round owes."""

    kind = Kind.CONFIRMATION
    NO, SORRY = "no", "sorry"
    occasion = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=[
            (NO, gettext_lazy("My no, in writing")),
            (SORRY, gettext_lazy("An apology, in a letter of its own")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        occasion: Any = self.fields["occasion"]
        occasion.choices = [choice for choice in occasion.choices if choice[0] in self.occasions()]
        # One answer is no question.
        if len(occasion.choices) < 2:
            occasion.required, occasion.widget = False, forms.HiddenInput()

    def occasions(self) -> list[str]:
        """The apology where one is owed, and first there; the no where it has only been said aloud."""
        owed = [self.SORRY] if self.place.owes_apology else []
        return [*owed, self.NO] if self.place.was_said_aloud or not owed else owed

    def first_answers(self) -> dict[str, Any]:
        return {"occasion": self.occasions()[0]}

    def message(self, situation: Situation) -> Message:
        if (self.cleaned_data.get("occasion") or self.occasions()[0]) == self.SORRY:
            return notes.sorry_for_missing(situation, name=situation.recipient)
        told = self.place.no.letter if self.place.no else None
        by = Channel(told.delivered_by) if told and told.delivered_by else Channel.VOICEMAIL
        if told is None or told.delivered_at is None or by not in notes.FACE_TO_FACE:
            # A recording asked for a call back and left the decision out: it is still to be said.
            return compose(situation)
        told_on = self.application.user.local(told.delivered_at).replace(tzinfo=None)
        return notes.confirmation(situation, told_by=by, told_on=told_on)


FORMS: dict[Kind, type[MessageForm]] = {
    form.kind: form
    for form in (
        ConfirmationForm,
        RescheduleForm,
        AskTermsForm,
        AskTimeForm,
        ThankYouForm,
        OpeningsForm,
        ReferralForm,
        StayInTouchForm,
    )
}
