// Reads a mail, three feeds and a calendar with libraries of the JavaScript world, and holds what each says.
// usage: node forms.mjs NODE_MODULES FOLDER
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import assert from 'node:assert/strict';

const [modules, dir] = process.argv.slice(2).map((p) => resolve(p));
const load = createRequire(join(modules, 'x.js'));
const text = (name) => readFileSync(join(dir, name), 'utf8');

const { simpleParser } = load('mailparser');
const mail = await simpleParser(readFileSync(join(dir, 'notice.eml')));
assert.equal(mail.subject, '[Identified] Checkout: Payments failed in currencies other than the euro');
assert.equal(mail.from.value[0].address, 'status@example.com');
assert.equal(mail.date.toISOString(), '2026-03-04T14:33:00.000Z');
assert.equal(mail.inReplyTo, '<status@n1-investigating.2026-03-04-checkout.status.example.com>');
assert.equal(mail.headers.get('list').unsubscribe.url, 'https://status.example.com/leave');
assert.match(mail.text, /^Identified: Payments failed.*\n=+\n/);
assert.match(mail.html, /<strong>2<\/strong>/);
assert.equal(mail.attachments.length, 0);

const FeedParser = load('feedparser');
for (const form of ['atom', 'rss']) {
  const items = [];
  let meta;
  await new Promise((done, fail) => {
    const parser = new FeedParser({ feedurl: 'https://status.example.com/' });
    parser.on('error', fail).on('meta', (m) => { meta = m; }).on('data', (i) => items.push(i)).on('end', done);
    Readable.from([text(`feed.${form}`)]).pipe(parser);
  });
  assert.equal(meta.title, 'Harbour Goods: Payments failed in currencies other than the euro', form);
  assert.equal(meta.link, 'https://status.example.com/', form);
  assert.deepEqual(items.map((i) => i.title.split(':')[0]), ['Resolved', 'Identified', 'Investigating'], form);
  assert.equal(new Set(items.map((i) => i.guid)).size, 3, form);
  assert.equal(items[0].pubdate.toISOString(), '2026-03-04T15:26:00.000Z', form);
  assert.match(items[1].description, /<strong>2<\/strong>/, form);
  const Parser = load('rss-parser');
  const other = await new Parser().parseString(text(`feed.${form}`));
  assert.equal(other.items.length, 3, form);
  assert.match(other.items[2].content, /<strong>1<\/strong>/, form);
}

const json = JSON.parse(text('feed.jsonfeed'));
assert.equal(json.version, 'https://jsonfeed.org/version/1.1');
for (const item of json.items) {
  assert.ok(item.id && item.content_html && item.title);
  assert.ok(!Number.isNaN(Date.parse(item.date_published)));
}

const ICAL = load('ical.js').default ?? load('ical.js');
const calendar = new ICAL.Component(ICAL.parse(text('work.ics')));
const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent'));
assert.equal(event.startDate.toJSDate().toISOString(), '2026-03-10T22:00:00.000Z');
assert.equal(event.endDate.toJSDate().toISOString(), '2026-03-11T02:00:00.000Z');
assert.match(event.summary, /^Scheduled maintenance: Move; the, database\\/);
assert.match(event.description, /write; or, pay/);
assert.equal(event.uid, 'status@2026-03-10-move.status.example.com');
assert.equal(calendar.getFirstPropertyValue('method'), 'PUBLISH');
console.log('mail, feeds and calendar read as they were written');
