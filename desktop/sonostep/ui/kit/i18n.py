"""Translate the interface, and retranslate it live where the language is switched."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from sonostep.core.text import Language
from sonostep.paths import resources

translate = QCoreApplication.translate
"""Called by this name everywhere, because lupdate finds strings by it."""


def N(context: str, source: str) -> str:
    """Mark ``source`` for lupdate (as QT_TRANSLATE_NOOP), and return it as it is."""
    return source


def spoken() -> Language:
    """Return the language that the interface speaks just now."""
    return "zh-TW" if QLocale().language() == QLocale.Language.Chinese else "en"


_QT_NAMES: dict[Language, str] = {"en": "en", "zh-TW": "zh_TW"}


class LanguageSwitch:
    """Owns the installed translators; lives as long as the application."""

    def __init__(self, language: Language) -> None:
        self._installed: list[QTranslator] = []
        self.language: Language = language
        self.use(language)

    def use(self, language: Language) -> None:
        """Make ``language`` the interface's; Qt then tells every widget by a LanguageChange event."""
        for translator in self._installed:
            QCoreApplication.removeTranslator(translator)
        self.language = language
        name = _QT_NAMES[language]
        # Without it, Chinese characters come out in their Japanese form.
        locale = QLocale(name)
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        QLocale.setDefault(locale)
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self._installed = [
            *_load(f"qtbase_{name}", qt_folder),
            *_load_ours(name),
        ]
        for translator in self._installed:
            QCoreApplication.installTranslator(translator)


class _FromMemory(QTranslator):
    """Reads bytes that it keeps: Qt maps a file, and one that is written anew meanwhile ends the program."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self.load(self._data, "")


def _load_ours(name: str) -> list[QTranslator]:
    try:
        data = (resources() / "translations" / f"sonostep_{name}.qm").read_bytes()
    except OSError:
        return []
    return [_FromMemory(data)]


def _load(name: str, folder: str) -> list[QTranslator]:
    translator = QTranslator()
    return [translator] if translator.load(name, folder) else []
