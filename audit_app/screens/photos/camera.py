"""The camera in the app: look, take; the photo is kept before it is shown. Where there is none, the picker serves."""

import logging
from typing import Any

import flet as ft

from audit_app.audit.audit import Audit
from audit_app.screens.flet_gaps import picture_from
from audit_app.screens.photos.arrival import PhotoPlace
from audit_app.screens.photos.arrivals import arrivals
from audit_app.screens.photos.coming import IncomingPhotos
from audit_app.screens.photos.strip import camera_here
from audit_app.screens.pieces.component import held, piece, view
from audit_app.screens.pieces.dialogs import strong
from audit_app.screens.pieces.frame import frame
from audit_app.screens.pieces.layout import M, body, empty, padded, stack
from audit_app.screens.pieces.navigation import go
from audit_app.screens.pieces.open_audit import still_opening, use_audit
from audit_app.screens.session.desk import Desk
from audit_app.screens.session.language import say, say_many

SNAP = 30  # seconds a camera may take
log = logging.getLogger("audit_app.screens")


@view
def CameraScreen() -> ft.View:
    """The camera for the item an address names."""
    desk, audit = use_audit()
    at = ft.use_route_params()
    item, thing = at.get("item", ""), at.get("thing") or None
    if audit is None:
        return frame("/camera", say("Camera"), [still_opening()])
    back = f"/audit/{audit.id}"
    route = f"{back}/camera/{item}" + (f"/{thing}" if thing else "")
    about = audit.checklist.items[item].text if item in audit.checklist.items else ""
    if not camera_here():
        words = say("Go back and choose Add photos: the tablet offers its own camera there.")
        inner = empty(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, say("The camera cannot be used in the app here"), words)
        return frame(route, say("Camera"), [inner], back=back)
    inner = ft.Container(Viewfinder(desk, audit, item, thing), expand=True)
    return frame(route, say("Camera"), inner, back=back, subtitle=about)


@piece
def Viewfinder(desk: Desk, audit: Audit, item: str, thing: str | None) -> ft.Control:
    """What the camera sees, and the one button."""
    camera, set_camera = held(None)
    state, set_state = held("")
    taken, set_taken = held(0)
    where, coming = PhotoPlace(audit.id, item, thing), arrivals(desk)

    def prepare() -> None:
        import flet_camera

        set_camera(flet_camera.Camera(expand=True))

    async def start() -> None:
        if camera is not None:
            set_state(await started(camera))

    async def take() -> None:
        set_state("taking")
        try:
            data = await snapped(camera)
        except (RuntimeError, TimeoutError) as error:
            log.warning("The camera gave no picture: %r", error)
            set_state(say("No picture was received from the camera. Go back and try again, or choose Add photos."))
            return
        set_state("ready")
        set_taken(taken + 1)
        await coming.handed(where, f"camera-{taken + 1}.jpg", data)

    ft.use_effect(prepare, [])
    ft.use_effect(start, [camera])
    if camera is None:
        return still_opening()
    if state not in ("", "ready", "taking"):
        return no_picture(state, audit.id)
    count = [body(say_many("{n} photo taken", "{n} photos taken", taken), key="taken")] if taken else []
    shutter = strong("shutter", say("Take photo"), take, icon=ft.Icons.CAMERA, disabled=state != "ready")
    below = padded(stack(*count, shutter, IncomingPhotos(coming, where, key="coming")), M)
    seen = ft.Container(camera, expand=True, bgcolor=ft.Colors.BLACK, alignment=ft.Alignment.CENTER)
    return ft.Column([seen, below], expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def no_picture(why: str, audit_id: str) -> ft.Control:
    """The camera gives none: why, and the way back."""
    to_item = strong("to-item", say("Back to the item"), go(f"/audit/{audit_id}"), icon=ft.Icons.ARROW_BACK)
    return empty(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, say("No picture from the camera"), why, to_item)


async def snapped(camera: Any) -> bytes:
    """A photo's bytes; RuntimeError when there are none."""
    data = await picture_from(camera, SNAP)
    if not data:
        raise RuntimeError("no bytes")
    return data


async def started(camera: Any) -> str:
    """Opens the back camera, or the first there is: "ready", or why not."""
    import flet_camera

    try:
        found = await camera.get_available_cameras()
        if not found:
            return say("This device has no camera. Go back and choose Add photos.")
        back = [each for each in found if each.lens_direction is flet_camera.CameraLensDirection.BACK]
        await camera.initialize((back or found)[0], flet_camera.ResolutionPreset.MAX, enable_audio=False)
    except (RuntimeError, TimeoutError) as error:
        log.warning("The camera could not be opened: %r", error)
        return say("The camera could not be opened. Allow it in the device's settings, or choose Add photos.")
    return "ready"
