/**
 * What the package `fhir` says about FHIR bundles: `node fhir.mjs BUNDLE.json...` prints a list of messages for each,
 * "severity location: message", those left out that only tell of a value set which the package does not bring.
 */
import { readFileSync } from 'node:fs';
import fhir from 'fhir';

const validator = new fhir.Fhir();

function remarks(path) {
  const { valid, messages } = validator.validate(JSON.parse(readFileSync(path, 'utf8')));
  const told = messages
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, location, message }) => `${severity} ${location}: ${message}`);
  return valid || told.length ? told : ['error: not valid'];
}

console.log(JSON.stringify(process.argv.slice(2).map(remarks)));
