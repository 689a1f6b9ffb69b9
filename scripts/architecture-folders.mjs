// @ts-check
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { projectFolder } from './setup/project.mjs'

/** Every subfolder of these must have a line in ARCHITECTURE.md. */
const describedFolders = ['src/main', 'src/renderer/features']

/**
 * Parses the folders from the indented tree in ARCHITECTURE.md.
 *
 * @param {string} markdown
 */
export function listedFolders(markdown) {
  const block = /## Layout\n[^]*?```\n([^]*?)```/.exec(markdown)?.[1] ?? ''
  /** @type {Set<string>} */
  const listed = new Set()
  /** @type {{ indent: number, path: string }[]} */
  const parents = []
  for (const line of block.split('\n')) {
    const [, spaces = '', name] = /^( *)(\S+)\/(?: |$)/.exec(line) ?? []
    if (name === undefined) continue
    while ((parents.at(-1)?.indent ?? -1) >= spaces.length) parents.pop()
    const path = [parents.at(-1)?.path, name].filter((part) => part !== undefined).join('/')
    parents.push({ indent: spaces.length, path })
    listed.add(path)
  }
  return listed
}

/**
 * Lists the problems with the layout: folders without a line, and lines without a folder.
 *
 * @param {ReadonlySet<string>} listed
 * @param {ReadonlySet<string>} existing all subfolders of the described folders
 */
export function layoutProblems(listed, existing) {
  const described = [...listed].filter((path) => describedFolders.some((top) => path.startsWith(`${top}/`)))
  return [
    ...[...existing].filter((path) => !listed.has(path)).map((path) => `${path}/ has no line.`),
    ...described.filter((path) => !existing.has(path)).map((path) => `${path}/ does not exist.`),
  ]
}

/** Compares the layout in ARCHITECTURE.md with the checkout's folders. */
export async function architectureProblems() {
  const markdown = await readFile(join(projectFolder, 'ARCHITECTURE.md'), 'utf8')
  const existing = new Set((await Promise.all(describedFolders.map(foldersBelow))).flat())
  return layoutProblems(listedFolders(markdown), existing)
}

/** @param {string} top */
async function foldersBelow(top) {
  const entries = await readdir(join(projectFolder, top), { recursive: true, withFileTypes: true })
  // Git does not track empty folders, so only folders with a file at some depth count.
  const holding = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath }) => relative(projectFolder, parentPath))
  const parents = holding.flatMap((path) => {
    const names = path.split(sep)
    return names.map((_, index) => names.slice(0, index + 1).join('/'))
  })
  return parents.filter((path) => path.startsWith(`${top}/`))
}
