"""Items of evidence: `evidence` what is kept of one, `document` the PDF it becomes through `outlines`, `held` as the
rules see it, `hidden_text` what travels with a file unseen, `proposal` an audit as a first draft.
"""
