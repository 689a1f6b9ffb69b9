// @ts-check
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { capture } from './command.mjs'
import { withLock } from './lock.mjs'
import { SetupProblem, projectFolder } from './project.mjs'
import { tool } from './tool.mjs'

const outFolder = join(projectFolder, 'out')
const stampFile = join(outFolder, '.stamp')
const otherInputs = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'README.md']
/** These scripts convert the documentation for the window. The tray uses one of the icons. */
const inputFolders = ['src', 'docs', 'scripts/docs', 'packaging/icons']

/** Builds the app, unless the existing build is from the same sources. */
export async function ensureBuild() {
  const lockName = `build-${createHash('sha256').update(projectFolder).digest('hex').slice(0, 16)}`
  if (await isFresh()) return
  await withLock(lockName, async () => {
    if (await isFresh()) return
    const stamp = await sourceStamp(projectFolder)
    console.log('Building Remotejob.')
    await forgetBuild()
    const [node, electronVite] = await tool('electron-vite')
    const { code, output } = await capture(node, [electronVite, 'build'], { cwd: projectFolder })
    if (code !== 0) throw new SetupProblem(`The build failed:\n${output.trim()}`)
    await mkdir(outFolder, { recursive: true })
    await writeFile(stampFile, stamp)
  })
}

/** Marks the build as stale. Call this before anything else writes to the build folder. */
export async function forgetBuild() {
  await rm(stampFile, { force: true })
}

async function isFresh() {
  const stamp = await readFile(stampFile, 'utf8').catch(() => undefined)
  return stamp === (await sourceStamp(projectFolder))
}

/**
 * Hashes the names and contents of all build inputs. Times are not included, so files that were only touched
 * do not cause a new build. Tests are left out.
 *
 * @param {string} folder the project folder
 */
export async function sourceStamp(folder) {
  const entries = await Promise.all(
    inputFolders.map((name) => readdir(join(folder, name), { recursive: true, withFileTypes: true })),
  )
  const sources = entries
    .flat()
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted()
  const hash = createHash('sha256')
  for (const name of [...otherInputs, ...sources]) {
    const content = await readFile(join(folder, name))
    hash.update(`${name.split(sep).join('/')}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}
