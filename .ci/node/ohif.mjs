/**
 * What OHIF's own extension for structured reports puts on the pictures when it opens one, before anybody says yes
 * to editing: `node ohif.mjs read SCENE.json REPORT.dcm...` prints a list of its shapes for each report.
 *
 * The extension is loaded as published. Around it are stand-ins: it wants OHIF's services and a canvas, and gets
 * a series of pictures and a place to put annotations. SCENE.json is that of cornerstone.mjs.
 */
import Module, { createRequire } from 'node:module';
import dcmjs from 'dcmjs';
import * as glMatrix from 'gl-matrix';
import * as adapters from '@cornerstonejs/adapters';
import * as core from '@cornerstonejs/core';
import { dataset, frames, scene } from './scene.mjs';

dcmjs.log.setLevel('error');
const { utilities } = core;
const drawn = [];

/** Stands for whatever is only named when the extension is loaded, such as a class that a tool extends. */
const anything = new Proxy(class {}, {
  get: (target, name) => (name in target || typeof name === 'symbol' ? target[name] : anything),
  apply: () => anything,
});

const known = (own, rest = anything) => new Proxy(own, { get: (target, name) => target[name] ?? rest[name] });

class ImageSet {
  constructor(images) {
    this.images = images;
  }

  setAttributes(attributes) {
    Object.assign(this, attributes);
  }
}

const sopClassDictionary = {
  BasicTextSR: '1.2.840.10008.5.1.4.1.1.88.11',
  EnhancedSR: '1.2.840.10008.5.1.4.1.1.88.22',
  ComprehensiveSR: '1.2.840.10008.5.1.4.1.1.88.33',
  Comprehensive3DSR: '1.2.840.10008.5.1.4.1.1.88.34',
};

const ohif = {
  classes: known({
    ImageSet,
    MetadataProvider: {
      getUIDsFromImageID: id => ({ SOPInstanceUID: frames.get(id).image.uid, frameNumber: frames.get(id).frame }),
    },
  }),
  utils: known({
    sopClassDictionary,
    guid: () => '1',
    sortStudyInstances: () => {},
    sortDisplaySetsCopy: sets => [...sets],
  }),
};

const Enums = { CORNERSTONE_3D_TOOLS_SOURCE_NAME: 'Cornerstone3DTools', CORNERSTONE_3D_TOOLS_SOURCE_VERSION: '0.1' };
const state = { addAnnotation: annotation => drawn.push(annotation) };
const standIns = {
  'gl-matrix': glMatrix,
  '@cornerstonejs/adapters': adapters,
  '@cornerstonejs/core': core,
  '@cornerstonejs/tools': known({ annotation: known({ state }) }),
  '@ohif/core': known({ ...ohif, default: known(ohif), __esModule: true }),
  '@ohif/extension-cornerstone': known({ Enums }),
};
const load = Module._load;
Module._load = (name, ...rest) =>
  name in standIns || name.startsWith('@ohif/') ? (standIns[name] ?? anything) : load(name, ...rest);
const require = createRequire(import.meta.url);
const path = require.resolve('@ohif/extension-cornerstone-dicom-sr');
const extension = load(path, null, false).default;

const servicesManager = {
  services: {
    displaySetService: {
      activeDisplaySets: [{ displaySetInstanceUID: 'pictures' }],
      EVENTS: {},
      subscribe: () => {},
    },
    measurementService: { getSourceMappings: () => [{ annotationType: 'Length' }] },
    customizationService: { getCustomization: () => undefined },
  },
};
const dataSource = { getImageIdsForDisplaySet: () => [...frames.keys()], retrieve: {} };
const extensionManager = { getDataSources: () => [dataSource], getActiveDataSource: () => [dataSource] };

async function open(reportPath) {
  drawn.length = 0;
  const modules = extension.getSopClassHandlerModule({ servicesManager, extensionManager });
  const [displaySet] = modules[0].getDisplaySetsFromSeries([await dataset(reportPath)]);
  await displaySet.load();
  const shown = drawn.map(({ data, metadata }) => {
    const { image, frame } = frames.get(metadata.referencedImageId);
    return {
      tracking: data.TrackingUniqueIdentifier,
      image: image.uid,
      frame,
      graphic: metadata.graphicType,
      points: data.handles.points.map(point => utilities.worldToImageCoords(metadata.referencedImageId, point)),
      labels: data.labels.map(({ label, value }) => `${label} ${value}`.trim()),
    };
  });
  return { groups: displaySet.measurements.length, series: displaySet.SeriesDescription, shown };
}

if (!scene.images.length) throw new Error('The scene has no pictures.');
const found = [];
console.warn = () => {};
for (const report of process.argv.slice(4)) found.push(await open(report));
console.log(JSON.stringify(found));
