// Makes an archive of three published reports and its site, opens the pages from the folder on disk in headless Chromium,
// and holds that the search works there, that nothing is asked for from anywhere, and that axe-core finds no fault.
// usage: node site.mjs NODE_MODULES CANDOR
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { execFileSync } from 'node:child_process';

const [modules, candor] = process.argv.slice(2).map((p) => resolve(p));
const load = createRequire(join(modules, 'x.js'));
const puppeteer = load('puppeteer-core');
const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
const { HtmlValidate } = load('html-validate');

const dir = mkdtempSync(join(tmpdir(), 'candor-site-'));
const old = join(dir, 'old'), site = join(dir, 'site'), reports = join(dir, 'reports');
mkdirSync(old);
writeFileSync(join(old, '2025-01-02-mail.md'), '# Mail was late\n\nThe queue grew from 10:00 UTC to 12:00 UTC on 2 January 2025.\n');
writeFileSync(join(old, '2025-02-03-dns.md'), '# Names did not resolve\n\nFrom 08:00 UTC to 08:30 UTC on 3 February 2025 the resolvers did not answer.\n');
writeFileSync(join(old, '2026-03-04-evil.md'), '# Orders </script><script>document.title="ran"</script> failed\n\nFrom 14:02 UTC on 4 March 2026, "<img src=x onerror=alert(1)>".\n');
const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com' };
const run = (...args) => execFileSync(candor, ['archive', ...args, '--archive', reports], { env: { ...process.env, ...who }, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
execFileSync(candor, ['archive', 'init', reports], { env: { ...process.env, ...who }, stdio: 'ignore' });
run('import', '--published', old);
run('site', site, '--title', 'Example status', '--url', 'https://status.example.com/');
const plots = join(dir, 'plots');
run('figures', '--svg', plots);

let passed = 0, failed = 0;
function check(ok, what) {
  if (ok) { passed++; return; }
  failed++;
  console.log(`FAILED ${what}`);
}
const validator = new HtmlValidate({ extends: ['html-validate:recommended'], rules: { 'long-title': 'off', 'no-trailing-whitespace': 'off', 'no-inline-style': 'off', 'require-sri': 'off' } });
// Feeds as others read them, each entry with an id, a date and a link.
const { Readable } = await import('node:stream');
const FeedParser = load('feedparser'), RSSParser = load('rss-parser');
for (const name of ['feed.atom', 'feed.rss']) {
  const text = readFileSync(join(site, name), 'utf8');
  const items = await new Promise((done, fail) => {
    const out = [];
    Readable.from([text]).pipe(new FeedParser({ feedurl: 'https://status.example.com/' + name })).on('error', fail).on('data', (i) => out.push(i)).on('end', () => done(out));
  });
  check(items.length === 3 && items.every((i) => i.guid.startsWith('urn:uuid:') && i.title && i.link.startsWith('https://status.example.com/') && i.pubdate instanceof Date && !isNaN(i.pubdate)), `${name}: feedparser reads ${JSON.stringify(items.map((i) => [i.guid, i.title, i.link, i.pubdate]))}`);
  const again = await new RSSParser().parseString(text);
  check(again.title === 'Example status' && again.items.length === 3 && new Set(again.items.map((i) => i.id ?? i.guid)).size === 3, `${name}: rss-parser reads ${JSON.stringify(again.items.map((i) => [i.id ?? i.guid, i.title]))}`);
}
const feed = JSON.parse(readFileSync(join(site, 'feed.json'), 'utf8'));
check(feed.version === 'https://jsonfeed.org/version/1.1' && feed.items.length === 3 && feed.items.every((i) => i.id && i.url && i.date_published), `feed.json: ${JSON.stringify(feed).slice(0, 200)}`);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  userDataDir: mkdtempSync(join(tmpdir(), 'candor-browser-')),
});
try {
  const pages = ['index.html', 'search.html', 'figures.html', ...readdirSync(site, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => `${e.name}/index.html`)];
  check(pages.length === 6, `the site has the pages ${pages}`);
  for (const name of pages) {
    const file = join(site, name);
    const report = await validator.validateString(readFileSync(file, 'utf8'));
    check(report.valid, `${name}: HTML: ${JSON.stringify(report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`)))}`);
    for (const [width, scheme] of [[1280, 'light'], [360, 'dark']]) {
      const page = await browser.newPage();
      const where = `${name} at ${width} px, ${scheme}`;
      const requests = [], complaints = [];
      page.on('request', (r) => { if (r.url() !== pathToFileURL(file).href) requests.push(r.url()); });
      page.on('console', (m) => complaints.push(m.text()));
      page.on('pageerror', (e) => complaints.push(String(e)));
      page.on('dialog', (d) => { complaints.push(`dialog ${d.message()}`); d.dismiss(); });
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(pathToFileURL(file).href);
      check(requests.length === 0, `${where}: requests ${requests}`);
      check((await page.title()) !== 'ran', `${where}: a title ran`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(wide <= 0, `${where}: the page scrolls sideways by ${wide} px`);
      if (name === 'search.html') {
        for (const [query, want] of [['', 3], ['queue', 1], ['RESOLVERS answer', 1], ['nothing-of-this', 0], ['script', 1]]) {
          await page.evaluate((q) => { const i = document.getElementById('query'); i.value = q; i.dispatchEvent(new Event('input')); }, query);
          const found = await page.evaluate(() => document.querySelectorAll('#hits li').length);
          check(found === want, `${where}: searching ${JSON.stringify(query)} finds ${found}, want ${want}`);
        }
      }
      // Every link and field is reached by the keyboard, in the order of the page, and shows that it is.
      const reach = await page.evaluate(() => [...document.querySelectorAll('a[href], input, [tabindex="0"]')].filter((e) => e.offsetParent !== null).length);
      let reached = 0, unseen = 0;
      await page.evaluate(() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); });
      for (let i = 0; i < reach; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => { const e = document.activeElement; return e && e !== document.body ? getComputedStyle(e).outlineStyle : ''; });
        if (at) reached++;
        if (at === 'none') unseen++;
      }
      check(reached === reach && unseen === 0, `${where}: ${reached} of ${reach} parts are reached by the keyboard, ${unseen} without a mark`);
      check(complaints.length === 0, `${where}: console ${complaints}`);
      await page.close();
      const audit = await browser.newPage();
      await audit.setBypassCSP(true); // for axe alone
      await audit.setViewport({ width, height: 900 });
      await audit.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await audit.goto(pathToFileURL(file).href);
      await audit.evaluate(axe);
      const { violations } = await audit.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      check(violations.length === 0, `${where}: accessibility ${JSON.stringify(violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 160))]))}`);
      await audit.close();
    }
  }
  for (const name of readdirSync(plots)) {
    const page = await browser.newPage();
    await page.setViewport({ width: 360, height: 900 });
    await page.goto(pathToFileURL(join(plots, name)).href);
    // No text leaves the picture or lies over another.
    const bad = await page.evaluate(() => {
      const texts = [...document.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
      const all = document.documentElement.getBoundingClientRect();
      const out = texts.filter(([, r]) => r.left < all.left - 1 || r.right > all.right + 1).map(([t]) => t);
      for (const [i, [a, r]] of texts.entries()) for (const [b, q] of texts.slice(i + 1)) if (r.left < q.right && q.left < r.right && r.top + 3 < q.bottom && q.top + 3 < r.bottom) out.push(`${a} / ${b}`);
      return out;
    });
    check(bad.length === 0, `${name}: texts lie over one another or outside: ${JSON.stringify(bad)}`);
    await page.close();
  }
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
