// @ts-check
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { capture, isOnPath } from '../setup/command.mjs'
import { SetupProblem } from '../setup/project.mjs'
import { obtain } from './obtained.mjs'

/**
 * The oldest aws-cli here still uses the query protocol of SQS. Each program has its own environment, because
 * they conflict.
 */
const packages = {
  moto: 'moto[s3,sqs,server]==5.2.1',
  boto3: 'boto3==1.43.11',
  'cfn-lint': 'cfn-lint==1.51.0',
  'aws-cli': 'awscli==1.45.11',
  'aws-cli, 2023': 'awscli==1.29.50',
}

/**
 * Installs a Python program into its own virtual environment.
 *
 * @param {keyof typeof packages} name
 * @returns {Promise<import('./obtained.mjs').Obtained<{ python: string }>>}
 */
export async function obtainPython(name) {
  const wanted = packages[name]
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  return obtain(
    wanted
      .replace(/\[.*\]/, '')
      .replace('==', ' ')
      .replace('awscli', 'aws-cli'),
    `${name.replaceAll(/[^\w-]+/g, '-')}-${hash}`,
    (folder) => install(folder, wanted),
    (folder) => ({ python: pythonOf(folder) }),
  )
}

/**
 * @param {string} folder
 * @param {string} wanted
 */
async function install(folder, wanted) {
  const python = process.platform === 'win32' ? 'python' : 'python3'
  if (!isOnPath(python)) throw new SetupProblem('Python 3 is not installed.')
  await command('Python cannot create a virtual environment', python, ['-m', 'venv', folder])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', wanted]
  await command('pip cannot install it', pythonOf(folder), pip)
}

/** @param {string} folder */
function pythonOf(folder) {
  return process.platform === 'win32' ? join(folder, 'Scripts/python.exe') : join(folder, 'bin/python')
}

/**
 * @param {string} problem
 * @param {string} program
 * @param {readonly string[]} args
 */
export async function command(problem, program, args, cwd = process.cwd()) {
  const { code, output } = await capture(program, args, { cwd })
  if (code === 0) return
  const lines = output.trim().split('\n')
  const line = lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1) ?? ''
  throw new SetupProblem(
    `${problem}: ${line
      .replaceAll(/https?:\/\/\S+/g, '(address)')
      .trim()
      .slice(0, 200)}`,
  )
}
