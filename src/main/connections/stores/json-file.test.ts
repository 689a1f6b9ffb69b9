import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { JsonFile } from './json-file.ts'

let folder: string
let file: JsonFile<number>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-json-'))
  file = new JsonFile(join(folder, 'value.json'), z.number(), 0)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

it('removes the temporary file when a write fails, and can write again later', async () => {
  // A file cannot replace a folder.
  await mkdir(join(folder, 'value.json'))
  await expect(file.write(1)).rejects.toMatchObject({ code: expect.any(String) })
  expect(await readdir(folder)).toEqual(['value.json'])
  await rm(join(folder, 'value.json'), { recursive: true })
  await file.write(2)
  expect(await readdir(folder)).toEqual(['value.json'])
  expect(await file.read()).toEqual({ value: 2, quarantinedPath: null })
})
