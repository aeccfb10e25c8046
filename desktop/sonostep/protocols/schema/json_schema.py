"""Our file formats and answers as JSON Schema: an editor can help who writes, and others can test us."""

import json
from pathlib import Path

from pydantic import BaseModel

from sonostep.paths import exam_protocols
from sonostep.protocols.cases import CasesFile
from sonostep.protocols.clinic_layer import LayerFile
from sonostep.protocols.numbers import NumbersFile
from sonostep.protocols.schema.companions import HandoutFile, TreatmentsFile
from sonostep.protocols.schema.differential import DifferentialAnswer
from sonostep.protocols.schema.findings import FindingsAnswer
from sonostep.protocols.schema.knowledge import KnowledgeFile
from sonostep.protocols.schema.measurement_error import ErrorFile
from sonostep.protocols.schema.protocol import ProtocolFile, StepsFile
from sonostep.protocols.schema.report_sentences import SentencesFile
from sonostep.protocols.schema.safety import SafetyFile
from sonostep.protocols.schema.vocabulary import VocabularyFile

_MODELS: dict[str, type[BaseModel]] = {
    "protocol": ProtocolFile,
    "steps": StepsFile,
    "vocabulary": VocabularyFile,
    "knowledge": KnowledgeFile,
    "layer": LayerFile,
    "cases": CasesFile,
    "treatments": TreatmentsFile,
    "handout": HandoutFile,
    "measurement_error": ErrorFile,
    "safety": SafetyFile,
    "numbers": NumbersFile,
    "report_sentences": SentencesFile,
}

_ANSWERS: dict[str, type[BaseModel]] = {"differential": DifferentialAnswer, "findings": FindingsAnswer}
"""What the command line answers with ``--json``."""


def schemas() -> dict[str, str]:
    """Return the JSON Schema of each kind of file and answer as text, by kind."""
    return {kind: _text(model) for kind, model in (_MODELS | _ANSWERS).items()}


def _text(model: type[BaseModel]) -> str:
    return (
        json.dumps(model.model_json_schema(by_alias=True), ensure_ascii=False, indent=1, sort_keys=True)
        + "\n"
    )


def schema_files() -> dict[Path, str]:
    """Return where each published schema lies and what it has to say."""
    return {exam_protocols() / "schema" / f"{kind}.schema.json": text for kind, text in schemas().items()}


def publish() -> None:
    """Write the published schemas; a test fails while they are behind the code."""
    for path, text in schema_files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
