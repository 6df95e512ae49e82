"""A file of readings as readings.

read        readings with heights as written, until a datum is chosen
left_open   what a file leaves open, and what a person answered
axes        which columns are places
strength    which hold the field
lengths     units of length, blank places, separators that may part thousands
row         one row as a reading, or a note saying why there is none
"""

from audit_app.field.surveys.left_open import Answers, Unanswered
from audit_app.field.surveys.read import USUAL_HEIGHT, Survey, read_survey

__all__ = ["USUAL_HEIGHT", "Answers", "Survey", "Unanswered", "read_survey"]
