"""Load and check ``exam_protocols/``: bytes come in here, frozen values of ``core`` go out."""

from sonostep.protocols.error_data import load_error_data
from sonostep.protocols.library import (
    check_file,
    data_ref,
    knowledge_at_hand,
    list_protocols,
    load_knowledge,
    load_protocol,
    load_vocabulary,
)

__all__ = [
    "check_file",
    "data_ref",
    "knowledge_at_hand",
    "list_protocols",
    "load_error_data",
    "load_knowledge",
    "load_protocol",
    "load_vocabulary",
]
