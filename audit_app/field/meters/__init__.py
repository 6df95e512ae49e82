"""Readings straight from a gaussmeter, so that nobody types them.

meter      what a meter tells: one protocol for all, and the readings it gives
simulated  a meter without hardware, for practice and tests
scpi       meters that speak SCPI over a network (Lake Shore F41 and F71) or a serial line
walk       the largest reading held while a person walks, and kept
"""
