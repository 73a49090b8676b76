// Renders documents with two Markdown engines and compares each page with the
// page of the same document that has a harmless marker for the foreign text.
//
//   node check.mjs cases.json [node_modules]
//
// cases.json is a list of {doc, plain, marker, shown, code}. Exits with 1 where
// a page differs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [file, modules = "node_modules"] = process.argv.slice(2);
const require = createRequire(resolve(modules, "..", "check.cjs"));
const { Marked } = await import(require.resolve("marked"));
const markdownIt = require("markdown-it");

const marked = new Marked({ gfm: true });
const md = markdownIt({ html: true, linkify: true });
const engines = {
  marked: (doc) => marked.parse(doc, { async: false }),
  "markdown-it": (doc) => md.render(doc),
};

const names = { quot: '"', amp: "&", lt: "<", gt: ">" };

// One spelling for what a browser reads alike. Text keeps "<" apart from tags
// by a character that visible text cannot hold.
const page = (html) =>
  html
    .replace(/<([^>]*)>/g, "\u0001$1\u0002")
    .replace(/&(?:#(\d+)|(quot|amp|lt|gt));/g, (_, number, name) => (number ? String.fromCodePoint(number) : names[name]));
const squeeze = (s) => s.replace(/\s+/g, " ");
const spans = (s) => s.replace(/\u0001\/?code\u0002/g, "");

const plain = new Map();
let compared = 0;
let wrong = 0;
for (const c of JSON.parse(readFileSync(file, "utf8"))) {
  for (const [name, render] of Object.entries(engines)) {
    const key = name + "\n" + c.plain;
    if (!plain.has(key)) plain.set(key, page(render(c.plain)));
    let got = page(render(c.doc));
    let want = plain.get(key).replaceAll(c.marker, () => c.shown);
    if (c.code && (c.shown.includes("|") || c.shown.includes("{#"))) {
      [got, want] = [squeeze(spans(got)), squeeze(spans(want))];
    }
    compared++;
    if (got !== want && ++wrong <= 20) {
      console.error(`${name}: ${JSON.stringify(c.doc)}\n  got  ${JSON.stringify(got)}\n  want ${JSON.stringify(want)}`);
    }
  }
}
console.log(`${compared} pages compared, ${wrong} differ`);
process.exit(wrong ? 1 : 0);
