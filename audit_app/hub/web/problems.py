"""Refusals in one shape: problem+json (RFC 9457) for programs, a page for people. None tells more than it must."""

from fastapi import Request
from starlette.responses import JSONResponse, Response

STATUS_WORDS = {
    400: "This cannot be done as it was asked",
    401: "Sign in first",
    403: "You may not do this",
    404: "This is not here",
    405: "This cannot be done here",
    409: "This is not as it was",
    413: "This is too large",
    421: "This hub has another address",
    422: "This cannot be done as it was asked",
    429: "Too many tries",
    500: "Something unforeseen went wrong here",
    503: "This cannot be done just now",
}


class Refused(Exception):
    """A request that is refused: HTTP status, what is wrong, what to do; `wait` in seconds where waiting helps."""

    def __init__(self, status: int, fault: str = "", remedy: str = "", wait: int = 0) -> None:
        super().__init__(status, fault)
        self.status, self.fault, self.remedy, self.wait = status, fault, remedy, wait


class SignIn(Exception):
    """Somebody must sign in first and comes back to where they wanted to go."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


def for_programs(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", "text/html")


def problem(refused: Refused) -> Response:
    """A refusal as problem+json."""
    says = {"type": "about:blank", "status": refused.status, "title": STATUS_WORDS.get(refused.status, "Refused")}
    detail = " ".join(part for part in (refused.fault, refused.remedy) if part)
    says |= {"detail": detail} if detail else {}
    return JSONResponse(says, refused.status, headers(refused), media_type="application/problem+json")


def headers(refused: Refused) -> dict[str, str]:
    """What a refusal says beside its body."""
    found = {"retry-after": str(refused.wait)} if refused.wait else {}
    return found | ({"www-authenticate": "Bearer"} if refused.status == 401 else {})
