import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ProgramWatch } from './program-watch.ts'

let folder: string
let program: string
let replaced: number
/** Runs the watch's timer. */
let tick: (() => void) | null
let timers: number
let watch: ProgramWatch

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-program-'))
  program = join(folder, 'remotejob')
  await writeFile(program, 'version 1')
  replaced = 0
  tick = null
  timers = 0
  const after = (_ms: number, run: () => void) => {
    timers += 1
    tick = run
    return () => (tick = null)
  }
  watch = new ProgramWatch(program, after, () => (replaced += 1))
  await watch.start()
})
afterEach(async () => {
  watch.close()
  await rm(folder, { recursive: true })
})

/** Runs one check. */
async function check(): Promise<void> {
  const before = [timers, replaced]
  tick?.()
  await vi.waitFor(() => expect([timers, replaced]).not.toEqual(before))
}

/** Renames a new file over the program, like a package manager. */
async function install(content: string): Promise<void> {
  await writeFile(join(folder, 'new'), content)
  await rename(join(folder, 'new'), program)
}

it('reports a replaced program once it stays unchanged between two checks', async () => {
  await check()
  await install('version 2')
  await check()
  expect(replaced).toBe(0)
  await check()
  expect(replaced).toBe(1)
})

it('waits while the program is being written or is briefly missing', async () => {
  await install('vers')
  await check()
  await install('version')
  await check()
  await rm(program)
  await check()
  await install('version 2')
  await check()
  expect(replaced).toBe(0)
  await check()
  expect(replaced).toBe(1)
})

it('ignores reads of the program', async () => {
  for (let round = 0; round < 3; round += 1) {
    await readFile(program)
    await check()
  }
  expect(replaced).toBe(0)
})

it('stops when it is closed', () => {
  watch.close()
  expect(tick).toBeNull()
})
