"""Load and check ``exam_protocols/``: bytes come in here, frozen values of ``core`` go out."""

from sonostep.protocols.library import (
    check_file,
    data_ref,
    knowledge_at_hand,
    list_protocols,
    load_knowledge,
    load_protocol,
    load_safety,
    load_vocabulary,
)
from sonostep.protocols.measurement_error import load_error_data
from sonostep.protocols.report_sentences import load_report_sentences

__all__ = [
    "check_file",
    "data_ref",
    "knowledge_at_hand",
    "list_protocols",
    "load_error_data",
    "load_knowledge",
    "load_protocol",
    "load_report_sentences",
    "load_safety",
    "load_vocabulary",
]
