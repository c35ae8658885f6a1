// Validates SARIF logs with Microsoft's schema and prints what it finds wrong, a line each.
// Run with: node sarif.cjs MODULES FILE...
const fs = require("fs");
const [modules, ...files] = process.argv.slice(2);
const home = `${modules}/@microsoft/jest-sarif`;
const fromHome = (name) => require(require.resolve(name, { paths: [home] }));
const schema = JSON.parse(fs.readFileSync(`${home}/lib/schemas/sarif-2.1.0-rtm.5.json`, "utf8"));
const ajv = new (fromHome("ajv"))({ allErrors: true, format: "full", schemaId: "id", meta: false });
ajv.addMetaSchema(fromHome("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(schema);

for (const file of files) {
  if (validate(JSON.parse(fs.readFileSync(file, "utf8")))) continue;
  for (const error of validate.errors) console.log(`${file}: ${error.dataPath} ${error.message}`);
}
