"""Fringe-field physics: readings, plans, the fitted field, its lines, and how far to trust them (numpy only).

    readings     what a person read off a meter, and with which probe
    geometry     positions on a plan, distances to lines
    published/   the maker's isocontours, to compare with
    multipoles   the field outside a magnet as a sum of exterior multipoles
    fit/         how a field is fitted: how the magnet lies, its multipoles, and what they leave
    model        a fitted field with its uncertainty
    lines        where a level lies, between which bounds, and whether readings support it
    slips        readings that look ten or a thousand times out, said in words
    contours     a line all round, and how it lies to a boundary
    site         where iron makes the model fail
    plausible    whether lines can be right, beside the maker's plot or other magnets
    columns      what a column means; numbers and units in cells
    tables       any delimited or fixed-width text as columns of cells
    files/       what names of columns say, which make the field, samples that stand out
    surveys      a file of readings as readings
    logs         a gaussmeter log, and what it was taken to be
    account      one survey's whole account
    telling      that account as plain values and as text
    meters/      readings straight from a gaussmeter

Field in mT, positions in metres from the isocentre: x across the bore, y along it, height above it.
"""

import os

# A fit solves many small systems one after another: threads would wait for one another and take several times the work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
