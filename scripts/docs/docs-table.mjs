// @ts-check
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupProblem, projectFolder } from '../setup/project.mjs'

/**
 * Replaces the table on a page in docs/.
 *
 * @param {string} page file name in docs/
 * @param {string} markdown
 */
export async function saveTable(page, markdown) {
  const file = join(projectFolder, 'docs', page)
  await writeFile(file, withTable(await readFile(file, 'utf8'), markdown))
}

/**
 * Replaces the text between `<!-- table:start -->` and `<!-- table:end -->` with a table.
 *
 * @param {string} text
 * @param {string} markdown
 */
export function withTable(text, markdown) {
  const [start, end] = ['<!-- table:start -->', '<!-- table:end -->']
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new SetupProblem(`The page has no ${start} and ${end} markers.`)
  return `${text.slice(0, from + start.length)}\n\n${markdown.trim()}\n\n${text.slice(to)}`
}
