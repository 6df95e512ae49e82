"""The rules of the scheme for one item of evidence. Source: IPEM MRSE applicant guidance, version 3.0, in our words."""

from audit_app.portfolio.evidence.evidence import FromAudit, FromFile
from audit_app.portfolio.evidence.held import Held
from audit_app.portfolio.rules.rule import Found, Rules, concern
from audit_app.portfolio.rules.similarity import emails, named, patient_marks, repeated, words
from audit_app.portfolio.rules.state import Portfolio, Weight

REPEATS = 0.5  # share of a commentary's phrases; above it the commentary is called a repeat
CONCISE = 300  # words of commentary
A_FEW, TOO_MANY = 20, 40  # pages of one item
MEDICAL = 6  # words in a thousand; above it a document is asked about
_DOCUMENTS = ("local rules", "standard operating procedure", "sops", "policy", "policies", "document review")
LEAST_MEDICAL = 4  # such words, before their share is looked at
_MEDICAL = (
    "diagnos", "prognos", "clinically", "contraindicat", "radiologist", "cardiologist", "surgeon", "consultant",
    "symptom", "patholog", "lesion", "tumour", "sedat", "anaesthe", "prescri", "dosage", "therap", "treatment",
    "pregnan", "neurolog", "oncolog",
)  # fmt: skip
_REVIEWS = ("review", "reviewed", "reviewing", "audit of", "audited", "revised", "revision")

RULES = Rules()


# What an item needs


@RULES.item("A sub-category", "Every item is indexed to the sub-categories it is evidence for.")
def has_sub_category(portfolio: Portfolio, held: Held) -> Found:
    known = portfolio.scheme.sub_categories
    if not held.item.sub_categories:
        yield concern(has_sub_category, "blocks", held.item.code, "Has no sub-category yet", "Choose at least one")
    for unknown in (each for each in held.item.sub_categories if each not in known):
        said = f"“{unknown}” is not a sub-category of {portfolio.scheme.title}"
        yield concern(has_sub_category, "blocks", held.item.code, said, "Choose another")


@RULES.item("A date", "Evidence is dated. A date that has not come yet is a slip.")
def dated(portfolio: Portfolio, held: Held) -> Found:
    if held.item.day is None:
        yield concern(dated, "blocks", held.item.code, "Has no date", "Give the day the work was done")
    elif held.item.day > portfolio.today:
        yield concern(dated, "blocks", held.item.code, "Is dated in the future", "Correct the date")


@RULES.item("A commentary", "A short commentary says what the context was and what you did yourself.")
def has_commentary(portfolio: Portfolio, held: Held) -> Found:
    said = words(held.item.commentary)
    if not said:
        remedy = "Say in a few sentences what you did and why"
        yield concern(has_commentary, "blocks", held.item.code, "Has no commentary", remedy)
    elif len(said) > CONCISE:
        long = f"Has a commentary of {len(said)} words"
        yield concern(has_commentary, "reminds", held.item.code, long, "Shorten it; the evidence speaks first")


@RULES.item("A commentary that adds", "A commentary adds context and does not repeat what the evidence says.")
def commentary_adds(portfolio: Portfolio, held: Held) -> Found:
    if held.text and repeated(held.item.commentary, held.text) > REPEATS:
        said, remedy = "Its commentary repeats its document", "Say what the document does not: why, and your own part"
        yield concern(commentary_adds, "reminds", held.item.code, said, remedy)


@RULES.item("A document", "The evidence itself is included, not linked; a few relevant pages of a long document do.")
def has_document(portfolio: Portfolio, held: Held) -> Found:
    if held.text is not None and not held.pages:
        said = f"Its document cannot be made. {held.trouble}".rstrip(". ")
        yield concern(has_document, "blocks", held.item.code, said, "Add it again, or choose another part")
    elif held.pages > A_FEW and not held.item.pages:
        said, weight = f"Its document has {held.pages} pages", _weight_of_length(held)
        remedy = "Choose another part of the audit, or" if isinstance(held.item.source, FromAudit) else "Choose"
        yield concern(has_document, weight, held.item.code, said, f"{remedy} the few pages that show your part")


