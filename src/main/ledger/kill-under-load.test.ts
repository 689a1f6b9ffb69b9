import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
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

const order = ['nothing', 'planned', 'held', 'stored', 'ended']

/** What a killed process had asked for, and what it had been told is on disk. */
class Account {
  readonly #asked = new Map<string, string>()
  readonly #written = new Map<string, string>()

  read(line: string): void {
    const [what, id = '', step = ''] = line.split(' ')
    if (what === 'asked') this.#asked.set(id, step)
    else this.#written.set(id, step)
  }

  /** What the ledger tells that cannot be true. */
  contradictions(found: ReadonlyMap<string, string>): string[] {
    const wrong: string[] = []
    for (const [id, asked] of this.#asked) {
      const least = this.#written.get(id) ?? 'nothing'
      // What is gone was never written, or has ended.
      const steps = found.has(id) ? [found.get(id) ?? ''] : ['nothing', 'ended']
      const possible = steps.some(
        (step) => order.indexOf(step) >= order.indexOf(least) && order.indexOf(step) <= order.indexOf(asked),
      )
      if (!possible) wrong.push(`${id}: asked ${asked}, written ${least}, found ${steps.join(' or ')}`)
    }
    return wrong
  }

  get steps(): number {
    return this.#written.size
  }
}

test('a kill -9 at any moment under load leaves a ledger that opens and tells the truth', async () => {
  const script = fileURLToPath(new URL('testing/load-child.ts', import.meta.url))
  const account = new Account()
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })
    lines.on('line', (line) => {
      account.read(line)
    })
    await once(lines, 'line')
    // The moment is what is random here: nothing is waited for.
    await wait(Math.random() * 150)
    const over = [once(child, 'exit'), once(lines, 'close')]
    child.kill('SIGKILL')
    await Promise.all(over)

    const { ledger, uploads, claims, damagedFile } = await Ledger.open(path, { workerUrl })
    const abandoned = await ledger.transfers.multipart.abandoned('local')
    await ledger.close()
    expect(damagedFile).toBeNull()
    const found = new Map([
      ...uploads.map(({ id, step }) => [id, step] as const),
      ...claims.map(({ id }) => [id, 'held'] as const),
    ])
    expect(account.contradictions(found)).toEqual([])
    // A multipart upload is ended before its transfer is, so each still has a transfer that goes on with it.
    expect(abandoned).toEqual([])
  }
  expect(account.steps).toBeGreaterThan(20)
  const connection = new Connection(path)
  expect(connection.prepare('PRAGMA integrity_check').all()).toEqual([['ok']])
  connection.close()
})
