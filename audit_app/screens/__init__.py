"""Walking round with the app: the only room that knows Flet.

    app       a desk for each session, the look, the one gate for trouble        serving   the web server
    routes    which screen stands at which address                               cabinet   what all sessions share
    desk      the one observable of a session: frozen values and verbs           words     every text, and languages
    pieces/   what screens are made of                                           theme     colours and type

Conventions, for whoever adds a screen:

*A screen* is a function that gives a `ft.View`, marked `@view` (pieces/drawing.py), in a module of its own, with one
line in `routes.py`. Its body ends in `frame(route, title, controls, back=…, help_page=…)` (pieces/frame.py), which
brings the trouble bar, the undo bar, the way back and the emergency card. Parts of it with state or a list row of
their own are functions marked `@piece`, or `@row` when they are handed only values and bound methods (then they are
drawn again only when one of those differs). Never `ft.component` bare: a component that fails would freeze the screen.

*The desk*: `desk = use_desk()` first, before any condition, like every hook. `desk.audit` is a frozen Audit (or None
before `desk.open(audit_id)`); `desk.window` says width, height and whether it is dark; `desk.preferences` the rest.

*A verb* is `desk.act(lambda visit: visit.answer(…), said=say("…"))`: it goes through `visit/visit.py`, is kept, then
shown, then told to other tablets on the same audit. `said` shows the undo bar. Never keep a Visit, a Store or an
entry in a component's state.

*Trouble*: raise, do not handle. An AuditError that leaves an event handler is shown in the trouble bar by the session's
gate; anything else is logged and shown as a plain sentence. A field that wants the words beside it catches AuditError
itself (see `TypedField`). Only `app.gate` and `drawing.piece` catch broadly.

*Identity*: every control that matters is wrapped by `known("visit.next", control)`: its `key` for the headless tests
(`tests/screen.py`) and its semantics identifier for the browser (`get_by_test_id`). Names are dotted, lower case and
stable; rows end in the key of their line, e.g. `answer.compliant.door-closes@<thing id>`.

*Texts* go through `say("Sentence in English with {parts}", parts=…)` or `say_many`. No text is glued together.

*Space*: only XS 4, S 8, M 16, L 24, XL 32 from pieces/layout.py; targets are at least TARGET 48. Cards, chips, empty
states, headings and buttons come from pieces/ (layout, dialogs, fields, verdicts). Icons are `ft.Icon`, never symbols
in text, so that no glyph is missing offline. A verdict is shown by `verdicts.badge`.

*Text fields* hold their value in state (`TypedField`), or the next drawing wipes them. A form holds what is typed with
`drafted(field, start)`, which keeps it as a draft on every change; what was left so is told by `left_typed.py`.

*Long work* runs in `asyncio.to_thread` on frozen values, with `working(…)` shown. Files to be fetched go into
`desk.cabinet.made` and are offered with `desk.cabinet.offer(path)`, an address for a button's `ft.OpenUrl` action.
"""
