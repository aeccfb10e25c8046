/**
 * What OHIF does with a structured report, by the packages that it does it with.
 *
 * node cornerstone.mjs read SCENE.json REPORT.dcm...  prints what its tools would show, a list for each report
 * node cornerstone.mjs write SCENE.json REPORT.dcm    writes one of its own, from the annotations of the scene
 *
 * SCENE.json: {"images": [{"uid", "sopClass", "study", "series", "frames", "rows", "columns", "spacing"}],
 * "annotations": [{"tool", "image", "frame", "points", "closed", "stats", "label"}]}. Points are image pixels, the
 * first pixel's corner 0,0; spacing is millimetres per pixel. A written report has the same bytes each time.
 */
import { writeFileSync } from 'node:fs';
import dcmjs from 'dcmjs';
import { metaData, utilities } from '@cornerstonejs/core';
import * as adapters from '@cornerstonejs/adapters';
import { dataset, frames, imageId, scene } from './scene.mjs';

const { MeasurementReport } = adapters.adaptersSR.Cornerstone3D;
const { DicomMetaDictionary, datasetToDict } = dcmjs.data;
const [task, , ...reportPaths] = process.argv.slice(2);
dcmjs.log.setLevel('error');
// groups that hold no shape, such as findings, are no tool's: each would be a page of warning
utilities.logger.adaptersLog.getLogger('Cornerstone3D.MeasurementReport').setLevel('error');

const toImage = (id, points) => points.map(point => Array.from(utilities.worldToImageCoords(id, point)));
const toWorld = (id, points) => points.map(point => Array.from(utilities.imageToWorldCoords(id, point)));

async function read(reportPath) {
  const map = {};
  for (const [id, { image, frame }] of frames) map[`${image.uid}:${frame}`] = id;
  const state = MeasurementReport.generateToolState(await dataset(reportPath), map, metaData);
  return Object.entries(state).flatMap(([tool, found]) => found.map(one => shown(tool, one)));
}

function shown(tool, found) {
  const { data, metadata } = found.annotation;
  const id = metadata.referencedImageId;
  return {
    tool,
    image: frames.get(id).image.uid,
    frame: data.frameNumber,
    label: data.label,
    points: toImage(id, data.contour?.polyline ?? data.handles.points),
    stats: data.cachedStats[`imageId:${id}`] ?? {},
    tracking: found.TrackingUniqueIdentifier,
    sites: found.findingSites.map(site => site.CodeMeaning),
  };
}

function write(reportPath) {
  let counter = 0;
  DicomMetaDictionary.uid = () => `2.25.${(counter += 1)}`;
  DicomMetaDictionary.date = () => '20250102';
  DicomMetaDictionary.time = () => '120000';
  const state = {};
  for (const annotation of scene.annotations) {
    const id = imageId(annotation.image, annotation.frame);
    const tools = (state[id] ??= {});
    (tools[annotation.tool] ??= { data: [] }).data.push(drawn(id, annotation));
  }
  const { dataset } = MeasurementReport.generateReport(state, metaData, { SeriesNumber: 99, InstanceNumber: 1 });
  dataset.SpecificCharacterSet = 'ISO_IR 192';
  writeFileSync(reportPath, Buffer.from(datasetToDict(dataset).write()));
}

function drawn(id, { tool, points, closed, stats, label }) {
  const world = toWorld(id, points);
  const textBox = { hasMoved: true, worldPosition: world[0] };
  const data = { handles: { points: world, textBox }, label, cachedStats: { [`imageId:${id}`]: stats } };
  if (tool === 'PlanarFreehandROI') {
    data.contour = { polyline: world, closed };
    data.handles.points = [];
  }
  if (tool === 'ArrowAnnotate') Object.assign(data, { text: label, handles: { ...data.handles, arrowFirst: true } });
  return { data, metadata: { toolName: tool, referencedImageId: id }, findingSites: [] };
}

if (task === 'read') {
  const found = [];
  for (const path of reportPaths) found.push(await read(path));
  console.log(JSON.stringify(found));
} else {
  write(reportPaths[0]);
}
