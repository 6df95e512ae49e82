"""An audit in, everything its report says out: an Outline that every format is made from, and that a test can read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from audit_app.audit.audit import Audit
from audit_app.audit.findings.finding import findings
from audit_app.audit.signatures import as_signed, uncovered
from audit_app.report.album import Album
from audit_app.report.audit_json import whole_json
from audit_app.report.blocks import Chapter, Words
from audit_app.report.chapters import cover
from audit_app.report.chapters.basis import basis
from audit_app.report.chapters.comparison import comparison
from audit_app.report.chapters.findings import found
from audit_app.report.chapters.handover import handing_over
from audit_app.report.chapters.items import few_words, items
from audit_app.report.chapters.key import Key
from audit_app.report.chapters.plan import plan
from audit_app.report.chapters.record import contributions, instruments, record, revisions
from audit_app.report.chapters.result import first_page
from audit_app.report.chapters.scope import scope, visit
from audit_app.report.chapters.summary import stands, summary
from audit_app.report.chapters.survey.survey import survey, survey_brief
from audit_app.report.options import Layout, NoPictures, Options, Pictures
from audit_app.report.wording import log_heads

LANGUAGE = "en-GB"
BRIEF = "check"  # the kind of audit whose record is short


@dataclass(frozen=True)
class Outline:
    """What a report says, whole: front page, chapters, and the audit's own data for the attachment.

    `at` is the stamp of the audit's newest entry: the report's date, so that the same audit gives the same bytes.
    `heads` names the heads of the devices' logs in brief.
    """

    audit: str
    title: str
    subject: str
    author: str
    at: str
    banners: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    heads: str
    faults: tuple[str, ...] = ()
    data: bytes = field(default=b"", repr=False)
    language: str = LANGUAGE
    brief: bool = field(default=False, metadata={"about": "a record of half a page, without a front page of its own"})
    layout: Layout = "record"
    foot: str = field(default="", metadata={"about": "the foot of each page, where it is not the audit and its head"})

    @property
    def leads(self) -> bool:
        """Whether it leads with the result: its head is a line, and its facts stand in its last chapter."""
        return self.layout == "report" and not self.brief

    @property
    def byline(self) -> str:
        """Whose it is, of when, and by whom, in a line."""
        facts = dict(self.facts)
        who = [f"{name} {said}" for name, said in self.facts if name in ("Signed by", "Checked by")]
        unsigned = [f"Auditor {facts.get('Auditor') or 'not named'}", *(["not signed"] if "Signed" in facts else [])]
        return " · ".join(filter(None, (self.subject, facts.get("Begun on", ""), *(who or unsigned))))


def outline(audit: Audit, pictures: Pictures | None = None, options: Options | None = None) -> Outline:
    """The outline of an audit's report in the layout asked for; of a signed audit, as its signature covers it."""
    options, late, audit = options or Options(), len(uncovered(audit)), as_signed(audit)
    album, data = Album(audit, pictures or NoPictures()), whole_json(audit)
    begun, brief = audit.begun, audit.begun.purpose == BRIEF
    return Outline(
        audit=audit.id,
        title=cover.title(audit),
        subject=", ".join(part for part in (begun.unit.name, begun.unit.site, begun.unit.organisation) if part),
        author=begun.auditor.name,
        at=audit.latest,
        banners=cover.banners(audit),
        facts=cover.few(audit) if brief else (*cover.facts(audit), *visit(audit)),
        chapters=tuple(_brief(audit, album) if brief else _chapters(audit, album, data, options, late)),
        brief=brief,
        heads=log_heads(audit.heads),
        faults=album.faults,
        data=data,
        layout=options.layout,
    )


def _brief(audit: Audit, album: Album) -> Iterable[Chapter]:
    """A short list's record: what was asked and answered, and the findings if any."""
    key = Key(audit)
    yield Chapter("brief", "Record", (Words(stands(audit), "lead"), few_words(audit, key)))
    if findings(audit):
        yield found(audit, album, key)


def _chapters(audit: Audit, album: Album, data: bytes, options: Options, late: int) -> Iterable[Chapter]:
    key = Key(audit)
    parts = _report if options.layout == "report" else _record
    yield from (chapter for chapter in parts(audit, album, key, data, options, late) if chapter)


def _report(audit: Audit, album: Album, key: Key, data: bytes, options: Options, late: int) -> Iterable[Chapter | None]:
    """What is amiss, what must be done, and what was not looked at."""
    yield first_page(audit)
    yield handing_over(audit)
    yield plan(audit)
    yield found(audit, album, key)
    yield survey_brief(audit, album)
    yield comparison(audit, options.previous, options.earlier, whole=False)
    yield scope(audit, key, data, late, options.issuers)


def _record(audit: Audit, album: Album, key: Key, data: bytes, options: Options, late: int) -> Iterable[Chapter | None]:
    """Everything that was recorded, each thing once."""
    compared = comparison(audit, options.previous, options.earlier)
    yield summary(audit)
    yield handing_over(audit)
    yield found(audit, album, key, whole=True)
    yield survey(audit, album)
    yield items(audit, album, key)
    yield compared
    yield from (
        key.chapter(),
        basis(audit, key),
        instruments(audit),
        contributions(audit, options.issuers),
        revisions(audit, late),
    )
    yield record(audit, album, data, _earlier(options) if compared else ())


def _earlier(options: Options) -> tuple[Audit, ...]:
    """The audits compared with, each once, oldest first."""
    every = (*options.earlier, *((options.previous,) if options.previous else ()))
    return tuple({each.id: each for each in every}.values())
