"""Small exams for the report tests, built in code."""

import io
from dataclasses import replace
from functools import cache

import numpy as np
import pydicom
from PIL import Image
from pydicom.uid import UID

from sonostep.core.annotation import Annotation, ShapeKind
from sonostep.core.clip import FrameRef, Patient, Region, ScaleInfo, StudyInfo
from sonostep.core.differential.result import (
    Band,
    Differential,
    Direction,
    Judgement,
    NextStep,
    Reason,
    RedFlag,
    SourceKind,
)
from sonostep.core.exam import ClipRecord, DataRef, Exam, KeyImage, ViewRecord, ViewState
from sonostep.core.finding import Complaint, Feature, Finding, FindingKey, FindingState, Side
from sonostep.core.measure.geometry import Point
from sonostep.core.protocol import (
    AnswerKind,
    Code,
    FeatureGroup,
    FlagLevel,
    Option,
    ProtocolDefinition,
    Question,
    Site,
    Slot,
    SlotTool,
    Step,
    View,
    Vocabulary,
)
from sonostep.core.report import Report, build_report
from sonostep.core.text import Language, LocalText

P, A, U, N = (
    FindingState.PRESENT,
    FindingState.ABSENT,
    FindingState.INDETERMINATE,
    FindingState.NOT_ASSESSED,
)
L, R = Side.LEFT, Side.RIGHT
DICOM_CLIP = "1.2.826.0.1.3680043.8.498.1.1.1"
VIDEO_CLIP = "sha256:" + "ab12" * 16
ULTRASOUND_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.3.1"


def t(en: str, zh: str) -> LocalText:
    return LocalText(en, zh)


VOCABULARY = Vocabulary(
    version="1.0.0",
    sha256="c" * 64,
    questions=(
        Question(
            "trochanter_palpation",
            t("Greater trochanter tender on palpation", "大轉子壓痛"),
            sided=True,
            asks_complaint=True,
        ),
        Question(
            "gmed_tendon_thickened",
            t("Gluteus medius tendon thickened", "臀中肌肌腱變粗"),
            sided=True,
            sites=("lateral_facet", "superoposterior_facet"),
        ),
        Question("bursal_fluid", t("Fluid in the trochanteric bursa", "轉子滑囊積液"), sided=True),
        Question(
            "echogenicity",
            t("Tendon echogenicity", "肌腱回音"),
            AnswerKind.CHOICE,
            options=(
                Option("hypo", t("hypoechoic", "低回音"), P),
                Option("normal", t("fibrillar", "纖維狀"), A),
            ),
            sided=True,
            codes=(Code("DCM", "110849", "Echogenicity", True),),
        ),
        Question(
            "nrs_night",
            t("Night pain (NRS)", "夜間疼痛(NRS)"),
            AnswerKind.NUMBER,
            unit="{score}",
            low=0,
            high=10,
            present_from=1,
        ),
        Question("saddle_numbness", t("Saddle numbness", "會陰部麻木"), flag=FlagLevel.STOP),
    ),
    feature_groups=(
        FeatureGroup(
            "quality", t("Quality", "性質"), (("numb", t("numb", "麻")), ("stabbing", t("stabbing", "刺痛")))
        ),
        FeatureGroup(
            "timing",
            t("Timing", "時間"),
            (
                ("supine", t("lying flat at night", "夜間躺平")),
                ("rising", t("rising from sitting", "久坐站起瞬間")),
            ),
        ),
    ),
    sites=(
        Site("anterior_thigh", t("anterior thigh", "大腿前側")),
        Site("lateral_calf", t("lateral calf", "小腿外側")),
        Site("lateral_hip", t("outer buttock", "屁股外側"), (Code("SCT", "29836001", "Hip", True),)),
        Site("lateral_facet", t("lateral facet", "外側面")),
        Site("superoposterior_facet", t("superoposterior facet", "後上面")),
    ),
)

