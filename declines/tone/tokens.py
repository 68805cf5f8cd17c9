"""A sentence as plain words: contractions spelt out, so that a phrase is written once ("won't" is "will not")."""

import re
from collections.abc import Iterator
from typing import NamedTuple

WORD = re.compile(r"e-mail\w*|[^\W_]+(?:'[^\W_]+)*|[^\s\w]|_")
# Whole words that stand for two; the last lines are how a telephone writes them.
SPELT_OUT = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not", "ain't": "am not",
    "let's": "let us", "gonna": "going to", "wanna": "want to", "gotta": "have to", "dunno": "do not know",
    "im": "i am", "ive": "i have", "dont": "do not", "cant": "can not", "wont": "will not", "didnt": "did not",
    "doesnt": "does not", "isnt": "is not", "wasnt": "was not", "havent": "have not", "couldnt": "could not",
    "wouldnt": "would not", "thats": "that is", "'em": "them", "ur": "your", "u": "you",
    "'twas": "it was", "'tis": "it is", "d'you": "do you",
}  # fmt: skip
ENDINGS = {"n't": "not", "'m": "am", "'ll": "will", "'ve": "have", "'re": "are", "'d": "would"}
# After these an 's is "is"; after a noun it is a genitive.
IS_BEFORE = frozenset(
    "it that there here what who he she where how this everything everybody everyone nothing".split()
)


class Token(NamedTuple):
    word: str
    start: int
    end: int


def tokenised(plain: str) -> Iterator[Token]:
    """The words and signs of a plain text with where they stand; both halves of a contraction share its place."""
    for found in WORD.finditer(plain):
        if found.group() == '"' or (found.group() == "-" and plain[found.start() - 1 : found.start()].isalnum()):
            continue  # "second-best" is two words; so is what stands in quotes
        for word in _spelt_out(found.group()):
            yield Token(word, found.start(), found.end())


def _spelt_out(said: str) -> list[str]:
    if said in SPELT_OUT:
        return SPELT_OUT[said].split()
    if said.isdecimal():
        return ["0"]  # which number it is matters to no phrase
    if "'" not in said or len(said) == 1:
        return ["ŋ"] if "ŋ" in said else [said.replace("e-mail", "email")]
    if said.endswith("n't"):
        return [said[:-3], "not"]
    stem, sign, ending = said.rpartition("'")
    if sign + ending in ENDINGS:
        return [*_spelt_out(stem), ENDINGS[sign + ending]]
    if ending == "s":
        return [*_spelt_out(stem), "is" if stem in IS_BEFORE else "'s"]
    return [said.strip("'")] if said.strip("'") else ["'"]
