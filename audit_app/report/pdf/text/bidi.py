"""Unicode's bidirectional algorithm (UAX #9): the level of every letter of a paragraph, and the order of a line.

Paragraph by paragraph: explicit embeddings and isolates (X), weak letters (W), brackets and neutrals (N), implicit
levels (I). Then line by line: spaces at the end (L1), order (L2), mirrored signs (L4).
"""

import unicodedata
from collections.abc import Sequence
from functools import cache

DEPTH = 125
EMBED = {"LRE": 0, "LRO": 0, "RLE": 1, "RLO": 1}
ISOLATES = ("LRI", "RLI", "FSI")
REMOVED = (*EMBED, "PDF", "BN")
NEUTRAL = ("B", "S", "WS", "ON", *ISOLATES, "PDI")
FIRST = "\u0590"  # no right-to-left letter comes before this block
ODD_PAIRS = ("༺༻", "༼༽", "᚛᚜", "⦓⦔", "⦕⦖")  # brackets whose names do not tell their other side
MIRRORS = ("<>", "≤≥", "≦≧", "≪≫", "∈∋")


def has_rtl(text: str) -> bool:
    """Whether a text holds anything that is read from right to left."""
    return any(letter >= FIRST and unicodedata.bidirectional(letter) in ("R", "AL", "AN", "RLE", "RLO", "RLI")
               for letter in text)  # fmt: skip


def base_level(kinds: Sequence[str], first: int = 0) -> int:
    """The level of a paragraph by its first strong letter (P2, P3); 0 where there is none."""
    depth = 0
    for kind in kinds[first:]:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            if depth == 0 and first:
                break
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", "R", "AL"):
            return int(kind != "L")
    return 0


def levels(text: str, base: int | None = None) -> tuple[list[int], int]:
    """The level of every letter of one paragraph, -1 for those that are taken out, and the paragraph's own."""
    kinds = [unicodedata.bidirectional(letter) or _unassigned(letter) for letter in text]
    level = base_level(kinds) if base is None else base
    return _Paragraph(text, kinds, level).resolved(), level


def _unassigned(letter: str) -> str:
    """The kind of a letter that Unicode has not given out yet."""
    code = ord(letter)
    arabic = (
        0x0600 <= code <= 0x07BF or 0x0860 <= code <= 0x08FF or 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFF
    )
    return "AL" if arabic else "R" if 0x0590 <= code <= 0x08FF or 0xFB1D <= code <= 0xFB4F else "L"


class _Within:
    """What a letter stands within: embeddings and isolates, and how many too deep ones are passed over (X1)."""

    def __init__(self, base: int) -> None:
        self.stack: list[tuple[int, str, bool]] = [(base, "", False)]  # level, forced direction, whether an isolate
        self.deep_isolates = self.deep_embeddings = self.isolates = 0

    @property
    def level(self) -> int:
        """The level in force."""
        return self.stack[-1][0]

    @property
    def forced(self) -> str:
        """The direction that an override forces, or empty."""
        return self.stack[-1][1]

    def embed(self, right: int, forced: str) -> None:
        """An embedding or override begins (X2 to X5)."""
        new = _next(self.level, right)
        if new <= DEPTH and not self.deep_isolates and not self.deep_embeddings:
            self.stack.append((new, forced, False))
        elif not self.deep_isolates:
            self.deep_embeddings += 1

    def isolate(self, right: int) -> None:
        """An isolate begins (X5a to X5c)."""
        new = _next(self.level, right)
        if new <= DEPTH and not self.deep_isolates and not self.deep_embeddings:
            self.isolates += 1
            self.stack.append((new, "", True))
        else:
            self.deep_isolates += 1

    def end_isolate(self) -> None:
        """An isolate ends, and every embedding that was left open in it (X6a)."""
        if self.deep_isolates:
            self.deep_isolates -= 1
        elif self.isolates:
            self.deep_embeddings = 0
            while not self.stack[-1][2]:
                self.stack.pop()
            self.stack.pop()
            self.isolates -= 1

    def end_embedding(self) -> None:
        """An embedding or override ends (X7)."""
        if self.deep_isolates:
            return
        if self.deep_embeddings:
            self.deep_embeddings -= 1
        elif not self.stack[-1][2] and len(self.stack) > 1:
            self.stack.pop()


