"""The hub: one register for a trust, served by `mr-audit hub`. Nothing that runs on a tablet imports it.

settings                      what an installation is told from outside: database, pictures, addresses
shape, tables, migrations/    the tables, in words both SQLite and PostgreSQL take; Alembic brings them up to date
database                      transactions, and the one place where a tenant's rows are told from others'
identity/                     who somebody is and what they may do: accounts, sessions, roles, devices
web/                          the program that answers: bounds, guards, problems
console/                      pages for people
projections/, keeping/, api/  lists, what is kept, what programs ask
out/                          everything out again, for the tablet app and other programs
mail                          the weekly mail to owners
command, serving              the command line, and the process that serves
"""
