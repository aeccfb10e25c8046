/**
 * Opens each structured report of an exam in the real OHIF, in headless Chromium, and keeps what it shows.
 *
 * node look.mjs DIST ORTHANC OUT: DIST is the built viewer of @ohif/app, ORTHANC the address of an archive on the
 * loopback that holds the exam, OUT a folder for pictures. Prints one line of JSON for each report: its shapes in
 * the preview, and those that are live once their editing was allowed, with frame, label and number.
 * Run it through `.ci/ohif/run`.
 */
import { createServer, request } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import puppeteer from 'puppeteer-core';

const [dist, orthanc, out] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };
const CONFIG = `window.config = {
  routerBasename: '/', extensions: [], modes: [], showStudyList: true, maxNumberOfWebWorkers: 1,
  showWarningMessageForCrossOrigin: false, showCPUFallbackMessage: false, investigationalUseDialog: { option: 'never' },
  defaultDataSourceName: 'dicomweb',
  dataSources: [{
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb', sourceName: 'dicomweb',
    configuration: {
      friendlyName: 'loopback', name: 'orthanc', qidoRoot: location.origin + '/dicom-web',
      wadoRoot: location.origin + '/dicom-web', wadoUriRoot: location.origin + '/wado',
      qidoSupportsIncludeField: false, imageRendering: 'wadors', thumbnailRendering: 'wadors',
      enableStudyLazyLoad: true, supportsFuzzyMatching: false, supportsWildcard: true, bulkDataURI: { enabled: true },
    },
  }],
};`;

/** The viewer and the archive behind one origin, as a hospital's proxy has them. */
function serve() {
  const server = createServer(async (asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://localhost');
    if (pathname.startsWith('/dicom-web')) {
      const { hostname, port } = new URL(orthanc);
      const headers = { ...asked.headers };
      const passed = request({ hostname, port, path: asked.url, method: asked.method, headers }, found => {
        answer.writeHead(found.statusCode, found.headers);
        found.pipe(answer);
      });
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
      return;
    }
    if (pathname === '/app-config.js') {
      answer.writeHead(200, { 'content-type': 'text/javascript' }).end(CONFIG);
      return;
    }
    const name = extname(pathname) ? normalize(pathname) : '/index.html';
    try {
      const data = await readFile(join(dist, name));
      answer.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(data);
    } catch {
      answer.writeHead(404).end();
    }
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => ready(server));
  });
}

const pause = ms => new Promise(done => setTimeout(done, ms));

/** In the page: the report's display set with what OHIF holds of it after loading. */
async function loaded(uid) {
  const { displaySetService } = window.services;
  const report = displaySetService.getDisplaySetByUID(uid);
  let error = '';
  try {
    await report.load();
  } catch (problem) {
    error = String(problem);
  }
  const shapes = (report.measurements ?? []).map(one => ({
    loaded: one.loaded,
    frame: one.frameNumber,
    labels: (one.labels ?? []).map(({ label, value }) => `${label} ${value}`.trim()),
  }));
  return { series: report.SeriesDescription, error, shapes };
}

/** In the page: puts a display set into the first viewport. */
function show(uid) {
  const { viewportGridService } = window.services;
  const viewportId = viewportGridService.getActiveViewportId();
  viewportGridService.setDisplaySetsForViewport({ viewportId, displaySetInstanceUIDs: [uid] });
}

/** In the page: what is live. */
function live() {
  return window.services.measurementService.getMeasurements().map(one => ({
    uid: one.uid,
    label: one.label,
    tool: one.toolName,
    frame: one.frameNumber ?? 1,
    text: one.displayText?.primary ?? one.displayText,
  }));
}

/** In the page: goes to a live shape. */
function jump(uid) {
  const { measurementService, viewportGridService } = window.services;
  measurementService.jumpToMeasurement(viewportGridService.getActiveViewportId(), uid);
}

/** Says no to whatever the viewer asks over its picture. */
async function refuseQuestions(page) {
  for (const button of await page.$$('button')) {
    const text = await button.evaluate(node => node.textContent.trim());
    if (text === 'No') await button.click().catch(() => {});
  }
  await pause(1000);
}

const studies = await (await fetch(`${orthanc}/dicom-web/studies`, { headers: { accept: 'application/json' } })).json();
const study = studies[0]['0020000D'].Value[0];
const server = await serve();
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu'],
  defaultViewport: { width: 1600, height: 1000 },
  protocolTimeout: 300000,
});
try {
  const page = await browser.newPage();
  // the tour for beginners would lie over the picture
  await page.evaluateOnNewDocument(() => localStorage.setItem('shownTours', '["basicViewerTour"]'));
  const problems = [];
  page.on('pageerror', problem => problems.push(String(problem).slice(0, 200)));
  await page.goto(`${origin}/viewer?StudyInstanceUIDs=${study}`, { waitUntil: 'domcontentloaded', timeout: 120000 });
  await page.waitForFunction(
    () => window.services?.displaySetService?.activeDisplaySets?.some(set => set.Modality === 'SR'),
    { timeout: 120000 },
  );
  await pause(8000);
  const reports = await page.evaluate(() =>
    window.services.displaySetService.activeDisplaySets
      .filter(set => set.Modality === 'SR')
      .map(set => set.displaySetInstanceUID),
  );
  for (const [number, uid] of reports.entries()) {
    await page.evaluate(show, uid);
    await pause(8000);
    const preview = await page.evaluate(loaded, uid);
    await refuseQuestions(page);
    await page.screenshot({ path: join(out, `report-${number + 1}-preview.png`) });
    const hydrated = await page.evaluate(id => {
      try {
        window.commandsManager.runCommand('hydrateStructuredReport', { displaySetInstanceUID: id });
        return '';
      } catch (problem) {
        return String(problem);
      }
    }, uid);
    await pause(8000);
    const shown = await page.evaluate(live);
    await refuseQuestions(page);
    for (const { uid: shape, label } of shown) {
      await page.evaluate(jump, shape);
      await pause(1500);
      const name = label.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60);
      await page.screenshot({ path: join(out, `report-${number + 1}-live-${name}.png`) });
    }
    console.log(JSON.stringify({ ...preview, hydrated, live: shown, problems }));
  }
  const names = await page.evaluate(() =>
    window.services.displaySetService.activeDisplaySets.map(set => `${set.Modality}: ${set.SeriesDescription ?? ''}`),
  );
  console.log(JSON.stringify({ series: names }));
} finally {
  await browser.close();
  server.close();
}
