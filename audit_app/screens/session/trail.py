"""The way that was walked through the screens of a session, and how each was left: nothing is drawn again for it."""

MOST_STEPS = 50  # that are remembered for going back


class Trail:
    """Where screens were opened from, how far they were scrolled, which tab they showed, what they shall begin with."""

    def __init__(self) -> None:
        self._opened_from: dict[str, str] = {}
        self._walked: list[str] = []  # the addresses since home, the one that is shown last
        self._scrolled: dict[str, float] = {}
        self._tabs: dict[str, str] = {}
        self._wanted: dict[str, str] = {}

    def come_from(self, screen: str, address: str) -> None:
        """Remembers where a screen was opened from."""
        self._opened_from[screen] = address

    def way_back(self, screen: str, otherwise: str) -> str:
        """Where a screen was opened from, or the other address when that is not known."""
        return self._opened_from.get(screen, otherwise)

    def walked_to(self, route: str) -> None:
        """A screen is shown: one further on, or again the one before it. Home begins anew."""
        if route in self._walked[-1:] or "/finding/new/" in route:  # that one only raises a finding and leads to it
            return
        if route == "/":
            self._walked, self._scrolled, self._tabs = [route], {}, {}
        elif route in self._walked[-2:-1]:
            self._scrolled.pop(self._walked.pop(), None)
        else:
            self._scrolled.pop(route, None)
            self._walked = [*self._walked[-MOST_STEPS:], route]

    def instead(self, route: str) -> None:
        """The screen that is shown turns into another of its kind: Back leads to where the first was opened."""
        self._walked = [*self._walked[:-1], route]

    def came_from(self, route: str, otherwise: str) -> str:
        """The address that was shown before this one, or the other where it was opened by its address."""
        return self._walked[-2] if len(self._walked) > 1 and self._walked[-1] == route else otherwise

    def want(self, route: str, what: str) -> None:
        """Says what a screen shall begin with when it is opened next."""
        self._wanted[route] = what

    def wanted(self, route: str) -> str:
        """What a screen shall begin with, once; empty when nothing was said."""
        return self._wanted.pop(route, "")

    def scrolled(self, route: str, offset: float) -> None:
        """Remembers how far a screen is scrolled, in logical pixels."""
        self._scrolled[route] = offset

    def scrolled_to(self, route: str) -> float:
        """How far a screen was scrolled when it was left for one that led back to it."""
        return self._scrolled.get(route, 0.0)

    def turned_to(self, route: str, tab: str) -> None:
        """Remembers which tab of a screen is shown."""
        self._tabs[route] = tab

    def tab(self, route: str, first: str) -> str:
        """The tab of a screen that was shown last, or its first."""
        return self._tabs.get(route, first)
