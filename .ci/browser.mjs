// Opens every page kept in examples/ in headless Chromium and holds what no Go test can see: accessibility, layout on a
// phone and on paper, dark mode, no request to anywhere, and the same page with scripts off. Also validates the HTML.
// usage: node browser.mjs NODE_MODULES EXAMPLES
import { readdirSync, readFileSync, existsSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

const [modules, examples] = process.argv.slice(2).map((p) => resolve(p));
const load = createRequire(join(modules, 'x.js'));
const puppeteer = load('puppeteer-core');
const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
const { HtmlValidate } = load('html-validate');

const pages = [];
for (const name of readdirSync(examples)) {
  for (const dir of ['public', 'internal']) {
    const folder = join(examples, name, dir);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder)) if (file.endsWith('.html')) pages.push(join(folder, file));
  }
}
if (pages.length < 4) throw new Error(`only ${pages.length} pages in ${examples}`);

let passed = 0, failed = 0;
function check(ok, what) {
  if (ok) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'long-title': 'off', // titles are the incident's own words
    'no-trailing-whitespace': 'off',
    'void-style': 'off', // the serialiser closes them
    'valid-id': ['error', { relaxed: true }], // fnref:1 is an id by the standard
    'no-redundant-role': 'off', // tables that stack on a phone keep their roles only where they are said
  },
});
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  userDataDir: mkdtempSync(join(tmpdir(), 'candor-browser-')),
});
try {
  for (const file of pages) {
    const name = file.slice(examples.length + 1);
    const report = await validator.validateString(readFileSync(file, 'utf8'));
    check(report.valid, `${name}: HTML: ${JSON.stringify(report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`)), null, 1)}`);
    for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light'], [360, 'dark']]) {
      const page = await browser.newPage();
      const where = `${name} at ${width} px, ${scheme}`;
      const requests = [], complaints = [];
      page.on('request', (r) => { if (r.url() !== pathToFileURL(file).href && !r.url().startsWith('data:')) requests.push(r.url()); });
      page.on('console', (m) => complaints.push(m.text()));
      page.on('pageerror', (e) => complaints.push(String(e)));
      await page.setBypassCSP(true); // for axe alone
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(pathToFileURL(file).href);
      check(requests.length === 0, `${where}: requests ${requests}`);
      check(complaints.length === 0, `${where}: console ${complaints}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(wide <= 0, `${where}: the page scrolls sideways by ${wide} px`);
      check(await page.evaluate(() => [...document.scripts].every((s) => s.type === 'application/ld+json' || !s.src && s.text.includes('timeZone'))), `${where}: there is a script`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      check(violations.length === 0, `${where}: accessibility ${JSON.stringify(violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))]), null, 1)}`);
      await page.close();
    }
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(pathToFileURL(file).href);
    const pdf = await page.pdf({ format: 'a4' });
    check(pdf.length > 5000, `${name}: printed, it has ${pdf.length} bytes`);
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
