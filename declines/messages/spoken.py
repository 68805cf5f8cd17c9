"""What is said aloud: a script of beats, and lines to have at hand. One folder of templates/messages/ a channel."""

from declines.messages.parts import ASIDES, BEATS, VOICEMAIL_BEATS, Message, Part
from declines.messages.wordings import say
from declines.situation import Channel, Situation


def script(situation: Situation) -> Message:
    """The script for a call, a conversation or a recording."""
    channel = Channel(situation.channel)
    cues = VOICEMAIL_BEATS if channel is Channel.VOICEMAIL else BEATS
    said = [Part(str(cue), say(f"{channel}/{name}", situation)) for name, cue in cues.items()]
    asides = [Part(str(cue), say(f"{channel}/{name}", situation)) for name, cue in ASIDES[channel].items()]
    return Message("", tuple((beat,) for beat in said if beat.text), tuple(asides), is_spoken=True)
