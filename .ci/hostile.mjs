// Opens what TestHostilePages made of hostile texts: pages and pictures, each twice, as it is and with its policy switched
// off, so that the walls alone must hold; and mail, what readers of feeds show, and feeds, which have no policy, once. No script runs but the page's own, no request leaves, nothing is left
// that could run when touched.
// usage: node hostile.mjs NODE_MODULES FOLDER
import { readdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';

const [modules, folder] = process.argv.slice(2).map((p) => resolve(p));
const puppeteer = createRequire(join(modules, 'x.js'))('puppeteer-core');
const files = readdirSync(folder).filter((f) => /\.(html|svg|xml)$/.test(f)).sort()
  .filter((f) => !f.endsWith('.xml') || Number.parseInt(f, 10) % 360 === 0); // one writer escapes all feeds: a third will do
if (files.length < 10) { console.log('no hostile pages: the shared test data is not here'); process.exit(0); }

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  userDataDir: mkdtempSync(join(tmpdir(), 'candor-hostile-')),
});

// What stands in a page once it is parsed, and could run, load or lead astray.
function sinks() {
  const bad = [];
  for (const n of document.querySelectorAll('*')) {
    const name = n.localName;
    if (!/xhtml|svg/.test(n.namespaceURI)) continue; // a feed's own link is no element of a page
    if (/^(iframe|frame|object|embed|applet|form|input|base|link|foreignobject|use|animate|set|audio|video)$/i.test(name)) bad.push(name);
    if (name === 'script' && n.type !== 'application/ld+json' && (n.src || n.attributes.length || !n.text.includes('resolvedOptions().timeZone'))) bad.push('script');
    if (name === 'meta' && /refresh/i.test(n.httpEquiv)) bad.push('refresh');
    for (const a of n.attributes) {
      if (/^on/i.test(a.name)) bad.push(`${name} ${a.name}`);
      if (/(^|:)(href|src|action|formaction|srcdoc|data)$/i.test(a.name) && !/^(https?:|mailto:|#|data:image\/(png|svg\+xml);base64,)/i.test(a.value) && /^[\s\u0000-\u001f]*[a-z][a-z0-9+.-]*\s*:/i.test(a.value)) bad.push(`${name} ${a.name}=${a.value.slice(0, 60)}`);
    }
  }
  return bad;
}

let opened = 0, failed = 0, seen = false;
const fail = (what) => { failed++; console.log(`FAILED ${what}`); };
try {
  for (const bypass of [false, true]) {
    const page = await browser.newPage();
    await page.setBypassCSP(bypass);
    let requests = [], ran = [], current = '';
    await page.exposeFunction('candorRan', (what) => { ran.push(what); });
    await page.evaluateOnNewDocument(() => {
      for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch', 'eval']) window[name] = (x) => { window.candorRan(`${name}(${String(x).slice(0, 60)})`); };
    });
    page.on('dialog', (d) => { ran.push(`dialog ${d.message()}`); d.dismiss(); });
    page.on('request', (r) => { if (r.url() !== current && !r.url().startsWith('data:image/')) requests.push(r.url()); });
    for (const file of files) {
      if (bypass && /\.(mail\.html|feed\.html|xml)$/.test(file)) continue;
      [requests, ran] = [[], []];
      current = pathToFileURL(join(folder, file)).href;
      await page.goto(current, { waitUntil: 'load', timeout: 60000 });
      const bad = await page.evaluate(sinks);
      opened++;
      const where = `${file}${bypass ? ', without its policy' : ''}`;
      if (file === 'none.html') { // no wall at all: there must be something to see
        if (bypass) seen = bad.length > 0 && ran.length > 0;
        continue;
      }
      if (ran.length) fail(`${where}: ran ${ran}`);
      if (requests.length) fail(`${where}: requests ${requests.slice(0, 5)}`);
      if (bad.length) fail(`${where}: ${bad.slice(0, 5)}`);
      if (page.url().split('#')[0] !== current) fail(`${where}: led to ${page.url()}`);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
if (!seen) fail('a page without walls ran nothing: this test does not see what it should');
console.log(`hostile pages: ${opened} opened, ${failed} failed`);
process.exit(failed ? 1 : 0);
