"""The log: `entries/` are its kinds, `people` what they name, `slots` which of them hold, `chain` whether it is whole.

`canonical` is the one way an entry is written down, `clock` the time it carries.
"""
