"""The field survey: plan, readings, chart and results, files of readings, the maker's plot."""
