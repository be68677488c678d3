"""Who is meant by what somebody typed: a Slack id, a name, or a name with the id behind it.

Every tab and command asks here. Capitals, blanks, invisible characters and ways to store an accent
make no difference; an accent left out, or the words in another order, make none where the name
is nobody else's.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.records import MemberRecord
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.sentence import Sentence, quoted, sentence
from lunchbatch.core.model.spelling import fold

_BETWEEN = re.compile(r"[,;\n\r]")
_ID_BEHIND = re.compile(r"\(\s*([A-Za-z0-9-]+)\s*\)\s*$")
_MENTION = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^>]*)?>")
_IN_THE_WAY = re.compile(r"[,;\n\r()<>@]")
_WORD = re.compile(r"[^\W_]+(?:-\d+)?")
_ID_FORM = re.compile(r"[UW](?=[A-Z]*[0-9])[A-Z0-9]{6,}")
_AND = re.compile(r"[,;/&+|\n\r]|\s(?:and|und|y|e|et|or)\s", re.IGNORECASE)
# Letters that are no letter with an accent to Unicode, and that people type without theirs.
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})

_LOOK_ALIKE = str.maketrans("OIL", "011")

Index = Mapping[str, frozenset[str]]


class NameLookupError(ValueError):
    """Nobody, or more than one person, can be meant; `sentence` says what to write."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PossiblePeople:
    """Everybody whom a cell may mean, and what is wrong with it; `fault` quotes nothing of it.

    `is_list`: the cell names several people one by one.
    """

    people: frozenset[str] = frozenset()
    fault: str = ""
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLookup:
    """Everybody whom the program knows, by folded name. `here` breaks a tie between namesakes.

    `earlier` are names that people had before; `plain` are all names without accents and order;
    `by_email` is there where Slack tells addresses.
    """

    ids: frozenset[str]
    by_name: Index
    spelt: Mapping[str, str]
    here: frozenset[str] = frozenset()
    earlier: Index = field(default_factory=dict)
    plain: Index = field(default_factory=dict)
    by_email: Index = field(default_factory=dict)

    def find(self, text: str) -> tuple[str, ...]:
        """Who is meant by a cell, in its order, commas between. Raises NameLookupError."""
        found: list[str] = []
        for piece in filter(None, map(str.strip, _BETWEEN.split(text))):
            found += self._find_piece(piece)
        return tuple(found)

    def may_mean(self, text: str) -> PossiblePeople:
        """Everybody whom a cell for one person may mean, the more the less clear it is."""
        named = frozenset(filter(None, map(self._known, _WORD.findall(text))))
        if named:
            others = self._exactly(_MENTION.sub(" ", _WORD.sub(self._without_id, text))) - named
            if others and not self._exactly(text) & named:
                return PossiblePeople(people=named | others, fault=SEVERAL)
            fault = SEVERAL if len(named) > 1 else ""
            return PossiblePeople(people=named, fault=fault, is_list=len(named) > 1)
        if _ID_FORM.fullmatch(text.strip().upper()):
            id_ = text.strip().upper()
            near = (other for other in self.ids if _is_a_slip(id_, other))
            return PossiblePeople(people=frozenset({id_, *near}), fault=UNKNOWN_ID)
        same = self._exactly(text)
        if same:
            return PossiblePeople(people=same, fault=SEVERAL if len(same) > 1 else "")
        pieces = [piece for piece in _AND.split(text) if fold(piece)]
        if len(pieces) > 1 and any(map(self._exactly, pieces)):
            each = [self._exactly(piece) or self._like(piece) for piece in pieces]
            return PossiblePeople(people=frozenset().union(*each), fault=SEVERAL, is_list=True)
        return PossiblePeople(people=self._like(text), fault=NOBODY if fold(text) else MISSING)

    def _without_id(self, word: re.Match[str]) -> str:
        return "" if self._known(word[0]) else word[0]

    def _exactly(self, text: str) -> frozenset[str]:
        """Everybody who has or had this name, accents and order aside only if nobody else has."""
        bare = re.sub(r"\([^()]*\)", " ", text)
        for name in dict.fromkeys((text, bare)):
            said = fold(name.strip(" \t<>@()"))
            indexes = (self.by_name, self.earlier, self.by_email)
            found = frozenset[str]().union(*(index.get(said, ()) for index in indexes))
            if found or (found := self.plain.get(plain_name(said), frozenset())):
                return found
        return frozenset()

    def _like(self, text: str) -> frozenset[str]:
        """Everybody whose name is much like this one: a part of it, a slip, a word in common."""
        words = plain_name(text).split()
        names = list(self.plain)
        close = set(get_close_matches(" ".join(words), names, n=20, cutoff=0.75))
        close |= {name for name in names if words and all(_has(name, word) for word in words)}
        if not close:
            close = {name for name in names if any(_has(name, word) for word in words)}
        return frozenset().union(*(self.plain[name] for name in close))

    def _find_piece(self, piece: str) -> tuple[str, ...]:
        mentioned, behind = _MENTION.fullmatch(piece), _ID_BEHIND.search(piece)
        for id_ in (mentioned and mentioned[1], behind and behind[1], piece):
            if id_ and self._known(id_):
                return (self._known(id_),)
        said = fold(piece.removeprefix("@"))
        for index in (self.by_email, self.by_name):
            if found := self._one_of(piece, index.get(said, frozenset())):
                return (found,)
        words = tuple(map(self._known, piece.split()))
        if words and all(words):
            return words
        for index, name in ((self.earlier, said), (self.plain, plain_name(said))):
            if found := self._one_of(piece, index.get(name, frozenset())):
                return (found,)
        raise NameLookupError(
            sentence("{typed} is nobody {near}", typed=quoted(piece), near=self._near(piece))
        )

    def _known(self, text: str) -> str:
        """An id as the ledger has it, in whatever letters it is typed; empty if there is none.

        Slack's ids are in capitals, the token of somebody who was forgotten is not.
        """
        return next((id_ for id_ in (text.upper(), text.lower()) if id_ in self.ids), "")

    def _one_of(self, piece: str, same: frozenset[str]) -> str:
        chosen = same & self.here or same
        if len(chosen) > 1:
            ids = " or ".join(sorted(chosen))
            what = f"is the name of {len(chosen)} people; write {ids} instead"
            raise NameLookupError(sentence("{typed} {what}", typed=quoted(piece), what=what))
        return next(iter(chosen), "")

    def _near(self, piece: str) -> str:
        near = get_close_matches(fold(piece), list(self.by_name), n=1, cutoff=0.6)
        if near:
            ids = " or ".join(sorted(self.by_name[near[0]]))
            who = Sentence(self.spelt[near[0]], ids)
            return sentence("I know; did you mean {who}?", who=who)
        return "I know; write the name as in People, or the Slack id"

    def write(self, view_name: str, member: str) -> str:
        """What `find` reads as this member: the name, with the id behind it where it needs one."""
        plain = " ".join(_IN_THE_WAY.sub(" ", view_name).split())
        if not plain:
            return member
        is_clear = plain == view_name and self._means(plain) == (member,)
        return plain if is_clear else f"{plain} ({member})"

    def _means(self, text: str) -> tuple[str, ...]:
        try:
            return self.find(text)
        except NameLookupError:
            return ()


