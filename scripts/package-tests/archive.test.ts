import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { archiveProblems, archivedFiles } from './archive.mjs'

test('lists the files in an archive', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-archive-'))
  try {
    const directory = JSON.stringify({
      files: {
        'package.json': { size: 2 },
        out: { files: { main: { files: { 'index.js': { size: 9 } } } } },
      },
    })
    const header = Buffer.alloc(16)
    header.writeUInt32LE(directory.length, 12)
    await writeFile(
      join(folder, 'app.asar'),
      Buffer.concat([header, Buffer.from(directory), Buffer.alloc(11)]),
    )
    expect(await archivedFiles(join(folder, 'app.asar'))).toEqual(['package.json', 'out/main/index.js'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('accepts an archive with what the app needs', () => {
  const files = [
    'package.json',
    'out/main/chunks/a-B1.js',
    'out/renderer/assets/inter.woff2',
    'node_modules/libsql/LICENSE',
  ]
  expect(archiveProblems(files)).toEqual([])
})

test.each([
  'out/main/index.js.map',
  'out/.env',
  'out/main/.env.js',
  'src/main/index.ts',
  'out/main/index.test.js',
  'node_modules/libsql/README',
  'node_modules/libsql/types/index.d.ts',
  'node_modules/vitest/index.js',
  'e2e/app.ts',
])('rejects an archive with %s', (file) => {
  expect(archiveProblems([file])).toHaveLength(1)
})
