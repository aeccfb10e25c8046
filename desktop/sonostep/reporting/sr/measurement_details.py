"""What a measurement says beyond a number on one shape: its uncertainty, both borders, a range of frames.

OHIF 3.11 and 3.12 open a number only where one set of coordinates is its sole child. So Imaging
Measurements has that, and the rest stands in a container of ours beside it, in groups of the same Tracking
Unique Identifier.
"""

from collections.abc import Iterator

import highdicom.sr as hd
from pydicom.dataset import Dataset

from sonostep.core.measure.quantity import Refused
from sonostep.core.report.model import MeasurementEntry, Report
from sonostep.reporting.dicom.values import made_uid
from sonostep.reporting.sr.codes import local, quantity_name
from sonostep.reporting.sr.drawn_coordinates import Refs, all_coordinates
from sonostep.reporting.sr.groups import doubt, numbers


def measurement_details(report: Report, refs: Refs) -> hd.ContainerContentItem | None:
    """Return the container, None for a report without a measurement on an image."""
    groups = list(_groups(report, refs))
    if not groups:
        return None
    container = hd.ContainerContentItem(
        local("measurement_details", "Measurement details"),
        relationship_type=hd.RelationshipTypeValues.CONTAINS,
    )
    container.ContentSequence = hd.ContentSequence(groups)  # type: ignore[arg-type]
    return container


def _groups(report: Report, refs: Refs) -> Iterator[Dataset]:
    for entry in report.measurements:
        ref = refs.get(entry.annotation.id)
        if ref is None or isinstance(entry.measured, Refused):
            continue
        group = hd.MeasurementsAndQualitativeEvaluations(
            tracking_identifier=hd.TrackingIdentifier(
                uid=made_uid(report.exam, "annotation", entry.annotation.id),
                identifier=f"SonoStep:detail:{entry.annotation.kind.value}",
            )
        )[0]
        for item in (*_uncertainties(entry), *all_coordinates(entry.annotation, ref)):
            item.RelationshipType = hd.RelationshipTypeValues.CONTAINS.value
            group.ContentSequence.append(item)
        yield group


def _uncertainties(entry: MeasurementEntry) -> Iterator[Dataset]:
    """The placement interval of each number either way, which a concept modifier names."""
    for name, value in numbers(entry):
        for item in doubt(value):
            item.ContentSequence = hd.ContentSequence(
                [
                    hd.CodeContentItem(
                        local("quantity", "Quantity"),
                        quantity_name(value.unit, entry.code, name),
                        hd.RelationshipTypeValues.HAS_CONCEPT_MOD,
                    )
                ]
            )
            yield item
