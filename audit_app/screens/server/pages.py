"""The few plain pages that stand outside the app: the door, signing out, and what is said to whoever is not let in."""

import html
from base64 import b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

STYLE = """body{font:18px system-ui;max-width:26rem;margin:15vh auto;padding:0 1rem;color:#16212a;background:#f5f8fa}
input,button{font:inherit;width:100%;box-sizing:border-box;padding:.8rem;margin:.4rem 0;border-radius:10px;
border:1px solid #66757f}button{background:#0b5670;color:#fff;border:0}.fault{color:#b3261e}
@media(prefers-color-scheme:dark){body{color:#e3eaef;background:#10181d}a{color:#7cc4dc}.fault{color:#ffb4ab}}"""
STYLE_DIGEST = f"sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}"
# What was typed and not sent is told before signing out, and is not there for whoever signs in next.
LEFT_TYPED = """var left = JSON.parse(sessionStorage.getItem('mr-audit:typed') || '[]');
if (left.length) document.getElementById('left').hidden = false;"""
FORGET = "sessionStorage.removeItem('mr-audit:typed');"
SCRIPTS = " ".join(f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in (LEFT_TYPED, FORGET))
POLICY = (f"default-src 'none'; style-src '{STYLE_DIGEST}'; script-src {SCRIPTS}; base-uri 'none'; form-action 'self'; "
          "frame-ancestors 'none'")  # fmt: skip
FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">{head}
<title>MR Audit</title><style>{style}</style></head><body><h1>MR Audit</h1>{body}</body></html>"""
PASSPHRASE = """<p>{said}</p><form method="post" action="/door"><label for="p">Passphrase</label>
<input id="p" name="passphrase" type="password" autofocus autocomplete="current-password">
<input type="hidden" name="back" value="{back}"><button>Continue</button></form>
<p class="fault" role="alert">{fault}</p>"""
OUT = """<p>{said}</p><form method="post" action="/leave"><button>Sign out</button></form><p><a href="/">Back to the
audits</a></p><p class="fault" id="left" role="alert" hidden>{left}</p><script>{script}</script>"""
BY_ADDRESS = (
    "This address is incomplete. Open the one that the app printed when it started: it ends in ?key= and a long "
    "word, and lets in only the person who started the app. When it is no longer on the screen, stop the app and start "
    "it again: mr-audit. A bookmark of the whole address keeps working."
)
FOREIGN = (
    "This address answers only its own pages. Open the address that the app printed when it started. Behind a reverse "
    "proxy, the app must be told of it (--proxy), and the proxy must pass Host and X-Forwarded-Proto on as they came."
)
GUESSED = "Too many passphrases were tried. Wait {n} seconds, then try again. This attempt was not checked."
WRONG = "That is not the passphrase. Try again."
RAN_OUT = "Your sign-in has ended: it lasts {hours} hours. Sign in again and you go on where you were."
CHANGED = "Your sign-in no longer holds: the passphrase was changed. Sign in again and you go on where you were."
LEFT = "You are signed out on this device. Nothing that was saved is lost."
SLOW = "The request did not arrive in full in time. Try again."
LARGE = "The request is too large. Try again."


@dataclass(frozen=True)
class Page:
    """A whole answer: its status, its words as HTML, and more headers."""

    status: int
    body: str
    head: str = ""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def send(self, send: Any) -> None:
        """Sends it; it is kept by nobody on the way."""
        page = FRAME.format(head=self.head, style=STYLE, body=self.body).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", POLICY.encode()),
            (b"content-length", str(len(page)).encode()),
            *self.headers,
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": page})


def words(status: int, said: str) -> Page:
    """A page that only says something."""
    return Page(status, f"<p>{html.escape(said)}</p>")


def passphrase(said: str = "", fault: str = "", back: str = "/", status: int = 401, wait: int = 0) -> Page:
    """The door; `back` is where whoever gives the passphrase goes on."""
    body = PASSPHRASE.format(said=html.escape(said), fault=html.escape(fault), back=html.escape(back, quote=True))
    return Page(status, body, headers=[(b"retry-after", str(wait).encode())] if wait else [])


def sign_out() -> Page:
    """Asks before signing out: a link from elsewhere signs nobody out."""
    said = "Sign out on this device? Nothing that was saved is lost."
    left = "What was typed in this tab while it was cut off is not sent yet, and is discarded when you sign out."
    return Page(200, OUT.format(said=said, left=left, script=LEFT_TYPED))


def signed_out(cookie: bytes) -> Page:
    """After signing out."""
    body = f'<p>{LEFT}</p><p><a href="/">Sign in again</a></p><script>{FORGET}</script>'
    return Page(200, body, headers=[(b"set-cookie", cookie)])


def once_more(to: str) -> Page:
    """Asks for the same address again, now from our own page: after a link from elsewhere browsers send no cookie."""
    return Page(
        200, "<p>One moment …</p>", f'<meta http-equiv="refresh" content="0;url={html.escape(to, quote=True)}">'
    )


def elsewhere(to: str, cookie: bytes = b"") -> Page:
    """A redirect inside the app."""
    headers = [(b"location", to.encode("ascii"))] + ([(b"set-cookie", cookie)] if cookie else [])
    return Page(303, "", headers=headers)