PROTOCOL = ProtocolDefinition(
    id="lateral_hip",
    version="1.0.0",
    sha256="a" * 64,
    title=t("Lateral hip", "髖外側"),
    purpose=t("Greater trochanter, gluteal tendons, bursae", "大轉子、臀肌肌腱、滑囊"),
    region="hip",
    steps=(
        Step(
            "history",
            t("History", "病史"),
            t("-", "-"),
            questions=("nrs_night", "saddle_numbness"),
            complaints=True,
        ),
        Step(
            "palpation", t("Palpation", "觸診"), t("-", "-"), questions=("trochanter_palpation",), sided=True
        ),
        Step(
            "gmed",
            t("Gluteus medius tendon", "臀中肌肌腱"),
            t("-", "-"),
            sided=True,
            views=(View("long", t("long axis", "長軸")), View("short", t("short axis", "短軸"))),
            slots=(
                Slot(
                    "gmed_thickness",
                    t("Gluteus medius tendon thickness", "臀中肌肌腱厚度"),
                    SlotTool.DISTANCE,
                    "mm",
                    code=Code("LN", "59089-3", "Thickness", True),
                ),
            ),
            questions=("gmed_tendon_thickened", "echogenicity"),
        ),
        Step(
            "bursa",
            t("Trochanteric bursa", "轉子滑囊"),
            t("-", "-"),
            sided=True,
            views=(
                View("transverse", t("transverse", "橫切")),
                View("doppler", t("power Doppler", "能量杜卜勒")),
            ),
            slots=(
                Slot("bursa_fluid", t("Bursal fluid thickness", "滑囊積液厚度"), SlotTool.DISTANCE, "mm"),
            ),
            questions=("bursal_fluid",),
        ),
        Step(
            "gmed_other",
            t("Other side for comparison", "對側比較"),
            t("-", "-"),
            sided=True,
            comparison=True,
            views=(View("long", t("long axis", "長軸")),),
            questions=("gmed_tendon_thickened",),
        ),
    ),
    limits=t("Ultrasound does not exclude intra-articular disease.", "超音波無法排除關節內病變。"),
)


@cache
def picture(rows: int = 480, columns: int = 640, seed: int = 1) -> bytes:
    """A grey speckled PNG."""
    rng = np.random.default_rng(seed)
    depth = np.linspace(1.0, 0.35, rows)[:, None]
    speckle = np.abs(rng.normal(size=(rows, columns)) + 1j * rng.normal(size=(rows, columns))) * 60 * depth
    buffer = io.BytesIO()
    Image.fromarray(np.clip(speckle, 0, 255).astype(np.uint8)).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


REGION = Region(40, 20, 599, 459, 1, 1, 3, 3, 0.008, 0.008)


def dicom_clip(**study: str) -> ClipRecord:
    info = StudyInfo(
        study_uid="1.2.826.0.1.3680043.8.498.1",
        series_uid="1.2.826.0.1.3680043.8.498.1.1",
        sop_class_uid=ULTRASOUND_MULTIFRAME,
        study_date="20250102",
        study_time="091500",
        institution="晴天疼痛科診所",
        manufacturer="Esaote",
        model="MyLab X8",
        accession_number="A-1",
    )
    scale = ScaleInfo(480, 640, (REGION,))
    patient = Patient("Wang^Xiaoming=王^小明", "P-0042", "19600504", "F")
    return ClipRecord(
        DICOM_CLIP, "clip.dcm", "GMED LAX R", 60, 30.0, scale, patient, replace(info, **study), True
    )


def stored_clip(folder, photometric):
    """Write the file of the DICOM clip, without its pixels; return its path."""
    ds = pydicom.Dataset()
    ds.SOPClassUID, ds.SOPInstanceUID = UID(ULTRASOUND_MULTIFRAME), UID(DICOM_CLIP)
    study = dicom_clip().study
    ds.StudyInstanceUID, ds.SeriesInstanceUID = study.study_uid, study.series_uid
    ds.PatientName, ds.PatientID, ds.PatientBirthDate, ds.PatientSex = "A^B", "P", "", ""
    ds.AccessionNumber = ds.StudyID = ds.ReferringPhysicianName = ""
    ds.StudyDate, ds.StudyTime = study.study_date, study.study_time
    ds.Modality, ds.NumberOfFrames, ds.Rows, ds.Columns = "US", 60, 480, 640
    ds.PhotometricInterpretation = photometric
    ds.SamplesPerPixel = 1 if photometric.startswith("MONO") else 3
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit, ds.PixelRepresentation = 7, 0
    ds.file_meta = pydicom.dataset.FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    path = folder / f"{photometric}.dcm"
    ds.save_as(path, enforce_file_format=True)
    return path


def video_clip() -> ClipRecord:
    return ClipRecord(VIDEO_CLIP, "左側.mp4", "左側.mp4", 90, 25.0, ScaleInfo(480, 640))


def shape(
    id_: str, kind: ShapeKind, *points: tuple[float, float], clip: str = DICOM_CLIP, frame: int = 12, **more
) -> Annotation:
    return Annotation(
        id_, FrameRef(clip, frame), kind, tuple(Point(*p) for p in points), (1.0,) * len(points), **more
    )


