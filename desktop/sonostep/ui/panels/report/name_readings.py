"""The choice among readings of the patient's name, where its bytes fit more than one character set."""

from sonostep.core.checks.identity import name_readings
from sonostep.core.edits import ReadNameAs
from sonostep.core.exam import Exam
from sonostep.ui.exam_controller import ExamController
from sonostep.ui.kit.i18n import translate
from sonostep.ui.kit.inputs import ComboBox


class NameReadings(ComboBox):
    """The card of readings of the patient's name.

    Offers each reading that the clips allow; the chosen one holds for the exam and all its clips.
    """

    def __init__(self, controller: ExamController) -> None:
        super().__init__()
        self._controller = controller
        self._readings: tuple[str, ...] = ()
        self.setObjectName("name_readings")
        self.setAccessibleName(translate("Report", "Reading of the patient's name"))
        self.activated.connect(self._choose)

    def show_exam(self, exam: Exam) -> bool:
        """Show the readings of the exam's patient; return whether there is a choice."""
        of_clips = [name_readings(clip) for clip in self._controller.session.clips]
        ours = [readings for readings in of_clips if exam.patient.name in readings]
        readings = tuple(dict.fromkeys(reading for some in ours for reading in some))
        if readings != self._readings:
            self._readings = readings
            self.clear()
            self.addItems(readings)
        self.setCurrentIndex(self.findText(exam.patient.name))
        self.setEnabled(not exam.closed)
        return bool(readings)

    def _choose(self) -> None:
        self._controller.do(ReadNameAs(self.currentText(), self._readings))
