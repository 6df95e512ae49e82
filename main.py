"""Flet's door: `flet run` and `flet build` start the app here."""

from audit_app.screens.server.server import run_here

if __name__ == "__main__":
    run_here()
