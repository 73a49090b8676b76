// Compiles and runs each page as a site does: front matter, GitHub's Markdown, directives and emoji, with a runtime
// that writes HTML. Reads a list of {source, plugins} and writes one of {html} or {error}.
// Usage: node mdx.mjs NODE_MODULES PAGES.json
import fs from 'node:fs'
import {createRequire} from 'node:module'
import path from 'node:path'
import {pathToFileURL} from 'node:url'

const resolve = createRequire(path.join(path.resolve(process.argv[2]), 'x.js')).resolve
const load = name => import(pathToFileURL(resolve(name)).href)
const {evaluate} = await load('@mdx-js/mdx')
const [remarkDirective, remarkEmoji, remarkFrontmatter, remarkGfm] =
  (await Promise.all(['remark-directive', 'remark-emoji', 'remark-frontmatter', 'remark-gfm'].map(load))).map(m => m.default)

const escape = s => String(s).replace(/[&<>"]/g, c => '&#' + c.charCodeAt(0) + ';')
class Html { constructor(s) { this.s = s } }
const write = x => x == null || x === false ? '' : x instanceof Html ? x.s : Array.isArray(x) ? x.map(write).join('') : escape(x)
const Fragment = Symbol()
function jsx(type, props) {
  if (typeof type === 'function') return type(props)
  const {children, ...rest} = props
  if (type === Fragment) return new Html(write(children))
  const attrs = Object.entries(rest).filter(([k, v]) => typeof v !== 'object').map(([k, v]) => ' ' + k + '="' + escape(v === true ? '' : v) + '"').join('')
  return new Html('<' + type + attrs + '>' + write(children) + '</' + type + '>')
}
const out = []
for (const {source, plugins} of JSON.parse(fs.readFileSync(process.argv[3], 'utf8'))) {
  try {
    const page = await evaluate(source, {Fragment, jsx, jsxs: jsx, format: plugins === 'md' ? 'md' : 'mdx',
      remarkPlugins: plugins === 'docusaurus' ? [remarkFrontmatter, remarkGfm, remarkDirective, remarkEmoji] : [remarkFrontmatter, remarkGfm]})
    out.push({html: '<main>' + write(page.default({})) + '</main>'})
  } catch (e) {
    out.push({error: String(e)})
  }
}
process.stdout.write(JSON.stringify(out))
