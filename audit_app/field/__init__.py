"""Fringe-field physics: readings, plans, the fitted field, its lines, and how far to trust them (numpy only).

    readings     what a person read off a meter, and with which probe
    geometry     positions on a plan, distances to lines
    published    the maker's isocontours, to compare with
    multipoles   the field outside a magnet as a sum of exterior multipoles
    solve        least squares that stands up to a bad reading
    model        a fitted field with its uncertainty
    lines        where a level lies, between which bounds, and whether readings support it
    slips        readings that look ten or a thousand times out, said in words
    contours     a line all round, and how it lies to a boundary
    site         where iron makes the model fail
    columns      what a column means; numbers and units in cells
    tables       any delimited or fixed-width text as columns of cells
    surveys      a file of readings as readings
    logs         a gaussmeter log, and what it was taken to be
    account      one survey's whole account
    telling      that account as plain values and as text

Field in mT, positions in metres from the isocentre: x across the bore, y along it, height above it.
"""
