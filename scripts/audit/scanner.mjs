// @ts-check
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, relative, sep } from 'node:path'
import { transform } from '@swc/core'
import { capture } from '../setup/command.mjs'
import { ensureDependencies } from '../setup/dependencies.mjs'
import { SetupProblem, projectFolder } from '../setup/project.mjs'
import { newFindings } from './verdicts.mjs'

const scannerFolder = join(projectFolder, 'scripts/audit/scanner')

/**
 * Runs Electronegativity on the built app. It has not changed since 2024, and its packages are older still,
 * so it has its own folder and lock file. It exits with 0 whatever it finds, and skips files whose syntax it
 * does not support. So the app is compiled to older JavaScript for the scan, and a file that it cannot read
 * is a finding.
 *
 * @returns {Promise<import('./verdicts.mjs').Judged>}
 */
export async function scanApp() {
  await ensureDependencies(scannerFolder)
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-scan-'))
  try {
    await cp(join(projectFolder, 'package.json'), join(folder, 'package.json'))
    await cp(join(projectFolder, 'out'), join(folder, 'out'), { recursive: true })
    await rewriteScripts(folder)
    const { version } = JSON.parse(
      await readFile(join(projectFolder, 'node_modules/electron/package.json'), 'utf8'),
    )
    const script = join(scannerFolder, 'scan.cjs')
    const { code, output } = await capture(process.execPath, [script, folder, version], { cwd: folder })
    const last = output.trimEnd().split('\n').at(-1) ?? ''
    if (code !== 0 || !last.startsWith('[')) throw new SetupProblem(`The scanner failed:\n${output.trim()}`)
    /** @type {import('./verdicts.mjs').Finding[]} */
    const findings = JSON.parse(last)
    const verdicts = JSON.parse(await readFile(join(scannerFolder, 'verdicts.json'), 'utf8'))
    return newFindings(
      findings.map((finding) => ({ ...finding, file: plainName(folder, finding.file) })),
      verdicts,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
async function rewriteScripts(folder) {
  const entries = await readdir(join(folder, 'out'), { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (!['.js', '.cjs'].includes(extname(path))) continue
    const { code } = await transform(await readFile(path, 'utf8'), {
      configFile: false,
      swcrc: false,
      isModule: path.endsWith('.js'),
      // The scanner supports neither private names nor static blocks.
      jsc: { target: 'es2020', parser: { syntax: 'ecmascript' } },
    })
    await writeFile(path, code)
  }
}

/**
 * Returns the name of a file in the build, without the hash of its content.
 *
 * @param {string} folder
 * @param {string} file
 */
function plainName(folder, file) {
  const path = file.startsWith(folder) ? relative(folder, file) : file
  return path
    .split(sep)
    .join('/')
    .replace(/-[\w-]{8}(?=\.\w+$)/, '')
}
