"""How a field is fitted: how the magnet lies, its multipoles, and what they leave.

frame      how a magnet lies in the plan: where its middle is, and which way its axis points
places     distinct places of a survey: readings within 5 cm are one
noise      what each reading may be out by
joint      multipoles, how the magnet lies, meter and remainder told apart together
remainder  what the multipoles leave, as a Gaussian process on ln B all round
iron       what iron nearby would make of readings, and how much they look like it
choice     which way of lying the readings speak for, and what is to be asked
"""
