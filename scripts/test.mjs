// @ts-check
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultTable, readFaultOptions } from './docs/fault-table.mjs'
import { saveTable } from './docs/docs-table.mjs'
import { run } from './setup/command.mjs'
import { serversNeedNode } from './setup/node.mjs'
import { prepareApp, prepareWindowless } from './setup/prepare.mjs'
import { SetupProblem, projectFolder, runScript } from './setup/project.mjs'
import {
  countE2eTests,
  countUnitTests,
  failedE2eTests,
  failedUnitTests,
  summarize,
} from './setup/test-results.mjs'
import { tool } from './setup/tool.mjs'

/**
 * @typedef {object} Suite
 * @property {() => Promise<Omit<import('./setup/prepare.mjs').Prepared, 'electron'>>} prepare
 * @property {Parameters<typeof tool>} tool
 * @property {(reportFile: string) => string[]} args
 * @property {(reportFile: string) => Record<string, string>} env
 * @property {typeof countUnitTests} count
 * @property {typeof failedUnitTests} failures
 */

/**
 * Compiled modules, which every test process would otherwise compile again. Node checks that they match their
 * sources.
 */
const compileCache = { NODE_COMPILE_CACHE: join(projectFolder, '.tsbuild', 'compiled') }

/** The number of random schedules when the fault suite runs with all suites. On its own it runs more. */
const seedsOfAll = '100'

/** The number of apps that the e2e suite runs in parallel, each on its own virtual display. */
const parallelApps = Math.min(2, availableParallelism())

const reporters = ['--reporter=default', '--reporter=json']

/** @type {Record<string, Suite>} */
const suites = {
  unit: {
    prepare: prepareWindowless,
    tool: ['vitest'],
    args: (file) => [
      'run',
      ...projects('node', 'renderer'),
      // By default Vitest leaves one core for watch mode, which is not needed here.
      '--maxWorkers=100%',
      ...reporters,
      `--outputFile.json=${file}`,
    ],
    env: () => compileCache,
    count: countUnitTests,
    failures: failedUnitTests,
  },
  faults: {
    prepare: prepareWindowless,
    tool: ['vitest'],
    args: (file) => [
      'run',
      ...projects('faults'),
      '--maxWorkers=2',
      ...reporters,
      `--outputFile.json=${file}`,
    ],
    env: (file) => ({ ...compileCache, FAULTS_ROWS: rowsFile(file) }),
    count: countUnitTests,
    failures: failedUnitTests,
  },
  e2e: {
    prepare: () => prepareApp({ minimumNode: serversNeedNode, forTests: true, displays: parallelApps }),
    tool: ['@playwright/test', 'playwright'],
    args: () => ['test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'],
    env: (file) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }),
    count: countE2eTests,
    failures: failedE2eTests,
  },
}

await runScript(async () => {
  const [first, ...rest] = process.argv.slice(2)
  const known = first !== undefined && first in suites
  if (first !== undefined && !known) {
    throw new SetupProblem(
      `There is no test suite “${first}”. Please pass ${Object.keys(suites).join(', ')}, or nothing for all.`,
    )
  }
  const runs = []
  for (const name of known ? [first] : Object.keys(suites)) {
    const suite = /** @type {Suite} */ (suites[name])
    const { launcher, env } = await suite.prepare()
    if (name !== 'faults') {
      runs.push(await runSuite(suite, rest, launcher.prefix, env))
      continue
    }
    const { rest: others, env: more, save } = readFaultOptions(rest)
    if (!known) more['FAULTS_SEEDS'] ??= seedsOfAll
    const report = (/** @type {string} */ file) => reportFaults(file, save)
    runs.push(await runSuite(suite, others, launcher.prefix, { ...env, ...more }, report))
  }
  const { line, failed } = summarize(runs)
  // The suites' own output is long, and the failures of the first are far up.
  for (const failure of runs.flatMap(({ failures }) => failures)) console.log(`Failed: ${failure}\n`)
  console.log(line)
  return failed > 0 ? 1 : 0
})

/** @param {string[]} names */
function projects(...names) {
  return names.map((name) => `--project=${name}`)
}

/** @param {string} reportFile */
function rowsFile(reportFile) {
  return `${reportFile}.rows`
}

/**
 * @param {string} reportFile
 * @param {boolean} save
 */
async function reportFaults(reportFile, save) {
  const rows = await readFile(rowsFile(reportFile), 'utf8').catch(() => '')
  if (rows === '') return
  const table = faultTable(rows)
  console.log(table)
  if (save) await saveTable('reliability.md', table)
}

/**
 * Runs one suite with the launcher's prefix. For root the prefix drops the privileges, because root could read the
 * files that tests make unreadable.
 *
 * @param {Suite} suite
 * @param {string[]} extra additional arguments
 * @param {string[]} prefix
 * @param {NodeJS.ProcessEnv} env
 * @param {(reportFile: string) => Promise<void>} [reportMore] called after the run
 */
async function runSuite(suite, extra, prefix, env, reportMore) {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-tests-'))
  try {
    const file = join(folder, 'report.json')
    const command = [...(await tool(...suite.tool)), ...suite.args(file), ...extra]
    const [program = '', ...args] = [...prefix, ...command]
    const code = await run(program, args, { cwd: projectFolder, env: { ...env, ...suite.env(file) } })
    await reportMore?.(file)
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text === '') return { code, counts: undefined, failures: [] }
    const report = JSON.parse(text)
    return { code, counts: suite.count(report), failures: suite.failures(report) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
