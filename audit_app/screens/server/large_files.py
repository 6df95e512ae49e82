"""A page that sends a large file piece by piece, outside the screens: progress, and going on after any cut.

The screens' own picker sends a file in one go and knows nothing of a half. Here a script of this server cuts the file
into pieces and asks where each goes on.
"""

import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from audit_app.beside import beside
from audit_app.errors import AuditError, UsageError
from audit_app.exchange.bounds import PIECE
from audit_app.screens.server.pages import FRAME, STYLE, STYLE_DIGEST
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.shelf.arriving import Arriving, Coming

POLICY = (
    f"default-src 'none'; script-src 'self'; connect-src 'self'; style-src '{STYLE_DIGEST}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
BODY = """<p>Send a large file to this device: an audit from another tablet, a backup, or a bundle. It is sent in
pieces; if the connection is lost, choose the same file again and sending continues where it stopped.</p>
<label for="file">File</label><input id="file" type="file">
<p><progress id="bar" max="1" value="0" aria-label="Sent"></progress></p><p id="said" role="status"></p>
<p><a href="/{back}">Back</a></p>"""
BACK = ("take", "about", "portfolio")  # the screens that send somebody here
HEAD = '<script src="send.js" defer></script>'
NOWHERE = {"Cache-Control": "no-store"}


def large_files(cabinet: Cabinet) -> list[BaseRoute]:
    """The page, and where its script sends the pieces to."""
    arriving = Arriving(cabinet.folder)

    async def page(request: Request) -> Response:
        asked_from = request.query_params.get("back", "")
        body = BODY.format(back=asked_from if asked_from in BACK else BACK[0])
        whole = FRAME.format(head=HEAD, style=STYLE, body=body)
        headers = {**NOWHERE, "Content-Security-Policy": POLICY}
        return Response(whole, media_type="text/html", headers=headers)

    async def pieces(request: Request) -> Response:
        try:
            one, offset = asked(request)
            if request.method == "PUT":
                return said(200, offset=await beside(arriving.add, one, offset, await piece_of(request)))
            return said(200, offset=await beside(arriving.offset, one))
        except AuditError as error:
            return said(400, fault=str(error))
        except ClientDisconnect:
            return said(400, fault="Cut off")

    return [Route("/send", page), Route("/pieces", pieces, methods=["GET", "PUT"])]


def asked(request: Request) -> tuple[Coming, int]:
    """The file that a request is about, and the offset of its piece; UsageError for what is neither."""
    said = request.query_params
    try:
        size, offset = int(said["size"]), int(said.get("offset", "0"))
        return Coming(said["name"][:300], size, said.get("stamp", "")[:40]), offset
    except (KeyError, ValueError) as error:
        raise UsageError("The request", "names no file", "Choose the file again") from error


async def piece_of(request: Request) -> bytes:
    """The body, measured while it comes."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > PIECE:
            raise UsageError("The piece", f"is larger than {PIECE >> 20} MiB", "Choose the file again")
    return bytes(data)


def said(status: int, **what: Any) -> Response:
    """A short answer for the script."""
    return Response(json.dumps(what), status, media_type="application/json", headers=NOWHERE)
