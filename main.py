"""Flet's door: `flet run` and `flet build` start the app here."""

from audit_app.screens.app import run

if __name__ == "__main__":
    run()