def _weight_of_length(held: Held) -> Weight:
    """Nobody reads a long document through: the pages that matter are asked for, and not only advised."""
    return "warns" if held.pages > TOO_MANY else "reminds"


@RULES.item("Finished work", "Finalised documents are asked for, and simulated work is to be called simulated.")
def finished(portfolio: Portfolio, held: Held) -> Found:
    if held.made_up and not held.item.simulated:
        said = "Comes from a simulated audit but is called real"
        yield concern(finished, "blocks", held.item.code, said, "Mark the item as simulated")
    if held.draft:
        yield concern(
            finished, "warns", held.item.code, "Comes from an audit that is not signed", "Sign the audit first"
        )


@RULES.item("Your own work", "Authorship is to be plain in the evidence itself.")
def attributed(portfolio: Portfolio, held: Held) -> Found:
    name = portfolio.applicant.person.name
    if not name.strip():
        return
    if held.text and not named(held.text, [name]):
        said = f"Does not name {name}"
        yield concern(attributed, "warns", held.item.code, said, "Add a page or an e-mail that shows your part")


# What must not leave


@RULES.item("Photographs reviewed", "Private details are blanked out before anything leaves.")
def photos_reviewed(portfolio: Portfolio, held: Held) -> Found:
    if held.unreviewed:
        said = f"Has {len(held.unreviewed)} photographs nobody has reviewed: {', '.join(held.unreviewed)}"
        yield concern(photos_reviewed, "blocks", held.item.code, said, "Review each one for what to redact")


@RULES.item(
    "Addresses of outsiders",
    "Private details are removed. Professional contact details may stay: it is for you to judge.",
)
def outsiders(portfolio: Portfolio, held: Held) -> Found:
    own = (*portfolio.applicant.domains, *_domain_of(portfolio.applicant.person.email))
    found = [each for each in emails(_said(held)) if not any(_within(each, domain) for domain in own)]
    if found:
        said = f"Holds e-mail addresses from outside: {', '.join(found[:5])}"
        remedy = f"Professional contacts may stay. {_removal(held)} otherwise"
        yield concern(outsiders, "warns", held.item.code, said, remedy)


@RULES.item("Names not to be disclosed", "You may blank out whatever you do not wish to disclose to the assessors.")
def undisclosed(portfolio: Portfolio, held: Held) -> Found:
    for name in named(_said(held), portfolio.applicant.undisclosed):
        remedy = f"{_removal(held)}, or take it off the list of names not to be disclosed"
        yield concern(undisclosed, "warns", held.item.code, f"Holds the name “{name}”", remedy)


@RULES.item("Patients", "Nothing that could identify a patient may be in a portfolio.")
def patients(portfolio: Portfolio, held: Held) -> Found:
    found = patient_marks(_said(held))
    if found:
        said = f"Holds what could identify a patient: {', '.join(found[:3])}"
        yield concern(patients, "warns", held.item.code, said, f"Look at it. {_removal(held)}")


@RULES.item("What could not be read", "Names, addresses and patients are looked for only where there is text to read.")
def read_whole(portfolio: Portfolio, held: Held) -> Found:
    if held.unread:
        more = f" and {len(held.unread) - 5} more" if len(held.unread) > 5 else ""
        said = f"Not checked for names and patients: {', '.join(held.unread[:5])}{more}"
        yield concern(read_whole, "warns", held.item.code, said, "Look through it yourself, or leave it out")


def _said(held: Held) -> str:
    return "\n".join((held.item.title, held.item.commentary, held.text or "", held.beside))


