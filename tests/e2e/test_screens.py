"""Every screen as it arrives in a browser: nothing from another network, a name and a size for every control."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.walks.browser import Tablet
from tests.walks.pages import Visit
from tests.walks.seed import begun
from tests.walks.server import Server

pytestmark = pytest.mark.browser

SMALLEST = 48  # logical pixels
SCREENS = ("", "new", "audit/{audit}", "audit/{audit}/summary", "audit/{audit}/report", "audit/{audit}/find",
           "audit/{audit}/paper", "settings", "emergency", "about", "help/visit")  # fmt: skip
# What is looked at in the semantics tree, and how each is called.
NODES = """
  const roles = ['button', 'switch', 'checkbox'].map(r => `flt-semantics[role=${r}]`).join(',');
  const nodes = [...document.querySelectorAll(roles)];
  const near = (e, what) => e.closest(`[${what}]`)?.getAttribute(what) || '';
  const name = e => (e.getAttribute('aria-label') || e.textContent.trim() || near(e, 'aria-label')).slice(0, 60);
  const id = e => near(e, 'flt-semantics-identifier') || e.outerHTML.slice(0, 120);
  const whole = b => b.width > 0 && b.top >= 64 && b.bottom < innerHeight - 110;
  const list = e => { for (let up = e.parentElement; up; up = up.parentElement)
    if (getComputedStyle(up).overflowY === 'scroll') return up.getBoundingClientRect(); };
  // a row that a list's edge cuts is as high as what is seen of it
  const cut = e => { const b = e.getBoundingClientRect(), l = list(e);
    return l && (b.top <= l.top + 1 || b.bottom >= l.bottom - 1); };
  const less = (b, least) => b.height < least - 0.5 || b.width < least - 0.5;
"""
SIZES = {"landscape": (1180, 820), "portrait": (820, 1180), "phone": (390, 844)}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    data: Path = tmp_path_factory.mktemp("screens") / "data"
    audit_id = begun(data)
    server = Server(data).start()
    yield server, audit_id
    server.stop()


def test_nothing_is_asked_of_another_network_and_nothing_is_missing(
    chromium: Browser, seeded: tuple[Server, str]
) -> None:
    server, audit_id = seeded
    tablet = Tablet.new(chromium, 390, 844, color_scheme="dark")
    asked: list[str] = []
    missing: list[str] = []
    tablet.page.on("request", lambda request: asked.append(request.url))
    tablet.page.on("response", lambda got: missing.append(got.url) if got.status >= 400 else None)
    tablet.open(server.to(f"audit/{audit_id}"))
    visit = Visit(tablet).here()
    visit.note("site-changes", "→ ✓ ☐ ≤ µT “quoted” ½")
    tablet.page.wait_for_timeout(1500)
    abroad = {url for url in asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))}
    assert all("rive_native" in url for url in abroad), abroad  # compiled into Flet's client, not used, may fail
    assert not missing
    tablet.page.context.close()


@pytest.mark.parametrize("screens", [SCREENS[0::2], SCREENS[1::2]], ids=["half", "other half"])
def test_every_control_has_a_name_and_is_large_enough_for_a_glove(
    chromium: Browser, seeded: tuple[Server, str], screens: tuple[str, ...]
) -> None:
    server, audit_id = seeded
    tablet = Tablet.new(chromium)
    faults: list[str] = []
    for screen in screens:
        address = screen.format(audit=audit_id)
        for number, (size, (width, height)) in enumerate(SIZES.items()):
            tablet.page.set_viewport_size({"width": width, "height": height})
            if number == 0:
                tablet.open(server.to(address))
            tablet.at("emergency").or_(tablet.at("more")).first.wait_for(state="attached")
            tablet.page.wait_for_timeout(800)
            faults += [f"/{address}, {size}: {fault}" for fault in nameless(tablet) + small(tablet) + axe(tablet)]
    assert not faults, "\n".join(faults)
    tablet.page.context.close()


def nameless(tablet: Tablet) -> list[str]:
    """Buttons, fields and switches that a screen reader could not name."""
    return list(
        tablet.page.evaluate(f"() => {{ {NODES} return nodes.filter(e => !name(e)).map(e => 'no name: ' + id(e)) }}")
    )


def small(tablet: Tablet) -> list[str]:
    """Targets under 48 px, of those that are wholly on the screen."""
    said = tablet.page.evaluate(
        f"""least => {{ {NODES}
            return nodes.filter(e => whole(e.getBoundingClientRect()) && !cut(e))
                .filter(e => less(e.getBoundingClientRect(), least))
                .map(e => Math.round(e.getBoundingClientRect().width) + ' x '
                        + Math.round(e.getBoundingClientRect().height) + ': ' + name(e)) }}""",
        SMALLEST,
    )
    return list(said)


OWNED = """() => [...document.querySelectorAll("[aria-owns]")].every(
    each => each.getAttribute("aria-owns").split(" ").every(id => document.getElementById(id)))"""


def axe(tablet: Tablet) -> list[str]:
    """What axe finds in the semantics tree; Flutter draws the rest on a canvas, which it cannot see.

    The tree names the page's own elements before they are there: it is looked at once they are.
    """
    tablet.page.wait_for_function(OWNED)
    rules = ["aria-allowed-attr", "aria-required-attr", "aria-roles", "aria-valid-attr", "aria-valid-attr-value",
             "duplicate-id-aria", "html-has-lang", "document-title"]  # fmt: skip
    found = Axe().run(tablet.page, options={"runOnly": {"type": "rule", "values": rules}})
    return [f"axe {each['id']}: {each['help']}" for each in found.response["violations"]]
