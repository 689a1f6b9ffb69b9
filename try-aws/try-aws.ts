import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { EngineError } from '../src/main/engine/errors/engine-error.ts'
import { totalOf } from '../src/shared/metrics/request-counts.ts'
import { type Options, readOptions, usage } from './options.ts'
import { OwnResources } from './own-resources.ts'
import { points, type Trial } from './points.ts'
import { reach, type Reach } from './reach.ts'

interface Answer {
  readonly name: string
  readonly text: string
  readonly failed: boolean
}

/** Checks all points, cleans up, and prints the results. Returns the exit code. */
async function run(options: Options): Promise<number> {
  const reached = await reach(options)
  const own = new OwnResources(`try-${randomBytes(5).toString('hex')}`, reached.open.clients)
  if (!(await isAgreed(options, reached, own))) return 1
  const stop = new AbortController()
  const onInterrupt = (): void => {
    console.error('\nStopping, and deleting what was created…')
    stop.abort(new Error('It was stopped.'))
  }
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt)
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-try-aws-'))
  const responses: Answer[] = []
  let left: readonly string[] = []
  try {
    await askAll({ own, reach: reached, folder, signal: stop.signal }, responses)
  } finally {
    left = await own.remove()
    await rm(folder, { recursive: true, force: true })
    reached.open.close()
  }
  print(responses)
  console.log(
    `\n${totalOf(reached.counter.take())} requests. ${left.length === 0 ? 'Everything was deleted.' : ''}`,
  )
  if (left.length > 0)
    console.error(`Some things could not be deleted. Delete them with:\n\n${left.join('\n')}`)
  return left.length > 0 || stop.signal.aborted || responses.some(({ failed }) => failed) ? 1 : 0
}

async function askAll(trial: Trial, responses: Answer[]): Promise<void> {
  for (const { name, ask } of points) {
    if (trial.signal.aborted) return
    process.stderr.write(`${name} … `)
    try {
      const text = await ask(trial)
      responses.push({ name, text, failed: false })
      process.stderr.write('done\n')
    } catch (error) {
      if (trial.signal.aborted) return
      responses.push({ name, text: sentenceOf(error), failed: true })
      process.stderr.write('failed\n')
      // Without them, nothing else can be checked.
      if (name === 'Creating buckets and queues') return
    }
  }
}

async function isAgreed(
  { isAgreed, region, endpoint }: Options,
  { account }: Reach,
  own: OwnResources,
): Promise<boolean> {
  const where = endpoint ?? `the AWS account ${account ?? '(not known)'}, region ${region}`
  console.error(
    `This creates ${own.buckets.length} buckets and ${own.queues.length} queues in ${where},\n` +
      `uses them for about two minutes, and deletes them. It costs less than 0.01 USD.\n\n` +
      `${[...own.buckets, ...own.queues].map((name) => `  ${name}`).join('\n')}\n`,
  )
  if (isAgreed) return true
  if (!process.stdin.isTTY) {
    console.error('Nothing was created: there is nobody to ask. Add --yes to agree in advance.')
    return false
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const response = await lines.question('Continue? [y/N] ')
  lines.close()
  return /^y(?:es)?$/i.test(response.trim())
}

function print(responses: readonly Answer[]): void {
  const width = Math.max(...responses.map(({ name }) => name.length), 5)
  console.log(`\n| ${'point'.padEnd(width)} | answer |\n| ${'-'.repeat(width)} | ------ |`)
  for (const { name, text, failed } of responses) {
    console.log(`| ${name.padEnd(width)} | ${failed ? 'FAILED: ' : ''}${text} |`)
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return `${error.code}: ${error.message} ${error.hint}`.trim()
  return error instanceof Error ? error.message : 'unknown error'
}

try {
  process.exitCode = await run(readOptions(process.argv.slice(2), process.env))
} catch (error) {
  console.error(`${sentenceOf(error)}\n\n${usage}`)
  process.exitCode = 1
}
