"""Pages for people: made on the server, whole without a script, one table of columns and rows for every list.

pages                        a template to an answer
doors, account               beginning, signing in, one's own account
tables                       every list: sorted, filtered, as CSV
audits                       one audit: documents, log, what is awaited
oidc                         to the organisation's sign-in and back
replies                      an owner's actions by link; replies that the lead answers
hooks                        which programs are told of what comes in
reply_photos                 photographs in replies
people                       people, roles, tablets, the access log
"""
