// @ts-check
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupProblem, projectFolder } from './setup/project.mjs'

/**
 * Puts a table as a script printed it into the README, between `<!-- NAME:start -->` and `<!-- NAME:end -->`.
 *
 * @param {string} name
 * @param {string} markdown
 * @param {string} [file]
 */
export async function writeReadmeTable(name, markdown, file = join(projectFolder, 'README.md')) {
  const text = await readFile(file, 'utf8')
  await writeFile(file, withTable(text, name, markdown))
}

/**
 * @param {string} text
 * @param {string} name
 * @param {string} markdown
 */
export function withTable(text, name, markdown) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from)
    throw new SetupProblem(`The README has no ${start} … ${end} to put the table into.`)
  return `${text.slice(0, from + start.length)}\n\n${markdown.trim()}\n\n${text.slice(to)}`
}
