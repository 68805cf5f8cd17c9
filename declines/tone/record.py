"""What the record knows about a message: whom it is to, which company and role, when; and how names compare."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from declines.tone.nicknames import FORMAL, NICKNAMES
from declines.tone.text import fold, plain

TITLES = frozenset(
    """
am ambassador auntie aunty avv baron baroness bey boss canon captain chef chief cllr coach colonel councillor
dame dean dipl doctor don dott doña dr esq father fr frau hanim herr hr ing ji jr judge justice lady lord m ma
maam madam madame mademoiselle maestra maestro major md miss missus mister mlle mme monsieur mr mrs ms mx pan
pani phd prof professor provost rev reverend sahib sama san senhor senhora senor senora sensei sergeant señor
señora shri signor signora signore sir sister smt sr sra uncle warden licenciada licenciado ingeniero ingeniera arquitecto arquitecta avvocato avvocata dottore
dottoressa dra profa mestre mestra dom doutor doutora engineer architect attorney advocate barrister maestro ingegner direktor direttore direttrice directeur directrice presidente geometra ragioniere inz inż mgr mudr judr paní kyrios kyria bay bayan
""".split()
)
LEGAL = frozenset(
    """
ab ag and as bv co company corp corporation gmbh group holding holdings inc incorporated kg limited llc llp ltd
nv ou oy oü plc pte pty sa sarl sas se spa srl the
""".split()
)
NOBODY = frozenset(
    """
acquisition admissions all and at board both colleagues committee concern department everybody everyone folks
friend friends hiring hr human in it madam manager may of office panel people personnel recruiter recruiters
recruiting recruitment resources search selection sir sirs staff talent team teams the there whom
""".split()
)

SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class Name:
    """A name as the record has it, ready to compare with how a message says it."""

    full: str

    @cached_property
    def tokens(self) -> list[str]:
        return [token for token in tokens(self.full) if token not in TITLES]

    def __bool__(self) -> bool:
        return bool(self.tokens)

    def is_called(self, said: str) -> bool:
        """Whether `said` names the same person: any part, a nickname, an initial, accents aside."""
        words = [word for word in tokens(said) if word not in TITLES]
        joined = "".join(self.tokens)
        if words and "".join(words) in {joined, "".join(reversed(self.tokens))}:
            return True
        # Either may write out its umlauts: Kuehnel is Kühnel.
        spelt_out = [word for word in tokens(said.lower().translate(SPELT_OUT)) if word not in TITLES]
        return all(self._knows(word) for word in words) or all(word in self.tokens for word in spelt_out)

    @cached_property
    def spelt_out(self) -> set[str]:
        """How its letters are written where there are no umlauts: Kühn is Kuehn."""
        return set(tokens(self.full.lower().translate(SPELT_OUT)))

    def _knows(self, word: str) -> bool:
        if word in self.spelt_out:
            return True
        if word in self.tokens or any(len(word) == 1 and token[0] == word for token in self.tokens):
            return True
        if word[1:2] == "h" and word[0] + word[2:] in self.tokens:
            return True  # a Phádraig: how Irish calls a Pádraig
        pairs = {a + b for a in self.tokens for b in self.tokens if a != b}
        if word in pairs or any(len(token) == 1 and word.startswith(token) for token in self.tokens):
            return True
        if len(word) > 1 and any(token.startswith(word) and len(token) > len(word) + 1 for token in self.tokens):
            return True  # Bea is Beatrice; but Sara is not Sarah
        # One of the two is the name in full: Bob is Robert, but Lisa is not Liz.
        mine = {
            token
            for token in self.tokens
            if (token in FORMAL) != (word in FORMAL) or token.startswith(word) or word.startswith(token)
        }
        return any(word in group and group & mine for group in NICKNAMES)


@dataclass(frozen=True)
class Record:
    """All of it optional: what is not known is not compared."""

    recipient: str = ""
    company: str = ""
    role: str = ""
    sender: str = ""
    stage: str = ""
    other_companies: tuple[str, ...] = ()
    interview_at: datetime | None = None
    reason: str = ""
    known: tuple[str, ...] = field(default=())  # further names that may stand in the text, such as people met

    @classmethod
    def of(cls, context: Mapping[str, Any]) -> "Record":
        """From a plain mapping, as a file has it; what has the wrong shape is taken as unknown."""

        def text(key: str) -> str:
            value = context.get(key)
            return value.strip() if isinstance(value, str) else ""

        others = context.get("other_companies")
        listed = others if isinstance(others, Sequence) and not isinstance(others, str) else []
        return cls(
            recipient=text("recipient"),
            company=text("company"),
            role=text("role"),
            sender=text("sender"),
            stage=text("stage"),
            other_companies=tuple(name for name in listed if isinstance(name, str) and name.strip()),
            interview_at=_moment(text("interview_at")),
            reason=text("reason"),
        )

    @property
    def names(self) -> list[str]:
        """Everything that is a name here, so that no word inside one is read as an opinion."""
        every = [self.company, self.role, self.recipient, self.sender, *self.other_companies, *self.known]
        return sorted({name for name in every if name}, key=len, reverse=True)

    @cached_property
    def mask(self) -> re.Pattern[str]:
        """Every way in which a name on record may stand in plain text: whole, its first two words, its first."""
        forms = {form for name in self.names for form in (name, " ".join(name.split()[:2]), name.split()[0])}
        long = sorted((plain(form) for form in forms if len(form) > 2), key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, long))})(?!\w)" if long else r"(?!)")

    @cached_property
    def to(self) -> Name:
        """An address says nothing of how somebody is called."""
        return Name("" if re.fullmatch(r"\S+@\S+", self.recipient) else self.recipient)

    @cached_property
    def by(self) -> Name:
        return Name(self.sender)


GIVEN_NAMES = frozenset(FORMAL.union(*NICKNAMES))


def is_given_name(word: str) -> bool:
    return word in GIVEN_NAMES


@lru_cache(maxsize=1024)
def tokens(name: str) -> tuple[str, ...]:
    """The words of a name, folded: "d’Artois, Jean-Luc" is d, artois, jean, luc."""
    return tuple(re.findall(r"[^\W_]+", fold(name)))


def core(company: str) -> list[str]:
    """What people call a company: its words without Ltd, GmbH and the like."""
    words = tokens(company)
    return [word for word in words if word not in LEGAL] or list(words)


def same_company(said: str, company: str) -> bool:
    """Whether a name in a text means this company: the whole, a short form, initials."""
    mine, theirs = core(said), core(company)
    if not mine or not theirs:
        return False
    if mine == theirs[: len(mine)] or "".join(mine) == "".join(theirs) or set(mine) <= set(theirs):
        return True
    initials = "".join(word[0] for word in theirs)
    return len(mine) == 1 and len(initials) > 1 and mine[0] in {initials, "".join(w[0] for w in tokens(company))}


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).replace(tzinfo=None) if value else None
    except ValueError:
        return None
