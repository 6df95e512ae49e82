"""The tables of `reference/`: TOML that travels with the app, read once into frozen values."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from audit_app.documents.toml_text import toml_tables
from audit_app.errors import ReferenceProblem
from audit_app.resources import reference

T = TypeVar("T", bound=BaseModel)


def read_table(name: str, shape: type[T]) -> T:
    """One file of `reference/` in the given shape; ReferenceProblem names the file and the entry that is wrong."""
    try:
        text = reference(name).read_text(encoding="utf-8")
    except OSError as error:
        raise ReferenceProblem(name, f"cannot be read ({error.strerror})", "Install the app again") from error
    except UnicodeDecodeError as error:
        raise ReferenceProblem(name, "is not UTF-8 text", "Save it as UTF-8") from error
    return parse_table(text, name, shape)


def parse_table(text: str, name: str, shape: type[T]) -> T:
    """A table from its text; `name` is the place in error messages."""
    try:
        return shape.model_validate(toml_tables(text))
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(str(step) for step in first["loc"])
        raise ReferenceProblem(f"{name}, {place}", first["msg"], "Correct it") from error
    except ValueError as error:
        raise ReferenceProblem(name, f"is not valid TOML: {error}", "Correct the line it names") from error
