"""Pictures of the vocabulary window: python -m tests.support.ui_hotword_gallery FOLDER LANGUAGE-THEME-SCENE...

Needs a display (Xvfb will do). Scenes: words, empty.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication

from app.hotwords.desk import HotwordService
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Profiles
from app.hotwords.usage import UsageCounts
from engine.events import DecodedBy, Final
from ui.common.theme import Theme
from ui.common.translation import install
from ui.vocabulary.editor import HotwordEditor

WORDS = {
    "en": {
        "Hospital": "Dr Okonkwo\tdoctor o con quo\t2\tward 7\nmetoprolol\nKubernetes|k8s\tcooper netties\t1.5\n"
        "Anneliese\nAnnelise\nfun asr => Fun-ASR\n张伟\n/(\\d+) percent/ => \\1 %\n\tnot a word\n",
        "Board meeting": "EBITDA\nHearLoop 40\nQuarton\n",
    },
    "zh": {
        "生物课": "CRISPR\t基因编辑\t2\t第三讲\n线粒体\n张伟\t\t1.5\t助教\n张玮\nKubernetes|k8s\n内质网\n"
        "fun asr => Fun-ASR\n",
        "董事会": "息税前利润\nHearLoop 40\n重庆分公司\n",
    },
}
PROFILES = {"en": ("Rounds", "Board"), "zh": ("上课", "开会")}
SENTENCES = {"en": "ask doctor o conquo about metropolol and cooper netties", "zh": "请张伟讲一下克里斯伯和线立体"}


def main() -> None:
    folder, application = Path(sys.argv[1]), QApplication(sys.argv[:1])
    for name in sys.argv[2:]:
        language, colours, scene = name.split("-")
        translators = install(application, language)
        theme = Theme(application, colours)
        desk = _desk(language if scene == "words" else "")
        editor = HotwordEditor(desk, theme)
        editor.show()
        _settle(application, 1500)
        if scene == "words":
            editor.trial.sentence.setText(SENTENCES[language])
            _settle(application, 2500)
        editor.grab().save(str(folder / f"{name}.png"))
        editor.put_away()
        desk.close()
        for each in translators:
            application.removeTranslator(each)


def _desk(language: str) -> HotwordService:
    home = Path(mkdtemp())
    library, usage = HotwordLibrary(home / "hotwords"), UsageCounts(home / "usage.db")
    for name, text in WORDS.get(language, {}).items():
        library.create(name, from_paste(text))
    if language:
        lists = list(WORDS[language])
        names = PROFILES[language]
        library.save_profiles(Profiles({names[0]: (lists[0],), names[1]: (lists[1],)}, active=names[0]))
        for number, word in enumerate(("Kubernetes", "Kubernetes", "张伟", "Anneliese", "metoprolol", "张伟", "张伟")):
            final = Final(number, 0, 1, "", (), "", DecodedBy.CTC, 0, None, (word,), (word,))
            usage.note(final)
        usage.settle()
    return HotwordService(library, usage)


def _settle(application: QApplication, ms: int) -> None:
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < ms:
        application.processEvents()


if __name__ == "__main__":
    main()
