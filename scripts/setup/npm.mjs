// @ts-check
import { basename, join } from 'node:path'
import { rm, writeFile } from 'node:fs/promises'
import { capture } from './command.mjs'
import { SetupProblem } from './project.mjs'

/**
 * Runs npm quietly, with the registry and proxy that the person has configured.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  const { code, output } = await tryNpm(args, cwd)
  if (code !== 0) throw npmProblem(args, output)
}

/**
 * The same for a caller who has an answer to a failure.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function tryNpm(args, cwd) {
  const [program, first] = npmCommand(process.env['npm_execpath'])
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--no-update-notifier']
  return capture(program, [...first, ...args, ...quiet], { cwd })
}

/**
 * @param {readonly string[]} args
 * @param {string} output
 */
export function npmProblem(args, output) {
  return new SetupProblem(`npm ${args.join(' ')} failed:\n${output.trim()}`)
}

/**
 * Npm tells its scripts where it is. Outside an npm script the one on the PATH is taken.
 *
 * @param {string | undefined} execPath
 * @returns {[program: string, args: string[]]}
 */
function npmCommand(execPath) {
  if (execPath && basename(execPath).startsWith('npm')) return [process.execPath, [execPath]]
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/c', 'npm.cmd']] : ['npm', []]
}

/**
 * Puts one package into `folder`/node_modules, without running any of its scripts.
 *
 * The integrity goes into a lock file, so npm itself refuses other bytes. Npm's cache for
 * this is a throw-away: these packages are large, and what is made of them is kept by us.
 *
 * @param {{ name: string, version: string, integrity?: string | undefined }} wanted
 * @param {string} folder
 * @returns {Promise<string>} the package's folder
 */
export async function fetchPackage({ name, version, integrity }, folder) {
  const dependencies = { [name]: version }
  const manifest = { name: 'prepared-by-remotejob', version: '1.0.0', private: true, dependencies }
  const packages = {
    '': { name: manifest.name, version: manifest.version, dependencies },
    [`node_modules/${name}`]: { version, integrity },
  }
  const lock = { ...manifest, dependencies: undefined, lockfileVersion: 3, requires: true, packages }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  if (integrity) await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock))

  const cache = join(folder, '.npm-cache')
  const command = integrity ? 'ci' : 'install'
  await npm([command, '--ignore-scripts', '--prefer-online', `--cache=${cache}`], folder)
  await rm(cache, { recursive: true, force: true })
  return join(folder, 'node_modules', name)
}
