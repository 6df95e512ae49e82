"""The maker's isocontours, to compare with.

lines     a level's distances or its traced line; a whole plot
read      a plot from a file's bytes
entries   the same from named values (JSON, TOML)
sayings   what such values say of their units beside the names of the distances
table     the same from columns (CSV)
cells     one level or distance with its unit
pairs     one quantity in two units: “8.2 (2.5)” under “ft (m)”
"""

from audit_app.field.published.lines import ACROSS, ALONG, PublishedLine, PublishedPlot, traced
from audit_app.field.published.read import read_published

__all__ = ["ACROSS", "ALONG", "PublishedLine", "PublishedPlot", "read_published", "traced"]