# What is wrong with a cell for one person. They quote nothing: Keep apart is private.
SEVERAL = "this may be several people; write the Slack id of the one you mean"
UNKNOWN_ID = "this is the id of nobody I know; copy it from People"
NOBODY = "this is nobody I know; write the name as in People, or the Slack id"
MISSING = "one of the pair is missing; fill it in, or delete the row"


@lru_cache(maxsize=65_536)  # the same names are looked up by every decision of a run
def plain_name(name: str) -> str:
    """A name without accents, its words in the order of the alphabet: for a second look only."""
    letters = unicodedata.normalize("NFKD", fold(name).translate(_PLAIN))
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(sorted(_WORD.findall(bare)))


def _is_a_slip(typed: str, id_: str) -> bool:
    """Whether an id may be another one cut short, copied with too much, or read off a screen."""
    one, other = typed.translate(_LOOK_ALIKE), id_.translate(_LOOK_ALIKE)
    return one in other or other in one


def _has(name: str, word: str) -> bool:
    """Whether a name has a word that is this one, but for a slip."""
    return bool(get_close_matches(word, name.split(), n=1, cutoff=0.8))


def name_lookup(context: PlanningContext, here: Collection[str] = ()) -> NameLookup:
    """Everybody whom the ledger or Slack knows by name, members of a channel `here` first."""
    ids = {member for members in context.slack.members.values() for member in members}
    return lookup(context.records.people, context.slack.people, ids=ids, here=here)


def lookup(
    people: Mapping[str, MemberRecord],
    slack: Mapping[str, Person],
    *,
    ids: Iterable[str] = (),
    here: Collection[str] = (),
) -> NameLookup:
    """The same of rows of People and accounts of Slack; `ids` are known without a name."""
    by_name: dict[str, set[str]] = {}
    earlier: dict[str, set[str]] = {}
    spelt: dict[str, str] = {}
    for member, name in _known_as(people, slack):
        if fold(name):
            by_name.setdefault(fold(name), set()).add(member)
            spelt.setdefault(fold(name), name)
    for member, record in people.items():
        for name in filter(fold, record.earlier_names):
            earlier.setdefault(fold(name), set()).add(member)
    plain: dict[str, set[str]] = {}
    for index in (by_name, earlier):
        for name, members in index.items():
            plain.setdefault(plain_name(name), set()).update(members)
    plain.pop("", None)
    return NameLookup(
        ids=frozenset(people) | frozenset(slack) | frozenset(ids),
        by_name=_frozen(by_name),
        spelt=spelt,
        here=frozenset(here),
        earlier=_frozen(earlier),
        plain=_frozen(plain),
        by_email={
            fold(person.email): frozenset({member})
            for member, person in slack.items()
            if person.email
        },
    )


def _frozen(index: Mapping[str, set[str]]) -> Index:
    return {name: frozenset(members) for name, members in index.items()}


def _known_as(
    people: Mapping[str, MemberRecord], slack: Mapping[str, Person]
) -> Iterator[tuple[str, str]]:
    for member, standing in people.items():
        yield member, standing.name
    for member, person in slack.items():
        yield member, person.name
