"""Loads the language of the window with Qt's translators: the program's sentences and Qt's own."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from wbc_desktop.domain.language import ENGLISH, Language, mark, set_language
from wbc_desktop.runtime.nameless import Plain
from wbc_desktop.runtime.resources import resource

SYSTEM = "system"
CONTEXT = "wbc"
"""The context of all sentences in the translation files; the sentence alone is the key."""

NAMES = {"en": "English", "id": "Bahasa Indonesia"}
"""The languages by code. Each name is in its own language, so it is never translated."""

CHOICES = ((mark("As the system"), SYSTEM), *((name, code) for code, name in NAMES.items()))
"""Names and values of the setting."""

log = logging.getLogger(__name__)

_loaded: list[QTranslator] = []


def chosen_language(setting: str) -> str:
    """Return the code of the language for ``setting`` ("system" or a code) on this computer."""
    if setting in NAMES:
        return setting
    for wanted in QLocale.system().uiLanguages():
        code = wanted.replace("_", "-").partition("-")[0].lower()
        code = "id" if code == "in" else code  # the code of Indonesian before 1989, still used by old systems
        if code in NAMES:
            return code
    return "en"


def translate_into(setting: str) -> str:
    """Translate new sentences into this language and return its code. Text that is already shown does not change.

    Needs the application object. Without a readable translation file the language is English.
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
            log.warning("translations not loaded: %s", Plain(file.name))
            translator.deleteLater()
            continue
        _loaded.append(translator)
        QCoreApplication.installTranslator(translator)
    QLocale.setDefault(locale)
    set_language(Language(code, locale.decimalPoint(), locale.groupSeparator(), _look_up))
    return code


def forget_translations() -> None:
    """Return to English and remove the loaded translators."""
    set_language(ENGLISH)
    while _loaded:
        translator = _loaded.pop()
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def _look_up(text: str, number: int) -> str:
    return QCoreApplication.translate(CONTEXT, text, None, number) if text else text
