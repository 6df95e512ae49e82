"""What was found wanting and what becomes of it.

`finding` and `actions` as they stand, `due` what falls due, `carry_over` what the next audit takes along,
`action_sheet` the site's sheet out and in, `replies` what came back by e-mail.
"""
