// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupProblem } from '../setup/project.mjs'
import { startPackage } from './started-package.mjs'

/**
 * @typedef {object} Package
 * @property {string} executable
 * @property {readonly string[]} prefix words before the command
 * @property {readonly string[]} switches arguments that this machine needs
 * @property {NodeJS.ProcessEnv} env
 */

/** Chromium ends commands with a null character. */
const getVersion = `${JSON.stringify({ id: 1, method: 'Browser.getVersion' })}\0`

/**
 * Ways in which another of the user's programs could run code in a package, or watch it. Each must have no effect.
 *
 * @type {Record<string, (app: Package, folder: string) => Promise<void>>}
 */
export const refusals = {
  'ELECTRON_RUN_AS_NODE does not turn it into Node': async (app, folder) => {
    const mark = join(folder, 'node')
    const code = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`
    await start(app, ['-e', code], { ELECTRON_RUN_AS_NODE: '1' })
    await expectAbsent(mark, 'The code ran.')
  },
  'NODE_OPTIONS loads nothing into it': async (app, folder) => {
    const [mark, script] = [join(folder, 'options'), join(folder, 'loaded.cjs')]
    await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`)
    const { printed } = await start(app, [], { NODE_OPTIONS: `--require ${script}` })
    await expectAbsent(mark, 'The script was loaded.')
    // Electron refuses this option in packages, and prints a message only if it reads the variable.
    if (printed.includes('NODE_OPTION')) throw new SetupProblem('The variable was read.')
  },
  '--inspect opens no inspector': async (app) => {
    const { printed } = await start(app, ['--inspect=0'])
    if (printed.includes('Debugger listening')) throw new SetupProblem('The inspector listens.')
  },
  '--remote-debugging-port opens no port': async (app) => {
    const { printed } = await start(app, ['--remote-debugging-port=0'], {}, async ({ userData }) => {
      await expectAbsent(join(userData, 'DevToolsActivePort'), 'Chromium opened a port.')
    })
    if (printed.includes('DevTools listening')) throw new SetupProblem('Chromium listens.')
  },
  '--remote-debugging-pipe answers no command': async (app) => {
    // The app has been running for a while when it quits, so an answer would have come by then.
    const { answered } = await start(app, ['--remote-debugging-pipe'], {}, undefined, getVersion)
    if (answered !== '') throw new SetupProblem(`Chromium answered: ${answered.slice(0, 200)}`)
  },
  'a folder in place of the archive does not start': async (
    { executable, prefix, switches, env },
    folder,
  ) => {
    const [copy, mark] = [join(folder, 'copy'), join(folder, 'app')]
    await cp(join(executable, '..'), copy, { recursive: true })
    const resources = join(copy, 'resources')
    await rm(join(resources, 'app.asar'))
    await mkdir(join(resources, 'app'))
    await writeFile(join(resources, 'app/package.json'), '{ "name": "other", "main": "main.cjs" }')
    const code = `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); process.exit(0)`
    await writeFile(join(resources, 'app/main.cjs'), code)
    const [program = '', ...args] = [...prefix, join(copy, 'remotejob'), ...switches]
    const child = spawn(program, args, { env, stdio: 'ignore' })
    const [status] = await once(child, 'exit', { signal: AbortSignal.timeout(30_000) })
    await expectAbsent(mark, 'The other app ran.')
    if (status === 0) throw new SetupProblem('It started.')
  },
}

/**
 * @param {Package} app
 * @param {(typeof refusals)[string]} refusal
 */
export async function tryRefusal(app, refusal) {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-refusal-'))
  try {
    await refusal(app, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * @param {Package} app
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [more]
 * @param {Parameters<typeof startPackage>[1]} [look]
 * @param {string} [debuggerCommand]
 */
function start({ executable, prefix, switches, env }, args, more = {}, look, debuggerCommand) {
  const command = [...prefix, executable, ...switches, ...args]
  return startPackage({ command, env: { ...env, ...more }, debuggerCommand }, look)
}

/**
 * @param {string} path
 * @param {string} problem
 */
async function expectAbsent(path, problem) {
  if ((await stat(path).catch(() => null)) !== null) throw new SetupProblem(problem)
}
