"""Numbers of things in English, for papers and commands; the screens have their own in the catalogue of words."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with what it counts: '1 item', '3 items', '2 entries'; `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
