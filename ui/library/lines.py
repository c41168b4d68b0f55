"""What the lists of the library say: one line of data for a transcript, or for a place that a search found."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.transcripts.library import ListedTranscript
from app.transcripts.values import SearchHit, SessionSummary, default_title
from engine.text.harmless import harmless
from ui.common.clock import clock_text
from ui.common.language_names import language_name
from ui.library.titles import model_name, source_name

translate = QCoreApplication.translate
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ListLine:
    """headline: a title, or a snippet with the words that were sought at `spans`. sound: a recording is there.

    hint: what has no room in the line.
    """

    headline: str
    detail: str
    spans: Spans = ()
    sound: bool = False
    hint: str = ""

    @property
    def spoken(self) -> str:
        """For a screen reader."""
        sound = translate("LibraryLines", "with sound") if self.sound else ""
        said = (self.headline, self.detail, sound, self.hint.replace("\n", translate("LibraryLines", ", ")))
        return translate("LibraryLines", ", ").join(each for each in said if each)


def transcript_line(listed: ListedTranscript) -> ListLine:
    session = listed.session
    state = ""
    if session.running:
        state = translate("LibraryLines", "Captions are running")
    elif not session.finished:
        state = translate("LibraryLines", "Closed before it was finished")
    began = "" if is_untitled(session) else day_text(session.started_at)
    drafts = translate("LibraryLines", "drafts: {count}").format(count=session.drafts) if session.drafts else ""
    parts = (began, length_text(session.duration_s), state, tags_text(session), count_text(session.finals), drafts)
    detail = " · ".join(each for each in parts if each)
    return ListLine(title_of(session), detail, sound=listed.has_sound, hint=_hint(listed))


def _hint(listed: ListedTranscript) -> str:
    session = listed.session
    size = size_text(listed.own_sound_bytes) if listed.own_sound_bytes else ""
    lines = (
        (translate("LibraryLines", "Source: {what}"), source_name(session.source)),
        (translate("LibraryLines", "Languages: {what}"), languages_text(session)),
        (translate("LibraryLines", "Model: {what}"), model_name(session.model)),
        (translate("LibraryLines", "Sound: {what}"), size),
    )
    return "\n".join(words.format(what=what) for words, what in lines if what)


def head_text(session: SessionSummary) -> str:
    """Below the title of an open transcript."""
    began = "" if is_untitled(session) else date_text(session.started_at)
    made = (source_name(session.source), model_name(session.model), languages_text(session), tags_text(session))
    parts = (began, length_text(session.duration_s), count_text(session.finals), *made)
    return " · ".join(each for each in parts if each)


def languages_text(session: SessionSummary) -> str:
    return translate("LibraryLines", ", ").join(language_name(each) for each in session.languages)


def tags_text(session: SessionSummary) -> str:
    return " ".join(f"#{harmless(each)}" for each in session.tags)


def hit_line(hit: SearchHit) -> ListLine:
    title = date_text(hit.started_at) if hit.title == default_title(hit.started_at) else harmless(hit.title)
    return ListLine(harmless(hit.snippet), f"{title} · {clock_text(hit.start)}", hit.matches)


def title_of(session: SessionSummary) -> str:
    """Its name, or when it was."""
    return date_text(session.started_at) if is_untitled(session) else harmless(session.title)


def is_untitled(session: SessionSummary) -> bool:
    return session.title == default_title(session.started_at)


def date_text(seconds: float) -> str:
    """A day and a time as the user's country writes them. seconds: Unix time."""
    moment = QDateTime.fromSecsSinceEpoch(int(seconds))
    form = QLocale().dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "ddd").replace("MMMM", "MMM")
    return f"{QLocale().toString(moment, form)} {QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)}"


def day_text(seconds: float) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)).date(), QLocale.FormatType.ShortFormat)


def length_text(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 60:
        return translate("LibraryLines", "{seconds} s").format(seconds=round(seconds))
    if minutes < 60:
        return translate("LibraryLines", "{minutes} min").format(minutes=minutes)
    return translate("LibraryLines", "{hours} h {minutes} min").format(hours=minutes // 60, minutes=minutes % 60)


def size_text(size: int) -> str:
    """Bytes as people read them."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def count_text(captions: int) -> str:
    if captions == 1:
        return translate("LibraryLines", "1 caption")
    return translate("LibraryLines", "{count} captions").format(count=QLocale().toString(captions))
