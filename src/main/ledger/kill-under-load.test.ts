import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Connection } from './worker/connection.ts'
import { Ledger } from './ledger.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-killed-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

/** The process is killed after at most this many lines. */
const maxLines = 50

const order = ['nothing', 'planned', 'held', 'stored', 'ended']

/** Records which steps a killed process had started, and which had been confirmed as on disk. */
class StepLog {
  readonly #started = new Map<string, string>()
  readonly #written = new Map<string, string>()

  read(line: string): void {
    const [phase, id = '', step = ''] = line.split(' ')
    if (phase === 'started') this.#started.set(id, step)
    else this.#written.set(id, step)
  }

  /** Returns the contradictions between the ledger and the log. */
  contradictions(found: ReadonlyMap<string, string>): string[] {
    const wrong: string[] = []
    for (const [id, started] of this.#started) {
      const least = this.#written.get(id) ?? 'nothing'
      // A missing row was never written, or its work has finished.
      const steps = found.has(id) ? [found.get(id) ?? ''] : ['nothing', 'ended']
      const possible = steps.some(
        (step) =>
          order.indexOf(step) >= order.indexOf(least) && order.indexOf(step) <= order.indexOf(started),
      )
      if (!possible) wrong.push(`${id}: started ${started}, written ${least}, found ${steps.join(' or ')}`)
    }
    return wrong
  }

  get steps(): number {
    return this.#written.size
  }
}

test('SIGKILL under load leaves a ledger that opens and lacks no confirmed step', async () => {
  const script = fileURLToPath(new URL('testing/load-child.ts', import.meta.url))
  const log = new StepLog()
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    // A random number of steps, so that each round kills at a different moment.
    let left = 1 + Math.floor(Math.random() * maxLines)
    await new Promise<void>((resolve) => {
      lines.on('line', (line) => {
        log.read(line)
        left -= 1
        if (left === 0) resolve()
      })
    })
    const exited = [once(child, 'exit'), once(lines, 'close')]
    child.kill('SIGKILL')
    await Promise.all(exited)

    const { ledger, uploads, claims, damagedFile } = await Ledger.open(path, { workerUrl })
    const abandoned = await ledger.transfers.multipart.abandoned('local')
    await ledger.close()
    expect(damagedFile).toBeNull()
    const found = new Map([
      ...uploads.map(({ id, step }) => [id, step] as const),
      ...claims.map(({ id }) => [id, 'held'] as const),
    ])
    expect(log.contradictions(found)).toEqual([])
    // A multipart upload finishes before its transfer, so each open one still has a transfer to continue it.
    expect(abandoned).toEqual([])
  }
  expect(log.steps).toBeGreaterThan(20)
  const connection = new Connection(path)
  expect(connection.prepare('PRAGMA integrity_check').all()).toEqual([['ok']])
  connection.close()
})
