"""A text in both languages."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh-TW"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-TW")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text in English and Traditional Chinese; both are required."""

    en: str
    zh_tw: str

    def in_language(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.en if language == "en" else self.zh_tw
