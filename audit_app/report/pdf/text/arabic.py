"""Arabic letters in the forms they take beside their neighbours, as Unicode itself lists them."""

import unicodedata
from functools import cache

LAM = "ل"


def forms_of(line: str) -> list[str]:
    """Each letter in the form it is drawn in, in its own place; alef is empty where it is drawn with its lam."""
    forms = _forms()
    letters = list(line)
    made = [_form(forms, letters, at) for at in range(len(letters))]
    return _with_alef(letters, made)


@cache
def _forms() -> dict[str, dict[str, str]]:
    """Arabic letter (or lam and alef) -> its isolated, final, initial and medial forms."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFDFF), *range(0xFE70, 0xFEFD)):
        form, _, bases = unicodedata.decomposition(chr(code)).partition(" ")
        letters = "".join(chr(int(base, 16)) for base in bases.split())
        if form in ("<isolated>", "<final>", "<initial>", "<medial>") and (len(letters) == 1 or letters[:1] == LAM):
            found.setdefault(letters, {}).setdefault(form[1:-1], chr(code))
    return found


def _with_alef(letters: list[str], made: list[str]) -> list[str]:
    """Lam before alef drawn as one sign; it ends as the lam began."""
    forms = _forms()
    for at in range(len(letters) - 1):
        pair = forms.get(letters[at] + letters[at + 1], {}) if letters[at] == LAM else {}
        if pair:
            before = made[at] in (forms[LAM].get("medial"), forms[LAM].get("final"))
            made[at], made[at + 1] = pair.get("final" if before else "isolated", made[at]), ""
    return made


def _form(forms: dict[str, dict[str, str]], letters: list[str], at: int) -> str:
    own = forms.get(letters[at])
    if own is None:
        return letters[at]
    before = "initial" in forms.get(_beside(letters, at, -1), {}) and "final" in own
    after = "final" in forms.get(_beside(letters, at, 1), {}) and "initial" in own
    wanted = "medial" if before and after else "final" if before else "initial" if after else "isolated"
    return own.get(wanted, letters[at])


def _beside(letters: list[str], at: int, step: int) -> str:
    """The nearest letter on one side, past marks that sit on letters."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""
