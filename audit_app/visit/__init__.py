"""The verbs on an open audit: what may be done, decided here, then written by the pen and kept by the store.

`visit` begin, answer, measure, undo and sign; `findings`, `survey`, `photos`, `sheets` and `action_sheet` the verbs on
these; `register` what is known beyond one audit; `sample` a whole audit walked by the program.
"""
