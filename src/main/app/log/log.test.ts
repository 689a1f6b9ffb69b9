import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Log, openLog } from './log.ts'

let log: Log
let printed: string[]
beforeEach(async () => {
  log = openLog(await mkdtemp(join(tmpdir(), 'remotejob-log-')))
  printed = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void printed.push(text))
})
afterEach(() => vi.restoreAllMocks())

/** Logs a warning, and returns what was written and printed. */
async function warned(...parts: readonly unknown[]): Promise<readonly string[]> {
  log.warn(...parts)
  await log.file.settled()
  return [await readFile(log.file.path, 'utf8'), ...printed]
}

it.each([
  ['sets the clipboard of a terminal', '\u001B]52;c;ZXZpbA==\u0007', String.raw`\u001b]52;c;ZXZpbA==\u0007`],
  ['clears the screen', '\u009B2J', String.raw`\u009b2J`],
  ['deletes text', 'a\b\b\b\u007F', String.raw`a\u0008\u0008\u0008\u007f`],
  ['returns to the start of the line', 'bad\rgood', String.raw`bad\u000dgood`],
  ['reorders text', 'photo\u202Egpj.exe', String.raw`photo\u202egpj.exe`],
])('shows text of a server that %s', async (_what, text, shown) => {
  for (const output of await warned('server', new Error(text))) {
    expect(output).toContain(shown)
    expect(output).not.toContain(text)
  }
})

it('shows that further lines belong to the same entry', async () => {
  const [written = ''] = await warned('server', 'bad\n2026-11-27T00:00:00.000Z ERROR forged\n\ttab')
  expect(written.split('\n').slice(1)).toEqual(['  2026-11-27T00:00:00.000Z ERROR forged', '  \ttab', ''])
})

it('shortens an entry that would fill the file', async () => {
  const [written = ''] = await warned('server', 'x'.repeat(3_000_000))
  expect(written.length).toBeLessThan(100_000)
})

const circular: Record<string, unknown> = {}
circular['self'] = circular
it.each<[what: string, value: unknown]>([
  ['an object that contains itself', circular],
  ['a BigInt', { count: 1n }],
  ['a symbol', Symbol('x')],
  ['an object without a prototype', Object.assign(Object.create(null) as object, { count: 1n })],
  ['a function', () => 1],
  ['undefined', undefined],
])('logs %s without failing', async (_what, value) => {
  expect((await warned('unhandled', value))[0]).toContain('unhandled ')
})
