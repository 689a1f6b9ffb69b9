// @ts-check
import { basename, join } from 'node:path'
import { rm, writeFile } from 'node:fs/promises'
import { capture } from './command.mjs'
import { SetupProblem } from './project.mjs'

/**
 * Runs npm quietly, with the user's registry and proxy. Throws a {@link SetupProblem} if it fails.
 *
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export async function npm(args, cwd) {
  const { code, output } = await tryNpm(args, cwd)
  if (code !== 0) throw npmProblem(args, output)
}

/**
 * Like {@link npm}, but returns the exit code and output, for callers that handle failures.
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
 * Returns the npm that runs this script, or outside an npm script the one on the PATH.
 *
 * @param {string | undefined} execPath
 * @returns {[program: string, args: string[]]}
 */
function npmCommand(execPath) {
  if (execPath && basename(execPath).startsWith('npm')) return [process.execPath, [execPath]]
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/c', 'npm.cmd']] : ['npm', []]
}

/**
 * Installs one package in `folder`/node_modules, without running its scripts.
 *
 * The integrity goes into a lock file, so npm verifies it. The npm cache for this is temporary: the packages are
 * large, and our own cache keeps the result.
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
