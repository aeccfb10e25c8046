"""The pieces that all our data files are made of, as pydantic models that forbid what they do not know."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sonostep.core.protocol import Code, Heading, Site
from sonostep.core.text import LocalText

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=64)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
_SOURCE = r"^(H-\d\d|F-\d\d\d?|X-\d|R\d\d\d?b?|L\d\d|GK|ADR-\d\d\d\d)$"
SourceId = Annotated[str, StringConstraints(pattern=_SOURCE)]
"""A founding statement, a paper, a source of a clinic's own file (L), general knowledge, or a decision."""


class Model(BaseModel):
    """Strict: unknown fields and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("the text is blank")
    return text


class TextModel(Model):
    """A text in both languages; a missing one is an error."""

    en: Annotated[Words, AfterValidator(_not_blank)]
    zh_tw: Annotated[Words, AfterValidator(_not_blank)] = Field(alias="zh-TW")

    def core(self) -> LocalText:
        """Return the value that core knows."""
        return LocalText(self.en, self.zh_tw)


class CodeModel(Model):
    """A code of a published scheme; ``verified`` says whether somebody looked it up."""

    scheme: Literal["SCT", "DCM", "LN", "I10C", "LOCAL"]
    value: Words
    meaning: Words
    verified: bool

    def core(self) -> Code:
        """Return the value that core knows."""
        return Code(self.scheme, self.value, self.meaning, self.verified)


class SiteModel(Model):
    """A body site, spinal level, segment or facet."""

    id: Id
    text: TextModel
    codes: list[CodeModel] = []

    def core(self, group: str) -> Site:
        """Return the value that core knows."""
        return Site(self.id, self.text.core(), tuple(c.core() for c in self.codes), group)


class HeadingModel(Model):
    """What a group of things is listed under."""

    id: Id
    text: TextModel

    def heading(self) -> Heading:
        """Return the value that core knows."""
        return Heading(self.id, self.text.core())


def local(text: TextModel | None) -> LocalText | None:
    """Return an optional text as core knows it."""
    return text.core() if text else None
