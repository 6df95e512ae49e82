"""The app alone in a browser: what Python must know of the page that runs it. Only the page's worker comes here.

    start             opens the data and the screens, and answers what the page asks
    files             picked files come in piece by piece, made ones go out, the browser's decoder is asked
    ahead             imports what later screens need while nobody does anything
    page_connection   Flet's way between both, with what it lacks in a browser

The page gives its side as a module named `mr_audit_page`, and Flet asks for one named `flet_js`.
What is different without a server stands where it is used: `beside.py` (no threads), `store/database.py` (one reader
of the write-ahead log), `store/folder.py` (the disk itself is held by one page).
"""
