// Reads a PDF with pdf.js and prints as JSON what the tests assert about it. Run with: node pdfjs.mjs MODULES FILE
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(`${modules}/pdfjs-dist/legacy/build/pdf.mjs`));
const doc = await getDocument({
  data: new Uint8Array(await readFile(file)),
  verbosity: 1,
  standardFontDataUrl: `${modules}/pdfjs-dist/standard_fonts/`,
}).promise;

async function destinationPage(dest) {
  const explicit = typeof dest === "string" ? await doc.getDestination(dest) : dest;
  return Array.isArray(explicit) ? doc.getPageIndex(explicit[0]) : null;
}

async function outlineOf(items) {
  const out = [];
  for (const item of items ?? [])
    out.push({ title: item.title, page: await destinationPage(item.dest), items: await outlineOf(item.items) });
  return out;
}

// A structure tree's content leaves name marked content; elements have a role and children.
function simplify(node) {
  if (node.type) return { type: node.type, id: node.id };
  return { role: node.role, alt: node.alt, lang: node.lang, children: (node.children ?? []).map(simplify) };
}

async function readPage(number) {
  const page = await doc.getPage(number);
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const open = [];
  const text = [];
  let outside = 0;
  for (const item of items) {
    if (item.type === "beginMarkedContent" || item.type === "beginMarkedContentProps") open.push(item);
    else if (item.type === "endMarkedContent") open.pop();
    else if (item.str?.trim()) {
      if (open.length === 0) outside += 1;
      const owner = open.findLast((mark) => mark.id);
      text.push({ id: owner?.id ?? null, artifact: open.some((mark) => mark.tag === "Artifact"), text: item.str });
    }
  }
  const annotations = [];
  for (const a of await page.getAnnotations())
    annotations.push({ subtype: a.subtype, url: a.url, page: a.dest ? await destinationPage(a.dest) : null, contents: a.contentsObj?.str });
  const tree = await page.getStructTree();
  return { text, outside, annotations, tree: tree && simplify(tree) };
}

// Some answers come as maps.
const plain = (answer) => (answer instanceof Map ? Object.fromEntries(answer) : answer);

const metadata = await doc.getMetadata();
const pages = [];
for (let number = 1; number <= doc.numPages; number += 1) pages.push(await readPage(number));
const result = {
  info: metadata.info,
  xmp: Object.fromEntries(metadata.metadata ?? []),
  raw: metadata.metadata?.getRaw?.(),
  mark: plain(await doc.getMarkInfo()),
  labels: await doc.getPageLabels(),
  outline: await outlineOf(await doc.getOutline()),
  viewer: plain(await doc.getViewerPreferences()),
  pages,
};
process.stdout.write(JSON.stringify(result));
