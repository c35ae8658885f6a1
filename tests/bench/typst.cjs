// usage: node typst.cjs IN.typ OUT.pdf   (NODE_PATH holds @myriaddreamin/typst-ts-node-compiler: Typst, with tags)
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const fs = require('fs');
const path = require('path');
const [input, output] = process.argv.slice(2).map((name) => path.resolve(name));
const compiler = NodeCompiler.create({ workspace: path.dirname(input) });
const made = compiler.compile({ mainFilePath: input });
if (made.hasError()) {
  made.printErrors();
  process.exit(1);
}
fs.writeFileSync(output, compiler.pdf(made.result, { pdfTags: true, creationTimestamp: 0 }));
