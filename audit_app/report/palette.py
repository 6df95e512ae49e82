"""One palette for every format: calm, clinical, dark on white; each pair of ink and ground can be read by all."""

from audit_app.audit.verdicts.judge import Verdict

PALETTE = {
    "ink": "#1c2830",
    "muted": "#5a6872",
    "rule": "#d4dce1",
    "panel": "#f2f5f7",
    "accent": "#0f5468",
    "paper": "#ffffff",
    "warning": "#8a5300",
    "danger": "#a12622",
    # verdicts, as the ground of bars
    "compliant": "#2f7d5b",
    "partly": "#e3b04b",
    "deficient": "#b3322e",
    "at_the_line": "#7a4fa3",
    "disputed": "#8f2d63",
    "no_limit": "#4d7ea8",
    "not_applicable": "#c3ccd2",
    "not_assessed": "#e4dcc8",
    "not_done": "#eceff1",
    # risk bands
    "low": "#2e7d4f",
    "moderate": "#8a5c00",
    "high": "#b84a08",
    "extreme": "#a31f1c",
    "plain": "#5a6872",
}

VERDICT_INK = {  # verdict words on white
    Verdict.COMPLIANT: "#1f6347",
    Verdict.PARTLY: "#805600",
    Verdict.DEFICIENT: "#a12622",
    Verdict.NOT_APPLICABLE: "#5a6872",
    Verdict.NOT_ASSESSED: "#6d5a1e",
    Verdict.AT_THE_LINE: "#643a8f",
    Verdict.NO_LIMIT: "#2f5f88",
    Verdict.DISPUTED: "#8f2d63",
    Verdict.NOT_DONE: "#5a6872",
}
