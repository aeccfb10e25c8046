"""Exams on disk: the journal that survives a killed process, the list of exams, and the exam file."""

from sonostep.storage.drafts import load_drafts, save_drafts
from sonostep.storage.exam_json import exam_from_json, exam_to_json, load_exam, save_exam
from sonostep.storage.exam_list import ExamSummary, backup, kept_exam, list_exams
from sonostep.storage.finals import final_path, keep_final, kept_seal, settled
from sonostep.storage.journal import (
    ExamJournal,
    ReadOnlyJournal,
    create_journal,
    exams_folder,
    open_journal,
)

__all__ = [
    "ExamJournal",
    "ExamSummary",
    "ReadOnlyJournal",
    "backup",
    "create_journal",
    "exam_from_json",
    "exam_to_json",
    "exams_folder",
    "final_path",
    "keep_final",
    "kept_exam",
    "kept_seal",
    "list_exams",
    "load_drafts",
    "load_exam",
    "open_journal",
    "save_drafts",
    "save_exam",
    "settled",
]
