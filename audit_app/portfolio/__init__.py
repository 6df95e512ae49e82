"""Handing it over: evidence for the IPEM MRSE scheme, and files that another tablet or an assessor can check.

evidence/     items of evidence and what is read from their documents      rules/    what the scheme asks of them
bundle/       a portfolio as one file, and its verification                share/    one audit as one file
checklists/   versions of a checklist and what changed between them
parcel, filenames     the zip of one exact layout, and names that are harmless on every system
"""
