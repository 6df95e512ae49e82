"""A browser without a screen: it keeps cookies, fills in forms as a person would, and follows where it is led."""

import re
from html import unescape
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from audit_app.hub.identity.people import add_person, give, set_password
from audit_app.hub.program import program
from audit_app.hub.web.hub import Hub

PASSWORD = "correct horse battery"
EMAIL = "ada@example.org"


class Browser:
    """Somebody's browser on a hub."""

    def __init__(self, hub: Hub, tenant: str = "") -> None:
        self.hub, self._tenant = hub, tenant
        self.http = TestClient(program(hub), base_url=hub.settings.address, raise_server_exceptions=False)
        self.http.headers["accept"] = "text/html"
        self.page = ""
        self.csrf = ""

    def open(self, address: str, status: int = 200) -> str:
        """Opens an address; gives the text of the page."""
        return self._told(self.http.get(address), status)

    def send(self, address: str, status: int = 200, **fields: Any) -> str:
        """Sends a form of the page that is open, with its hidden fields."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page))
        return self._told(
            self.http.post(address, data={**{k: unescape(v) for k, v in hidden.items()}, **fields}), status
        )

    def _told(self, answer: Response, status: int) -> str:
        assert answer.status_code == status, f"{answer.status_code}: {answer.text[:2000]}"
        self.page = answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', self.page)
        self.csrf = found[1] if found else self.csrf
        return self.page

    @property
    def tenant(self) -> str:
        """The organisation that it is of: the first one, unless another was named."""
        return self._tenant or self.hub.database.tenants()[0]

    def begin(self, link: str = "", email: str = EMAIL) -> None:
        """Makes the first administrator with the link that the start prints, or with another."""
        link = link or self.hub.first_link()
        self.open(link)
        fields = {"organisation": "St Elsewhere NHS Trust", "name": "Ada Byron", "email": email}
        self.send(link, **fields, password=PASSWORD, again=PASSWORD)

    def person(self, role: str, kind: str = "tenant", scope: str = "", until: str = "") -> "Browser":
        """Somebody else of the same tenant with one role, signed in; kept by hand, as the page of people does it."""
        email = f"{role}-{kind}-{len(scope)}@{self._tenant or 'example'}.org"
        with self.hub.database.within(self.tenant, write=True) as within:
            made = add_person(within, f"Some {role}", email)
            set_password(within, made, PASSWORD)
            if role != "nobody":
                give(within, made, role, kind, scope, until, given_by=made)
        other = Browser(self.hub, self._tenant)
        other.sign_in(email)
        return other

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, code: str = "", status: int = 200) -> str:
        """Signs in."""
        self.open("/sign-in")
        return self.send("/sign-in", status, email=email, password=password, code=code)