class _Paragraph:
    """One paragraph being worked out; `kinds` change as the rules are applied."""

    def __init__(self, text: str, kinds: list[str], base: int) -> None:
        self.text, self.first, self.kinds, self.base = text, tuple(kinds), kinds, base
        self.levels = [base] * len(text)

    def resolved(self) -> list[int]:
        """The levels after all rules up to L1's separators."""
        self._explicit()
        self.embedded = tuple(self.levels)  # before letters move them
        for run in self._sequences():
            _Sequence(self, run).resolve()
        for at, kind in enumerate(self.first):
            if kind in REMOVED:
                self.levels[at] = -1
            elif kind in ("B", "S"):
                self.levels[at] = self.base
        return self.levels

    def _explicit(self) -> None:
        """Embeddings, overrides and isolates (X1 to X8)."""
        within = _Within(self.base)
        for at, kind in enumerate(self.first):
            self.levels[at] = self.base if kind == "B" else within.level
            if kind in EMBED:
                within.embed(EMBED[kind], {"LRO": "L", "RLO": "R"}.get(kind, ""))
            elif kind in ISOLATES:
                self.kinds[at] = within.forced or kind
                right = base_level(self.first, at + 1) if kind == "FSI" else int(kind == "RLI")
                within.isolate(right)
            elif kind == "PDI":
                within.end_isolate()
                self.levels[at] = within.level
                self.kinds[at] = within.forced or kind
            elif kind == "PDF":
                within.end_embedding()
            elif kind not in ("B", "BN"):
                self.kinds[at] = within.forced or kind

    def _sequences(self) -> list[list[int]]:
        """The isolating run sequences (X10): level runs, those of an isolate's two sides joined."""
        runs: list[list[int]] = []
        for at, kind in enumerate(self.first):
            if kind in REMOVED:
                continue
            if runs and self.levels[runs[-1][-1]] == self.levels[at]:
                runs[-1].append(at)
            else:
                runs.append([at])
        return self._joined(runs)

    def _joined(self, runs: list[list[int]]) -> list[list[int]]:
        match = _matched(self.first)
        starts = {run[0]: run for run in runs}
        continued = set(match.values())
        made = []
        for run in runs:
            if self.first[run[0]] == "PDI" and run[0] in continued:
                continue
            whole = list(run)
            while self.first[whole[-1]] in ISOLATES and match.get(whole[-1]) in starts:
                whole += starts[match[whole[-1]]]
            made.append(whole)
        return made


def _next(level: int, right: int) -> int:
    """The next higher level of a direction."""
    return level + 1 if (level + 1) % 2 == right else level + 2


def _matched(kinds: Sequence[str]) -> dict[int, int]:
    """Where each isolate ends (BD9)."""
    opened: list[int] = []
    found = {}
    for at, kind in enumerate(kinds):
        if kind in ISOLATES:
            opened.append(at)
        elif kind == "PDI" and opened:
            found[opened.pop()] = at
        elif kind == "B":
            opened.clear()
    return found


