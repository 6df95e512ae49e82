"""Pages for people: made on the server, whole without a script, one table of columns and rows for every list.

pages                        a template to an answer
doors, account               beginning, signing in, one's own account
people                       people, roles, tablets, the access log
"""
