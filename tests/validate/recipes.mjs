// Reads the YAML recipes; checks the Kubernetes one against the API's schema, and that the schema finds a fault.
//
//   node recipes.mjs MODULES RECIPES    prints {github, kubernetes, faults, found}
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, recipes] = process.argv.slice(2);
const { load } = await import(pathToFileURL(`${modules}/js-yaml/dist/js-yaml.mjs`));
const { Job } = await import(pathToFileURL(`${modules}/kubernetes-models/batch/v1/Job.js`));

function faults(manifest) {
  try {
    new Job(manifest).validate();
    return "";
  } catch (error) {
    return error.message;
  }
}

const github = load(readFileSync(`${recipes}/github-matrix.yml`, "utf8"));
const kubernetes = load(readFileSync(`${recipes}/kubernetes-job.yaml`, "utf8"));
const broken = structuredClone(kubernetes);
broken.spec.completions = "eight";
console.log(JSON.stringify({ github, kubernetes, faults: faults(kubernetes), found: faults(broken) }));
