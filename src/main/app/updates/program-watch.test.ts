import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ProgramWatch } from './program-watch.ts'

let folder: string
let program: string
let replaced: number
/** Runs the timer of the watch. */
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

/** Lets the watch look once. */
async function look(): Promise<void> {
  const before = [timers, replaced]
  tick?.()
  await vi.waitFor(() => expect([timers, replaced]).not.toEqual(before))
}

/** Like a package manager: the new file takes the name of the old one. */
async function install(content: string): Promise<void> {
  await writeFile(join(folder, 'new'), content)
  await rename(join(folder, 'new'), program)
}

it('notices a program that was replaced, once it stays the same', async () => {
  await look()
  await install('version 2')
  await look()
  expect(replaced).toBe(0)
  await look()
  expect(replaced).toBe(1)
})

it('waits while the program is still being written, or is missing for a moment', async () => {
  await install('vers')
  await look()
  await install('version')
  await look()
  await rm(program)
  await look()
  await install('version 2')
  await look()
  expect(replaced).toBe(0)
  await look()
  expect(replaced).toBe(1)
})

it('notices nothing if the program is only read', async () => {
  for (let round = 0; round < 3; round += 1) {
    await readFile(program)
    await look()
  }
  expect(replaced).toBe(0)
})

it('stops when it is closed', () => {
  watch.close()
  expect(tick).toBeNull()
})
