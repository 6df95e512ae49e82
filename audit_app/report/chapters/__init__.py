"""The chapters of a report, one module each, as blocks; `chart`, `survey_figure` and `label_places` draw."""
