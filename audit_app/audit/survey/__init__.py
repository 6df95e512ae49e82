"""The fringe-field survey of an audit: `survey` its readings as physics takes them, `floor_lines` and the
`floor_answers` that follow from them, `line_distances` for the trends.
"""
