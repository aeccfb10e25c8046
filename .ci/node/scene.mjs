/**
 * The pictures that a report is about, as Cornerstone is told of them, and a report as OHIF is given it.
 *
 * The first argument is a task, the second SCENE.json (see cornerstone.mjs).
 */
import { readFileSync } from 'node:fs';
import dcmjs from 'dcmjs';
import { metaData } from '@cornerstonejs/core';

export const scene = JSON.parse(readFileSync(process.argv[3], 'utf8'));

export const imageId = (uid, frame) => `scene:${uid}:${frame}`;

export const frames = new Map();
for (const image of scene.images) {
  for (let frame = 1; frame <= image.frames; frame += 1) frames.set(imageId(image.uid, frame), { image, frame });
}

const modules = {
  imagePlaneModule: ({ image }) => ({
    rows: image.rows,
    columns: image.columns,
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    imagePositionPatient: [0, 0, 0],
    rowPixelSpacing: image.spacing,
    columnPixelSpacing: image.spacing,
    frameOfReferenceUID: `${image.uid}.1`,
  }),
  imagePixelModule: ({ image }) => ({ rows: image.rows, columns: image.columns }),
  sopCommonModule: ({ image }) => ({ sopClassUID: image.sopClass, sopInstanceUID: image.uid }),
  frameNumber: ({ frame }) => frame,
  instance: ({ image }) => ({
    SOPClassUID: image.sopClass,
    SOPInstanceUID: image.uid,
    StudyInstanceUID: image.study,
    SeriesInstanceUID: image.series,
    NumberOfFrames: image.frames,
    Rows: image.rows,
    Columns: image.columns,
    PatientID: 'P-0042',
    PatientName: 'Wang^Xiaoming',
    Modality: 'US',
  }),
};
metaData.addProvider((type, id) => (modules[type] && frames.has(id) ? modules[type](frames.get(id)) : undefined));

/** The report at a path, with the names that dcmjs gives its elements. */
export async function dataset(path) {
  // the reader that keeps the character set inside sequences; OHIF gets the same as JSON, in UTF-8
  const reader = new dcmjs.async.AsyncDicomReader();
  const bytes = readFileSync(path);
  reader.stream.addBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  reader.stream.setComplete();
  return dcmjs.data.DicomMetaDictionary.naturalizeDataset((await reader.readFile()).dict);
}
