"""De-identification: clips that may leave, cleaned, blanked, looked at, and logged without names."""

from sonostep.privacy.choices import Box, Choices, Dates
from sonostep.privacy.folder import Staged
from sonostep.privacy.pixels import Mask, every_frame, kept
from sonostep.privacy.pseudonyms import Pseudonyms
from sonostep.privacy.run import DeidentifyItem, Outcome, deidentify

__all__ = [
    "Box",
    "Choices",
    "Dates",
    "DeidentifyItem",
    "Mask",
    "Outcome",
    "Pseudonyms",
    "Staged",
    "deidentify",
    "every_frame",
    "kept",
]