ANNOTATIONS = (
    shape("a1", ShapeKind.DISTANCE, (200, 120), (206, 203), step="gmed", slot="gmed_thickness", side=R),
    shape(
        "a2", ShapeKind.ELLIPSE, (300, 250), (420, 262), (360, 290), label="積液 fluid", side=R, step="bursa"
    ),
    shape("a3", ShapeKind.ANGLE, (480, 120), (430, 180), (520, 210), label="facet angle", side=R),
    shape("a4", ShapeKind.POLYGON, (100, 300), (180, 310), (190, 380), (110, 390), side=R, assisted=True),
    shape("a5", ShapeKind.ARROW, (560, 420), (500, 400), label="大轉子", side=R),
    shape("a6", ShapeKind.POINT, (250, 400), label="landmark", side=R),
    shape(
        "a7", ShapeKind.DISTANCE, (200, 140), (200, 190), clip=VIDEO_CLIP, frame=33, step="gmed_other", side=L
    ),
    shape("a8", ShapeKind.ANGLE, (10, 10), (60, 60), (90, 20), clip=VIDEO_CLIP, frame=34, side=L),
)

EVERY_KIND = (
    *ANNOTATIONS[:6],
    shape("b1", ShapeKind.CURVE, (100, 100), (120, 90), (150, 95), side=R),
    shape("b2", ShapeKind.LINES, (100, 150), (150, 150), (100, 200), (150, 220), side=R),
    shape("b3", ShapeKind.THICKNESS, (300, 60), (360, 64), (300, 90), (330, 95), (360, 92), side=R, split=2),
    shape("b4", ShapeKind.NEEDLE, (60, 60), (200, 200), side=R),
    shape("b5", ShapeKind.ROI, (400, 300), (460, 300), (460, 360), (400, 350), side=R),
    shape("b6", ShapeKind.TEXT, (70, 420), label="臀中肌", side=R),
    shape("b7", ShapeKind.TIME, (120, 300), (180, 310), side=R),
    shape("b8", ShapeKind.VELOCITY, (250, 350), side=R),
    shape("b9", ShapeKind.BODY_MARK, (520, 380), (600, 470), (560, 430), (570, 430), side=R, drawing="side"),
)
"""One of each kind of shape, all on one frame."""

FINDINGS = (
    Finding(
        FindingKey("trochanter_palpation", R), P, reproduces=("c2",), step="palpation", note="「就是這裡!」"
    ),
    Finding(FindingKey("trochanter_palpation", L), A, step="palpation"),
    Finding(FindingKey("gmed_tendon_thickened", R, "lateral_facet"), P, annotations=("a1",), step="gmed"),
    Finding(FindingKey("gmed_tendon_thickened", R, "superoposterior_facet"), U, step="gmed"),
    Finding(FindingKey("echogenicity", R), P, choice="hypo", step="gmed"),
    Finding(
        FindingKey("bursal_fluid", R),
        P,
        annotations=("a2",),
        frames=(FrameRef(DICOM_CLIP, 12),),
        step="bursa",
    ),
    Finding(FindingKey("nrs_night"), P, value=7.0, step="history"),
    Finding(FindingKey("saddle_numbness"), A, step="history"),
)

COMPLAINTS = (
    Complaint(
        "c1",
        "A",
        R,
        ("anterior_thigh", "lateral_calf"),
        (Feature("numb", P), Feature("supine", P), Feature("rising", A)),
        6,
        "腳麻麻的,好像血路不通",
        "6 個月",
    ),
    Complaint(
        "c2",
        "B",
        R,
        ("lateral_hip",),
        (Feature("stabbing", P), Feature("rising", P), Feature("supine", U)),
        8,
        "坐下去再站起來那一下最痛",
    ),
)


def exam() -> Exam:
    """Two complaints, both sides, one calibrated DICOM clip and one video without a scale."""
    return Exam(
        id="5f0c1c62-4b7e-4b43-9d7f-0b8a6f1b2c3d",
        created="2025-01-02T09:30:00+08:00",
        patient=Patient("Wang^Xiaoming=王^小明", "P-0042", "19600504", "F"),
        physician="林 醫師",
        operator="A. Chen",
        side=R,
        protocols=(DataRef("lateral_hip", "1.0.0", "a" * 64),),
        knowledge=DataRef("knowledge", "1.0.0", "b" * 64),
        clips=(dicom_clip(), video_clip()),
        complaints=COMPLAINTS,
        findings=FINDINGS,
        annotations=ANNOTATIONS,
        key_images=(
            KeyImage(
                "k1", FrameRef(DICOM_CLIP, 12), picture(), "gmed", R, "long", "臀中肌肌腱變粗 (thickened)"
            ),
            KeyImage(
                "k2",
                FrameRef(VIDEO_CLIP, 33),
                picture(seed=2),
                "gmed_other",
                L,
                "long",
                "Left, for comparison",
            ),
        ),
        views=(
            ViewRecord("gmed", "long", R, ViewState.DONE),
            ViewRecord("gmed", "short", R, ViewState.NOT_VISUALISED, "deep, poor window"),
            ViewRecord("bursa", "transverse", R, ViewState.DONE),
            ViewRecord("bursa", "doppler", R, ViewState.SKIPPED, "病人疼痛"),
        ),
        impression="Right gluteus medius tendinopathy with bursal fluid.\n右側臀中肌肌腱病變合併滑囊積液。",
        plan="Ultrasound-guided injection; rehabilitation.",
    )


