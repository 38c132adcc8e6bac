"""Loads the window's language through Qt's translators: our sentences, and the words that Qt itself says."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from wbc_desktop.domain.language import ENGLISH, Language, mark, set_language
from wbc_desktop.runtime.resources import resource

SYSTEM = "system"
CONTEXT = "wbc"
"""All our sentences lie in this context of the translation files; the sentence alone is the key."""

NAMES = {"en": "English", "id": "Bahasa Indonesia"}
"""The languages there are, each called as those who speak it call it (so never translated)."""

CHOICES = ((mark("As the system"), SYSTEM), *((name, code) for code, name in NAMES.items()))
"""Names and values of the setting."""

log = logging.getLogger(__name__)

_loaded: list[QTranslator] = []


def chosen_language(setting: str) -> str:
    """The code of the language that ``setting`` ("system", or a code) comes to on this computer."""
    if setting in NAMES:
        return setting
    for wanted in QLocale.system().uiLanguages():
        code = wanted.replace("_", "-").partition("-")[0].lower()
        code = "id" if code == "in" else code  # Indonesian's code before 1989, which Java and old systems still say
        if code in NAMES:
            return code
    return "en"


def translate_into(setting: str) -> str:
    """Speak this language from now on; gives back its code. What is on the screen already stays as it is.

    Needs the application object. Where a file of translations is missing or damaged, it stays English.
    """
    forget_translations()
    code = chosen_language(setting)
    app = QCoreApplication.instance()
    if code == "en" or app is None:
        QLocale.setDefault(QLocale(QLocale.Language.English))
        return "en"
    locale = QLocale(code)
    for name in ("qtbase", "wbc"):
        translator = QTranslator(app)
        file = resource("translations", f"{name}_{code}.qm")
        if not translator.load(str(file)):
            log.warning("translations not loaded: %s", file)
            translator.deleteLater()
            continue
        _loaded.append(translator)
        QCoreApplication.installTranslator(translator)
    QLocale.setDefault(locale)
    set_language(Language(code, locale.decimalPoint(), locale.groupSeparator(), _look_up))
    return code


def forget_translations() -> None:
    """English again."""
    set_language(ENGLISH)
    while _loaded:
        translator = _loaded.pop()
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def _look_up(text: str, number: int) -> str:
    return QCoreApplication.translate(CONTEXT, text, None, number) if text else text
