"""What follows when a reader corrects a sentence: it is stored, and its word may be learnt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QToolButton

from engine.errors import CaptioningError
from ui.common.banner import BannerStack, Kind
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import translated
from ui.common.theme import Theme
from ui.common.tokens import px
from ui.library.shown_sessions import ShownSessions
from ui.live.caption_view import CaptionView
from ui.live.ports import CorrectionPort
from ui.live.sentence_editing import SentenceEditing
from ui.vocabulary.corner import VocabularyCorner

# Pronunciation comes with it, numpy too: imported when somebody corrects something.
if TYPE_CHECKING:
    from app.hotwords.offering import Offer

FIELD_PX = 220


class Corrections(QObject):
    """Corrects in the view, in the store and, with the reader's consent, in the lists."""

    def __init__(
        self,
        transcripts: CorrectionPort,
        view: CaptionView,
        theme: Theme,
        banners: BannerStack,
        corner: VocabularyCorner,
        sessions: ShownSessions,
    ) -> None:
        super().__init__(view)
        self._transcripts, self._view, self._banners, self._corner = transcripts, view, banners, corner
        self._sessions = sessions
        self._relays: list[Relay] = []
        self.editing = SentenceEditing(view, theme, self)
        self.editing.corrected.connect(self._on_corrected)

    def correct_newest(self) -> None:
        """The sentence with the caret, or the newest."""
        number = self._view.places.settled_in_hand()
        if number is not None:
            self.editing.open(number)

    def put_away(self) -> None:
        """Keep what was typed; results are no longer reported."""
        self.editing.finish()
        for relay in self._relays:
            relay.cut()

    def _on_corrected(self, key: object, before: str, after: str) -> None:
        if isinstance(key, tuple):
            self._store(key[0], key[1], after)
        self._offer(before, after)

    def _store(self, session: int, utterance: int, text: str) -> None:
        stored = self._sessions.stored(session)
        if stored is None:
            what = self.tr("These captions are not stored: the correction stands in this window alone.")
            self._banners.tell("correction", Kind.INFO, what)
            return
        relay = Relay(lambda failed: self._on_stored(relay, failed))
        self._relays.append(relay)
        self._transcripts.correct(stored, utterance, text, relay.send)

    def _on_stored(self, relay: Relay, failed: object) -> None:
        self._relays.remove(relay)
        if isinstance(failed, CaptioningError):
            what = self.tr("The correction is not saved: {why}").format(why=translated(failed.what))
            self._banners.tell("correction", Kind.ERROR, what, translated(failed.remedy))

    # Learning

    def add_word(self, word: str) -> None:
        """Into the list that a correction would go to, as it is written."""
        from app.hotwords.offering import offer_of

        work = partial(offer_of, word=word, new_list=self.tr("My words"))
        self._corner.asking.ask(work, lambda offered: self._learn(offered, [word]), slow=True)

    def _offer(self, before: str, after: str) -> None:
        from app.hotwords.offering import offer

        work = partial(offer, before=before, after=after, new_list=self.tr("My words"))
        self._corner.asking.ask(work, self._on_offer, slow=True)

    def _on_offer(self, offered: Offer | None) -> None:
        if offered is None:
            return
        if offered.at_once:
            self._learn(offered, list(offered.words))
        else:
            self._ask(offered)

    def _ask(self, offered: Offer) -> None:
        """One notice with the word, which may be changed, and three answers; to dismiss it is "not this time"."""
        what = self.tr("Listen for this word from now on?")
        where = self.tr("It goes to the list “{name}”.").format(name=offered.target)
        banner = self._banners.tell("learning", Kind.INFO, what, where)
        field = named(QLineEdit(", ".join(offered.words)), "learnt")
        field.setAccessibleName(self.tr("The word as it is to be written"))
        field.setMinimumWidth(px(FIELD_PX))
        banner.put(field)

        def learn() -> None:
            words = [each.strip() for each in field.text().replace("，", ",").replace("、", ",").split(",")]
            self._learn(offered, [each for each in words if each])

        def always() -> None:
            self._answer("always")
            learn()

        def never() -> None:
            self._answer("never")
            self._banners.clear("learning")

        field.returnPressed.connect(learn)
        for title, hint, act in (
            (self.tr("Add"), self.tr("Add the word, and ask again the next time"), learn),
            (self.tr("Always"), self.tr("Add the word, and from now on without asking"), always),
            (self.tr("Never"), self.tr("Learn nothing from corrections"), never),
        ):
            banner.put(_button(title, hint, act))

    def _learn(self, offered: Offer, words: list[str]) -> None:
        from app.hotwords.offering import learn

        self._banners.clear("learning")
        work = partial(learn, offered=offered, words=words)
        self._corner.asking.ask(work, partial(self._on_learnt, offered, words))

    def _on_learnt(self, offered: Offer, words: list[str], _new: tuple[str, ...]) -> None:
        said = self.tr("“{words}” will be listened for from the next sentence on.").format(words=", ".join(words))
        self._corner.asking.tell(said, self.tr("It is in the list “{name}”.").format(name=offered.target))

    def _answer(self, consent: str) -> None:
        from app.hotwords.offering import answer_from_now_on
        from app.hotwords.profiles import Consent

        self._corner.asking.ask(partial(answer_from_now_on, consent=Consent(consent)))


def _button(title: str, hint: str, act: Callable[[], None]) -> QToolButton:
    button = named(QToolButton(), "action")
    button.setText(title)
    button.setToolTip(hint)
    button.clicked.connect(act)
    return button