class _Sequence:
    """One isolating run sequence: the places of its letters, and what stands before and after it."""

    def __init__(self, whole: _Paragraph, places: list[int]) -> None:
        self.whole, self.places = whole, places
        self.kinds = [whole.kinds[at] for at in places]
        self.level = whole.embedded[places[0]]
        self.sor = _side(max(self.level, self._beside(places[0], -1)))
        last = whole.first[places[-1]] in ISOLATES
        self.eor = _side(max(self.level, whole.base if last else self._beside(places[-1], 1)))
        self.own = _side(self.level)

    def _beside(self, at: int, step: int) -> int:
        """The level of the next letter that counts on one side, the paragraph's own at its ends."""
        at += step
        while 0 <= at < len(self.whole.first):
            if self.whole.first[at] not in REMOVED:
                return self.whole.embedded[at]
            at += step
        return self.whole.base

    def resolve(self) -> None:
        """Weak letters, brackets, neutrals, and the levels that follow."""
        self._weak()
        self._brackets()
        self._neutral()
        for at, kind in zip(self.places, self.kinds, strict=True):
            odd = self.level % 2
            self.whole.levels[at] += int(kind == "L") if odd else {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
            if odd and kind in ("EN", "AN"):
                self.whole.levels[at] += 1

    def _weak(self) -> None:
        kinds, before, strong = self.kinds, self.sor, self.sor
        for at, kind in enumerate(kinds):  # W1, W2, W3, W7's memory comes later
            if kind == "NSM":
                kinds[at] = "ON" if before in (*ISOLATES, "PDI") else before
            kind = before = kinds[at]
            if kind in ("L", "R", "AL"):
                strong = kind
            elif kind == "EN" and strong == "AL":
                kinds[at] = before = "AN"
        kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
        self._separators()
        self._terminators()
        strong = self.sor
        for at, kind in enumerate(kinds):  # W7
            if kind in ("L", "R"):
                strong = kind
            elif kind == "EN" and strong == "L":
                kinds[at] = "L"

    def _separators(self) -> None:
        """A single separator between two numbers of one kind (W4)."""
        kinds = self.kinds
        for at in range(1, len(kinds) - 1):
            one, other = kinds[at - 1], kinds[at + 1]
            if one == other and ((kinds[at] == "CS" and one in ("EN", "AN")) or (kinds[at] == "ES" and one == "EN")):
                kinds[at] = one

    def _terminators(self) -> None:
        """Signs beside European numbers belong to them (W5); separators left over are neutral (W6)."""
        kinds, at = self.kinds, 0
        while at < len(kinds):
            end = at
            while end < len(kinds) and kinds[end] == "ET":
                end += 1
            if end > at:
                beside = (at and kinds[at - 1] == "EN") or (end < len(kinds) and kinds[end] == "EN")
                kinds[at:end] = ["EN" if beside else "ON"] * (end - at)
            at = max(end, at + 1)
        kinds[:] = ["ON" if kind in ("ES", "CS") else kind for kind in kinds]

    def _brackets(self) -> None:
        """Pairs of brackets take the direction of what they hold, or of what stands before them (N0)."""
        for start, end in self._pairs():
            inside = {_strength(kind) for kind in self.kinds[start + 1 : end]} - {""}
            side = self.own if self.own in inside else ""
            if not side and inside:
                ahead = next((_strength(k) for k in reversed(self.kinds[:start]) if _strength(k)), self.sor)
                side = ahead if ahead != self.own else self.own
            if side:
                self._set(start, side)
                self._set(end, side)

    def _set(self, at: int, side: str) -> None:
        """A bracket with the marks that sit on it."""
        self.kinds[at] = side
        for mark in range(at + 1, len(self.kinds)):
            if self.whole.first[self.places[mark]] != "NSM":
                break
            self.kinds[mark] = side

    def _pairs(self) -> list[tuple[int, int]]:
        opened: list[tuple[str, int]] = []
        found: list[tuple[int, int]] = []
        for at, place in enumerate(self.places):
            letter = unicodedata.normalize("NFC", self.whole.text[place])
            if self.kinds[at] != "ON" or letter not in brackets():
                continue
            other, opens = brackets()[letter]
            if opens:
                if len(opened) == 63:
                    return sorted(found)
                opened.append((unicodedata.normalize("NFC", other), at))
                continue
            for depth in range(len(opened) - 1, -1, -1):
                if opened[depth][0] == letter:
                    found.append((opened[depth][1], at))
                    del opened[depth:]
                    break
        return sorted(found)

    def _neutral(self) -> None:
        """Neutral letters take the direction on both their sides, else that of the level (N1, N2)."""
        kinds, at = self.kinds, 0
        while at < len(kinds):
            end = at
            while end < len(kinds) and kinds[end] in NEUTRAL:
                end += 1
            if end > at:
                before = _strength(kinds[at - 1]) if at else self.sor
                after = _strength(kinds[end]) if end < len(kinds) else self.eor
                kinds[at:end] = [before if before == after else self.own] * (end - at)
            at = max(end, at + 1)


def _side(level: int) -> str:
    return "R" if level % 2 else "L"


def _strength(kind: str) -> str:
    """The direction that a resolved letter counts as; numbers count as right to left."""
    return kind if kind in ("L", "R") else "R" if kind in ("EN", "AN") else ""


@cache
def brackets() -> dict[str, tuple[str, bool]]:
    """Every bracket that has another side: that side, and whether it opens."""
    found: dict[str, tuple[str, bool]] = {}
    for code in range(0x20, 0x10000):
        letter = chr(code)
        if unicodedata.category(letter) in ("Ps", "Pe") and unicodedata.mirrored(letter):
            other = _other_side(letter)
            if other:
                found[letter] = (other, unicodedata.category(letter) == "Ps")
    for opens, closes in map(tuple, ODD_PAIRS):
        found |= {opens: (closes, True), closes: (opens, False)}
    return found


def _other_side(letter: str) -> str:
    name = unicodedata.name(letter, "")
    swapped = name.replace("LEFT", "@").replace("RIGHT", "LEFT").replace("@", "RIGHT")
    try:
        return unicodedata.lookup(swapped) if swapped != name else ""
    except KeyError:
        return ""


@cache
def mirror(letter: str) -> str:
    """A sign as it looks when read from right to left (L4)."""
    for pair in (*MIRRORS, *ODD_PAIRS):
        if letter in pair:
            return pair[1 - pair.index(letter)]
    return (unicodedata.mirrored(letter) and _other_side(letter)) or letter


def order(found: Sequence[int], base: int, kinds: Sequence[str]) -> list[int]:
    """The places of a line's letters from left to right: spaces at its end at the paragraph's level (L1), then L2."""
    line = list(found)
    trailing = True
    for at in range(len(line) - 1, -1, -1):
        if kinds[at] in ("B", "S"):
            line[at], trailing = base, True
        elif kinds[at] in ("WS", *ISOLATES, "PDI"):
            line[at] = base if trailing and line[at] >= 0 else line[at]
        elif kinds[at] not in REMOVED:
            trailing = False
    places = [at for at, level in enumerate(line) if level >= 0]
    for level in range(max((line[at] for at in places), default=0), 0, -1):
        at = 0
        while at < len(places):
            end = at
            while end < len(places) and line[places[end]] >= level:
                end += 1
            places[at:end] = reversed(places[at:end])
            at = max(end, at + 1)
    return places
