"""What programs ask under /v1: JSON in and out, refusals as problem+json.

exchange      push, pull, pictures, by the rules of the exchange
enrol         a tablet joins
reading       lists, export, reports
calendar      what falls due, for calendar programs
running       whether it runs, and how
"""
