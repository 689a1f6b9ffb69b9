import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { versionOfTag } from './product.mjs'
import { appManifest, scriptWithImports } from './stage.mjs'

test('lists a script and everything that it imports, each only once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-stage-'))
  try {
    const files = {
      'server.js': 'import{a}from"./a.js";import"./b.js";import fs from"node:fs"',
      'a.js': 'export * from "./b.js"',
      'b.js': 'const late = () => import("./c.js")',
      'c.js': 'import "./a.js"',
      'other.js': '',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    const found = await scriptWithImports(join(folder, 'server.js'))
    expect(found.map((file) => basename(file)).toSorted()).toEqual(['a.js', 'b.js', 'c.js', 'server.js'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('the packaged app has its own version, and nothing that only developers need', () => {
  const project = {
    name: 'x',
    version: '0.1.0',
    main: 'm.js',
    scripts: { a: 'b' },
    devDependencies: { c: '1' },
  }
  const manifest = appManifest(project, '2.0.0')
  expect(manifest).toMatchObject({
    name: 'x',
    version: '2.0.0',
    main: 'm.js',
    desktopName: 'remotejob.desktop',
  })
  expect(manifest).not.toHaveProperty('scripts')
  expect(manifest).not.toHaveProperty('devDependencies')
})

test('the version of a release comes from its tag', () => {
  expect(versionOfTag('v1.2.3')).toBe('1.2.3')
  expect(versionOfTag('1.2.3-beta.1')).toBe('1.2.3-beta.1')
  for (const tag of ['', '1.2', 'v1.2.3+x', 'main', 'v1.2.3;ls']) {
    expect(() => versionOfTag(tag)).toThrow('is not a version')
  }
})