def _removal(held: Held) -> str:
    """How something is taken out of a document: this app hides parts of photographs, and of nothing else."""
    if isinstance(held.item.source, FromFile) and held.item.source.media != "image":
        return "Choose only the pages without it, or remove it in the program it was made with and add the file again"
    return "Choose a part without it"


def _domain_of(address: str) -> tuple[str, ...]:
    return (address.rpartition("@")[2],) if "@" in address else ()


def _within(address: str, domain: str) -> bool:
    host, wanted = address.rpartition("@")[2], domain.lower().lstrip("@.")
    return bool(wanted) and (host == wanted or host.endswith(f".{wanted}"))


# What it is evidence for


@RULES.item(
    "7.1 and 7.2 against category 2",
    "Checks of equipment and facilities belong to category 7; review of safety documents belongs to category 2.",
)
def document_review(portfolio: Portfolio, held: Held) -> Found:
    mine = held.item.sub_categories
    if not any(each.startswith("7.") for each in mine):
        return
    said = f"{held.item.title} {held.item.commentary}".lower()
    if any(each.startswith("2.") for each in mine):
        remedy = "Say in its parts which pages belong to which"
        yield concern(document_review, "warns", held.item.code, "Is meant for category 7 and category 2", remedy)
    elif any(each in said for each in _DOCUMENTS) and any(each in said for each in _REVIEWS):
        remedy = "Index it to category 2, or say what was checked in the unit itself"
        yield concern(document_review, "warns", held.item.code, "Reads like a review of safety documents", remedy)


@RULES.item(
    "MHRA references that can be followed",
    "In at least two sub-categories the evidence refers traceably to the MHRA guidelines, "
    "showing compliance or justifying a deviation.",
)
def clauses_named(portfolio: Portfolio, held: Held) -> Found:
    if held.item.traceable and not held.item.clauses:
        remedy = "Name the parts of the guidelines it refers to"
        yield concern(clauses_named, "warns", held.item.code, "Is called traceable but names no clause", remedy)


@RULES.item(
    "MHRA references that are there", "A reader must find each named part of the guidelines in the item itself."
)
def clauses_found(portfolio: Portfolio, held: Held) -> Found:
    if not held.item.traceable or not held.text:
        return
    gone = [each for each in held.item.clauses if not named(held.text, [_topic(each)])]
    if gone:
        words, remedy = f"Does not itself say “{_topic(gone[0])}”", "Choose another part, or take the clause off"
        yield concern(clauses_found, "warns", held.item.code, words, remedy)


@RULES.item(
    "MHRA references in force", "A reference to a superseded edition is followed only where its edition is named."
)
def edition_in_force(portfolio: Portfolio, held: Held) -> Found:
    old = [each for each in held.item.clauses if "superseded" in each.lower()] if held.item.traceable else []
    if old:
        said = f"Refers to a superseded edition: “{_topic(old[0])}”"
        remedy = "Confirm its section in the edition in force (References), or say why the older one applied"
        yield concern(edition_in_force, "warns", held.item.code, said, remedy)


@RULES.item("Medical judgement", "Evidence that is mainly medical judgement is outside the scope of the scheme.")
def not_mainly_medical(portfolio: Portfolio, held: Held) -> Found:
    if held.item.not_medical or not isinstance(held.item.source, FromFile):
        return
    told = words(f"{held.item.title} {held.item.commentary} {held.text or ''}")
    found = sum(any(each.startswith(stem) for stem in _MEDICAL) for each in told)
    if found >= LEAST_MEDICAL and found * 1000 > MEDICAL * len(told):
        said = "Much of it is about diagnosis, treatment or whether a patient may be scanned"
        remedy = "Say that it shows MR safety expertise and not mainly a medical judgement, or leave it out"
        yield concern(not_mainly_medical, "warns", held.item.code, said, remedy)


def _topic(clause: str) -> str:
    """What a clause is about: after the document and section, before remarks in brackets."""
    return clause.rpartition(": ")[2].partition(" (")[0]
