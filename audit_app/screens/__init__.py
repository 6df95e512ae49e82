"""Walking round with the app: the only room that knows Flet.

    app         puts the parts together, a desk for each session    routes     which screen stands at which address
    flet_gaps   what Flet lacks, and what stands in for it          theme      colours and type
    server/     serving the screens to a browser                    session/   desk, cabinet, preferences, texts
    home/       the list of audits, a new one, what is due          visit/     walking through an audit, place by place
    visit/item/ one line: its question, answer, note                survey/    the field on a plan, readings, the plot
    photos/     taking, choosing, marking, redacting                findings/  what is wrong, what is done about it
    paper/      sheets printed, typed in, checked                   report/    where an audit stands, signing, files
    portfolio/  evidence for MRSE, the bundle, checklists           unit/      register, references, emergency card
    device/     settings, backup, help, about                       pieces/    what screens of several rooms share

The rooms stand on floors (`pyproject.toml`, checked): server, app, routes; device, paper, portfolio, unit; home,
report, survey; visit, findings; photos; pieces; theme; session; flet_gaps. What only one room uses stands in that room.

Conventions, for whoever adds a screen:

*A screen* is a function that gives a `ft.View`, marked `@view` (pieces/component.py), in a module of its own, with one
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
itself (see `TypedField`). Only `app.gate`, `piece` and `view` (pieces/component.py) catch broadly.

*Identity*: every control that matters is wrapped by `known("visit.next", control)`: its `key` for the headless tests
(`tests/screen.py`) and its semantics identifier for the browser (`get_by_test_id`). Names are dotted, lower case and
stable; rows end in the key of their line, e.g. `answer.compliant.door-closes@<thing id>`.

*Texts* go through `say("Sentence in English with {parts}", parts=…)` or `say_many`. No text is glued together.

*Space*: only XS 4, S 8, M 16, L 24, XL 32 from pieces/layout.py; targets are at least TARGET 48. Cards, chips, empty
states, headings and buttons come from pieces/ (layout, dialogs, fields, verdicts). Icons are `ft.Icon`, never symbols
in text, so that no glyph is missing offline. A verdict is shown by `verdicts.badge`.

*Forms* are frozen values. What is typed is one dataclass (`ActionForm`, `TypedReading`, the `Form` of a new audit) with
verbs that give another one: `form.owned_by(person)`. Where a field does more than hold its text, a second frozen value
says what the form is at one drawing and what can be done with it (`ReadingEdit`: `change`, `take`, `keep`, `leave`);
functions that draw a part take that value instead of a row of callbacks. What a form offers from the register is read
once, when it opens, with `held_from`: no key that is typed waits for the store.

*Text fields* are made by `text_field` or `TypedField` alone. The text of a field that has the focus is the client's: no
drawing writes to it (`flet_gaps.ClientText`). What a key changes is kept at once and drawn on leaving
(`session/hand.py`), so a form computes then and not at every key; only a field that becomes empty, or no longer is, is
drawn at once, and a search on a pause (`draws=`). Whatever is done elsewhere leaves the field first
(`session/event_order.py`). Give a field no `key` that changes with its text. A form holds what is typed with
`drafted(field, start)`, one text with `edited(field, kept)`: both follow what is kept until somebody types, and draft
every change in a row of their session (`session/draft_rows.py`), for two may type in one field; what was left so is
listed by visit/left_typed.py. A text that is kept together with others shows
`clashing(name, edit)`, a form `clash_cards(form, captions)`, and nothing is kept until that is settled. What is typed
while the page is cut off comes as `on_brought` from `assets/typed.js`.

*Records of the device* (an item of a portfolio, a draft of a checklist) are read anew where they are changed, never
written back from what a screen read when it opened; then `desk.told_device()`.

*State* of a component is `held`; of a session it is at the desk (`desk.own(Arrivals)`), of the process in the cabinet
(`cabinet.own(Readings)`), never a global of a module (but for
the language and the size of type, which say why). Names that Flet keeps to itself stand in `flet_gaps` alone.

*Long work* runs in `beside(work, …)` on frozen values, with `working(…)` shown. Files to be fetched go into
`desk.cabinet.made` and are offered with `desk.cabinet.offer(path)`, an address for a button's `ft.OpenUrl` action.
"""
