"""The text of one field while it is typed, drawn anew, and brought back by a page that was cut off.

Three know it: the client, what the form holds, and what the server wrote last. What is brought may find a hand that
typed on, upon the text without it; then both are put together, and neither takes the other's place.
"""

from dataclasses import dataclass
from typing import NamedTuple

ENDS = 60  # letters at the end of a text, where it was being typed


@dataclass
class TextInHand:
    """The text of one field: what the form said last, what the client is known to hold, and who may write.

    It outlives each drawing of the field. `waits` is what the form said while the field had the focus.
    """

    said: str = ""
    heard: str = ""
    older: str = ""  # what stood there before the server wrote last
    was: str = ""  # what stood there before the last key
    focused: bool = False
    waits: str | None = None
    draft: str = ""  # the name under which it is kept while it is typed
    touched: bool = False  # whether somebody has typed in it since the server wrote last
    beside: tuple[str, str] | None = None  # what the client held, and what the form held by then, when text was brought
    last_brought: str = ""

    def typed(self, now: str) -> str:
        """The client holds this now, by somebody's hand; what the form is to hold: this and what was brought."""
        sent, drawn = self.older, self.heard
        late = not one_edit(self.heard, now) and one_edit(self.older, now)  # typed before the last writing arrived
        self.was, self.heard, self.older = self.older if late else self.heard, now, now
        self.focused = self.touched = True
        if self.beside is None:
            return now
        if drawn != sent and changed(drawn, now).size < changed(sent, now).size:
            self.beside = None  # the client shows by now what was put together
            return now
        return together(*self.beside, now)

    def brought(self, words: str, was: str) -> str | None:
        """What was typed while the page was cut off comes now, where `was` stood; the client does not hold it.

        Gives what the form is to hold, or None when that was brought before.
        """
        if words == self.heard or (words == self.last_brought and changed(was, words).new.strip() in self._held()):
            return None
        self.last_brought = words
        held = self._held()
        further = changed(held, words)
        alone = (not self.touched and self.beside is None) or further.start == further.end  # or typed on upon it
        whole = words if alone else together(was, words, held)
        self.was, self.said = was if alone else held, self.heard
        self.beside, self.older = (self.heard, whole), self.heard
        return whole

    def anew(self) -> None:
        """The client was loaded again: it holds what was written, and nobody's hand is in it."""
        if self.heard != self.older:
            self.beside = None  # what was put together was written, and is what the client holds by now
        self.focused = self.touched = False
        self.older = self.heard

    def shown(self, said: str, holds: str) -> str:
        """What a new drawing shows: what the client `holds`, or what the form says anew where nobody types."""
        if self.beside and said == self.beside[0]:
            self.beside = None  # the form has given up what was brought
        if said in (self.heard, holds):
            self.waits = None
        elif said != self.said:
            self.waits = said
        self.said = said
        if self.waits is None or self.focused:
            return holds
        if self.waits != self._held():
            self.beside = None  # something else stands there by now
        self.older, self.heard, self.waits, self.touched = holds, self.waits, None, False
        return self.heard

    def _held(self) -> str:
        """What the form holds: more than the client, where something was brought and is not shown yet."""
        return together(*self.beside, self.heard) if self.beside and self.heard == self.older else self.heard


class Change(NamedTuple):
    """One stretch of a text, from `start` to `end`, and what stands there instead."""

    start: int
    end: int
    new: str

    @property
    def size(self) -> int:
        """How many letters come and go."""
        return self.end - self.start + len(self.new)


def changed(before: str, after: str) -> Change:
    """The one stretch that makes the one text of the other."""
    shorter = min(len(before), len(after))
    same = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    most = shorter - same
    end = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    return Change(same, len(before) - end, after[same : len(after) - end])


def one_edit(before: str, after: str) -> bool:
    """True when one stretch of letters put in or taken out makes the one text of the other."""
    change = changed(before, after)
    return change.start == change.end or not change.new


def together(before: str, one: str, other: str) -> str:
    """Two texts that were made of the same `before`, with what either changed; at the same place the `other` first.

    Where both changed the same letters, what `one` made of them stands, and what the `other` put in follows it.
    """
    theirs, mine = changed(before, one), changed(before, other)
    if mine.end <= theirs.start:
        return before[: mine.start] + mine.new + before[mine.end : theirs.start] + theirs.new + before[theirs.end :]
    if theirs.end <= mine.start:
        return before[: theirs.start] + theirs.new + before[theirs.end : mine.start] + mine.new + before[mine.end :]
    return f"{one} {mine.new}".rstrip() if mine.new.strip() else one


def ending(words: str) -> str:
    """The end of what was typed, where a long text differs from what is kept; for telling of it in a sentence."""
    return words if len(words) <= ENDS else f"…{words[-ENDS:].strip()}"
