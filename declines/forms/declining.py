from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.text import validate_one_line
from declines.forms.choices import SEEDS, Offer, SelectWithWhy, not_past, offers
from declines.messages.sense import offered_channels, offered_reasons, offered_relationships
from declines.models import Wording
from declines.services import Answers, follow_up_days, next_interview, recipient_of, relationship_of, stage_of
from declines.services.wordings import wordings_for
from declines.situation import FIRST_CHANNELS, FIRST_REASONS, Channel, Kind, Reason, Relationship, Stage, Tone
from tracker.fields import DayField
from tracker.models import Application, Contact, Interview


class DeclineForm(forms.Form):
    """The four questions before a no. It writes nothing; the same answers feed the letter beside it."""

    interview = forms.ModelChoiceField(
        label=gettext_lazy("Which interview?"),
        queryset=Interview.objects.none(),
        required=False,
        empty_label=gettext_lazy("None in particular: the whole application"),
    )
    stage = forms.ChoiceField(label=gettext_lazy("Where are you in the process?"), choices=Stage.choices)
    reason = forms.ChoiceField(label=gettext_lazy("Why?"), choices=Reason.choices, widget=forms.RadioSelect)
    own_reason = forms.CharField(
        label=gettext_lazy("In one sentence of your own"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Left empty, we word it for you.")}),
        validators=[validate_one_line],
    )
    liked = forms.CharField(
        label=gettext_lazy("What did you like?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How will you tell them?"), choices=Channel.choices, widget=forms.RadioSelect
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("To whom?"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody by name: Dear Hiring Manager"),
    )
    relationship = forms.ChoiceField(
        label=gettext_lazy("Who are they to you?"),
        choices=[("", gettext_lazy("As noted with the person")), *Relationship.choices],
        required=False,
        widget=SelectWithWhy,
    )
    tone = forms.ChoiceField(
        label=gettext_lazy("Tone"), choices=Tone.choices, widget=forms.RadioSelect, required=False
    )
    # "Another wording" counts it up; the same number finds the same words again.
    seed = forms.IntegerField(min_value=0, max_value=SEEDS - 1, required=False, widget=forms.HiddenInput)
    wording = forms.ModelChoiceField(
        label=gettext_lazy("Whose words?"),
        queryset=Wording.objects.none(),
        required=False,
        empty_label=gettext_lazy("Bowout’s, as below"),
    )
    campus = forms.BooleanField(
        label=gettext_lazy("Arranged through my university’s careers service"), required=False
    )
    offer_touch = forms.BooleanField(label=gettext_lazy("Offer to stay in touch"), required=False)
    ask_openings = forms.BooleanField(label=gettext_lazy("Ask to hear of future openings"), required=False)
    thank_you_on = DayField(label=gettext_lazy("Thank-you note"), required=False)
    stay_in_touch_on = DayField(label=gettext_lazy("Stay in touch"), required=False)

    def __init__(self, *args: Any, application: Application, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        interviews: Any = self.fields["interview"]
        # Only this application's, or a made-up number could name somebody else's round.
        interviews.queryset = application.interviews.exclude(state__in=["declined", "cancelled"])
        interviews.label_from_instance = lambda round_: round_.get_stage_display()
        contacts: Any = self.fields["contact"]
        contacts.queryset = people_of(application)
        # Asked for once a page: to know the reader, and to list them.
        contacts.choices = lambda: [("", contacts.empty_label), *((one.pk, str(one)) for one in self.people)]
        wordings: Any = self.fields["wording"]
        wordings.queryset = wordings_for(application.user, Kind.DECLINE)
        # Once, too: to know whether there are any, and to list them.
        wordings.choices = lambda: [("", wordings.empty_label), *self.own_wordings]
        people: Any = self.fields["relationship"].widget
        people.why = dict(offered_relationships(self._stage()))

    @cached_property
    def people(self) -> list[Contact]:
        contacts: Any = self.fields["contact"]
        return list(contacts.queryset)

    @cached_property
    def own_wordings(self) -> list[tuple[int, str]]:
        wordings: Any = self.fields["wording"]
        return list(wordings.queryset.values_list("pk", "name"))

    def _stage(self) -> Stage:
        """Where the form says that the process stands, be the rest right or wrong."""
        value = self["stage"].value()
        return Stage(value) if value in Stage.values else Stage.APPLIED

    def _reader(self) -> Relationship:
        value = self["relationship"].value()
        return (
            Relationship(value)
            if value in Relationship.values
            else relationship_of(self.contact_chosen, self._stage())
        )

    def reasons(self) -> list[Offer]:
        """Every reason; one that makes no sense here cannot be chosen and says why."""
        return offers(self["reason"], dict(offered_reasons(self._stage(), self._reader())))

    def first_reasons(self) -> list[Offer]:
        """The usual ones, and the wish to say none; the rest are one press away."""
        reasons = self.reasons()
        # The wish to give no reason stands last in the list and must be as near as the first.
        return [*reasons[:FIRST_REASONS], reasons[-1]]

    def more_reasons(self) -> list[Offer]:
        return self.reasons()[FIRST_REASONS:-1]

    def more_chosen(self) -> bool:
        return self["reason"].value() in list(Reason.values)[FIRST_REASONS:-1]

    def channels(self) -> list[Offer]:
        return offers(self["channel"], dict(offered_channels(self._stage(), self._reader())))

    def first_channels(self) -> list[Offer]:
        """The three of every day; voicemail, video, text and LinkedIn are one press away."""
        return self.channels()[:FIRST_CHANNELS]

    def more_channels(self) -> list[Offer]:
        return self.channels()[FIRST_CHANNELS:]

    def more_channels_chosen(self) -> bool:
        return self["channel"].value() in list(Channel.values)[FIRST_CHANNELS:]

    def shown_for(self) -> str:
        """What the offered choices depend on: when it changes while one answers, they are shown anew."""
        return f"{self._stage()} {self._reader()}"

    def clean(self) -> dict[str, Any]:
        """A combination that makes no sense is refused beside the answer that would have to change."""
        data: dict[str, Any] = super().clean() or {}
        for name, offered in (
            ("relationship", offered_relationships(self._stage())),
            ("channel", offered_channels(self._stage(), self._reader())),
            ("reason", offered_reasons(self._stage(), self._reader())),
        ):
            why_not = dict[Any, str](offered).get(data.get(name), "")
            if why_not:
                self.add_error(name, why_not)
        return data

    def clean_thank_you_on(self) -> date | None:
        return not_past(self.cleaned_data["thank_you_on"], self.today)

    def clean_stay_in_touch_on(self) -> date | None:
        return not_past(self.cleaned_data["stay_in_touch_on"], self.today)

    @cached_property
    def contact_chosen(self) -> Contact | None:
        """Whom the letter goes to, as the form stands."""
        if self.is_bound and "contact" in getattr(self, "cleaned_data", {}):
            return self.cleaned_data["contact"]  # type: ignore[no-any-return]
        value = self["contact"].value()
        # A form that was just opened holds the person, one that was sent holds the number.
        if isinstance(value, Contact) or not value:
            return value or None
        return next((one for one in self.people if str(one.pk) == str(value)), None)

    def answers(self) -> Answers:
        """What was answered; where a field is still wrong, the letter is shown as if it were empty."""
        # The preview asks before the form is right: nothing here may fail on a field that is missing.
        data = self.cleaned_data
        return Answers(
            stage=Stage(data.get("stage") or Stage.APPLIED),
            reason=Reason(data.get("reason") or Reason.NONE),
            channel=Channel(data.get("channel") or Channel.EMAIL),
            interview=data.get("interview"),
            own_reason=data.get("own_reason", ""),
            liked=data.get("liked", ""),
            contact=data.get("contact"),
            relationship=Relationship(data["relationship"]) if data.get("relationship") else None,
            tone=Tone(data.get("tone") or Tone.WARM),
            seed=data.get("seed") or 0,
            wording=data.get("wording"),
            campus=data.get("campus", False),
            offer_touch=data.get("offer_touch", False),
            ask_openings=data.get("ask_openings", False),
            thank_you_on=data.get("thank_you_on"),
            stay_in_touch_on=data.get("stay_in_touch_on"),
        )


def people_of(application: Application) -> QuerySet[Contact]:
    """Everybody of this application: kept with it, or met in a round."""
    kept = application.contacts.order_by().values("pk")
    # By number, not by joins: somebody kept and met in three rounds is one person to choose. And by a union: asked
    # with "or", both databases look at everybody one ever met.
    met = application.interviews.order_by().filter(interviewers__isnull=False).values("interviewers")
    return Contact.objects.for_user(application.user).filter(pk__in=kept.union(met))


def first_answers(application: Application, at: Any) -> dict[str, Any]:
    """What the record already tells: the form opens with it filled in."""
    interview = next_interview(application, at)
    thanks, touch = follow_up_days(application.user, at, application)
    return {
        "interview": interview,
        "stage": stage_of(application, interview),
        # Nobody is made to say why (DOMAIN.md 33); a guess would put words into a person's mouth.
        "reason": Reason.NONE,
        "liked": application.liked,
        "channel": Channel.EMAIL,
        "contact": recipient_of(application, interview),
        "tone": Tone.WARM,
        "seed": 0,
        "offer_touch": True,
        "thank_you_on": thanks,
        "stay_in_touch_on": touch,
    }
