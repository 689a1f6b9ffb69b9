// @ts-check
import { basename } from 'node:path'
import { docPage } from './doc-page.mjs'

/** Lets the window import documentation pages as data: `import { page } from '…/docs/limits.md'`. */
export function docsPlugin() {
  return {
    name: 'docs',
    enforce: /** @type {const} */ ('pre'),
    /**
     * @param {string} markdown
     * @param {string} id
     */
    transform(markdown, id) {
      const [path = ''] = id.split('?')
      if (!path.endsWith('.md')) return null
      return {
        code: `export const page = ${JSON.stringify(docPage(markdown, basename(path, '.md')))}`,
        map: null,
      }
    },
  }
}