def _reason(text: LocalText, direction: Direction, ratio: float = 1.0, source: str = "") -> Reason:
    return Reason("i", text, direction, ratio, ratio / 2, ratio * 2, True, SourceKind.PUBLISHED, source)


def differential() -> Differential:
    """Two conditions for two complaints, one pair not separated, one flag not asked."""
    gtps = t("Greater trochanteric pain syndrome", "大轉子疼痛症候群")
    root = t("Lumbar nerve root", "腰椎神經根")
    palpation = t("trochanter tender", "大轉子壓痛")
    judgements = (
        Judgement(
            "root",
            root,
            "c1",
            "L5",
            Band.SUPPORTED,
            Band.POSSIBLE,
            Band.SUPPORTED,
            0.3,
            t("spine clinic, van der Windt 2010", "脊椎門診,van der Windt 2010"),
            (
                _reason(t("numb line to the calf", "麻到小腿"), Direction.FOR, 2.6, "Jeon 2013"),
                _reason(t("straight leg raise", "直腿抬高"), Direction.NOT_ASSESSED),
            ),
        ),
        Judgement(
            "gtps",
            gtps,
            "c2",
            "",
            Band.STRONGLY_SUPPORTED,
            Band.STRONGLY_SUPPORTED,
            Band.STRONGLY_SUPPORTED,
            None,
            t("no published prior", "無發表之先驗"),
            (
                _reason(palpation, Direction.FOR, 4.1, "Grimaldi 2017"),
                _reason(t("no effusion", "無積液"), Direction.AGAINST, 0.6, "Lequesne 2008"),
            ),
        ),
    )
    return Differential(
        DataRef("knowledge", "1.0.0", "b" * 64),
        (
            RedFlag("saddle_numbness", t("Saddle numbness", "會陰部麻木"), FlagLevel.STOP, False, True),
            RedFlag("fever", t("Fever", "發燒"), FlagLevel.PROMPT, False, False),
        ),
        suspended=False,
        judgements=judgements,
        leading=(("c1", ("root",)), ("c2", ("gtps",))),
        not_separated=(("c1", "root", "gtps"),),
        next_steps=(NextStep(FindingKey("slr", R), t("Straight leg raise", "直腿抬高"), 0.4, 2.0, "c1"),),
    )


def report(of: Exam | None = None, language: Language = "en", weighed: Differential | None = None) -> Report:
    return build_report(
        of or exam(), (PROTOCOL,), VOCABULARY, weighed or differential(), language, program="SonoStep 0.1.0"
    )


HOSTILE = (
    "#panic(\"x\") $a$ *b* _c_ `d` <e> @f \\ [g] {h} // i /* j */ = k\n=SUM(A1:A9)\t-1+2|cmd '/C calc'!A0 "
    "<script>alert(1)</script> &amp; ../../etc/passwd %s {0} 😀👩‍⚕️ \u202eשלום\u202c مرحبا Ωж 𠮷 \x07 "
    + "x"
    * 10_000
)


SHORT = HOSTILE[:400]
"""All of the bad characters without the length."""


def hostile() -> Exam:
    """The exam with hostile text in every field that takes words."""
    base = exam()
    line = SHORT.replace("\n", " ")
    return replace(
        base,
        patient=Patient(line[:64], line[:60], "19600504", "?"),
        physician=SHORT,
        operator=SHORT,
        clips=tuple(replace(c, label=SHORT, path=SHORT) for c in base.clips),
        complaints=tuple(replace(c, words=SHORT, duration=SHORT) for c in base.complaints),
        findings=tuple(replace(f, note=SHORT) for f in base.findings),
        annotations=tuple(replace(a, label=SHORT, filters=(SHORT,)) for a in base.annotations),
        key_images=tuple(replace(k, caption=SHORT) for k in base.key_images),
        views=tuple(replace(v, reason=SHORT) for v in base.views),
        impression=HOSTILE,
        plan=SHORT,
    )
