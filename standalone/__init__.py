"""The app alone on the tablet: the whole of it as static files that a browser keeps and runs by itself.

    build       `python -m standalone build`: assembles the folder of static files and a zip of it
    packages    which packages travel, and what of each a tablet never needs (travels.toml)
    wheels      the WebAssembly wheels: found in a folder by digest, or fetched
    symbols     what a WebAssembly module imports that nobody offers
    bytecode    Python compiled ahead, by the Python that will run it
    archive     zip files and compressed files with the same bytes each time
    page        the page, its policy and its emergency card
    weight      what each part weighs
    serve       a folder as static files, as any web server would
    web/        the page, the worker that runs Python, its disk, and the service worker that keeps the app
    wasm/       numpy and Pillow from their source archives
    android/    the Android package around the tablet's own WebView

What Python must know of the browser is in `audit_app/screens/browser/`. How it works: docs/standalone.md.
"""
