"""MR unit safety audits and acceptance tests: walk the unit with a checklist, leave with a report.

An audit is a checklist and the entries made against it. Everything else is worked out from those two.

    screens, commands, __main__     walking round with it, and the same without a tablet
    portfolio                       handing it over: evidence, bundle, verify, share
    visit                           the verbs on an open audit: what may be done
    report | store                  telling it, and keeping it
    exchange                        how two partners bring each other up to date
    audit                           what was seen: entries, judge, replay, findings, actions
    checklist | field               what is asked; fringe-field physics
    documents                       foreign PDF, Word, e-mail and CSV files, each read once
    photos                          picture bytes
    units | counting | dates        numbers with units; things counted, and days, in words
    errors | resources              what can go wrong; the data files

Imports go downward only (checked by import-linter). Data flows one way:

    checklist file -> Checklist -> Audit -> tap -> Visit -> Entry -> store.append (durable) -> shown
    Audit -> Outline -> pdf | html | docx | csv | json -> portfolio bundle
"""

__version__ = "0.1.0"
