"""Requests to a hub from inside a page: by the browser's own fetch, which waits for nothing and follows no redirect.

The page's policy and the hub must each name the other; else the browser refuses before anything is sent.
"""

import asyncio

from pyodide.ffi import JsException
from pyodide.http import pyfetch

from audit_app.membership.wire import Answer, Request, no_answer, too_large


class Fetch:
    """`Wire` in a browser: no cookie goes along, nothing is kept by the browser."""

    async def ask(self, request: Request) -> Answer:
        """See `Wire`."""
        try:
            return await asyncio.wait_for(_ask(request), request.within)
        except TimeoutError as error:
            raise no_answer("it takes too long") from error
        except (JsException, OSError) as error:
            raise no_answer("the browser could not reach it, or was not allowed to") from error


async def _ask(request: Request) -> Answer:
    body = {"body": request.body} if request.body else {}
    asked = {"method": request.method, "headers": request.headers, "credentials": "omit", "cache": "no-store"}
    told = await pyfetch(request.url, redirect="error", referrerPolicy="no-referrer", **asked, **body)
    names = ("content-length", "upload-length")
    headers = {name: str(told.headers[name]) for name in names if name in told.headers}
    length = headers.get("content-length", "0")
    if length.isdecimal() and int(length) > request.most:
        raise too_large(request.most)
    found = await told.bytes()
    if len(found) > request.most:
        raise too_large(request.most)
    return Answer(int(told.status), found, headers)
