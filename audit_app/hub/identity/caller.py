"""Who asks: a person who is signed in, or a device that was enrolled under a person's login."""

from dataclasses import dataclass

from audit_app.hub.identity.roles import Grants


@dataclass(frozen=True)
class Caller:
    """Whoever asks, of which tenant, with the roles as they are now; `csrf` is the word that their forms must carry."""

    tenant: str
    person: str
    name: str
    grants: Grants
    csrf: str = ""
    session: str = ""
    device: str = ""
