// Validates JSON files with a JSON Schema of draft 7 and prints what it finds wrong, a line each.
// Run with: node json_schema.cjs MODULES SCHEMA FILE...
const fs = require("fs");
const [modules, schema, ...files] = process.argv.slice(2);
const home = `${modules}/@microsoft/jest-sarif`;
const ajv = new (require(require.resolve("ajv", { paths: [home] })))({ allErrors: false, schemaId: "auto" });
const validate = ajv.compile(JSON.parse(fs.readFileSync(schema, "utf8")));

for (const file of files) {
  if (validate(JSON.parse(fs.readFileSync(file, "utf8")))) continue;
  for (const error of validate.errors) console.log(`${file}: ${error.dataPath} ${error.message}`);
}
