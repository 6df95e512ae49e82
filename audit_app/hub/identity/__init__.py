"""Who somebody is and what they may do.

tokens, passwords, one_time_codes, tries     what is shown at a door, and how often
tenants                                      organisations, and the first administrator of each
people, sessions, links, oidc                accounts, who is signed in, links that work once, the trust's own sign-in
caller, roles                                who asks, and what each role may do where
devices                                      tablets, each enrolled under a person's login
access_log                                   who read or exported what
"""
