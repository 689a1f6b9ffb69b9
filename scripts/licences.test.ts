import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isPermissive } from './audit/licence-terms.mjs'
import { licenceProblems, noticesText, shippedPackages } from './licences.mjs'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-licences-'))
  await put('package.json', { dependencies: { native: '1.0.0' } })
  await put('out/main/packages.json', ['node_modules/@cloud/one', 'node_modules/@cloud/two'])
  await put('out/preload/packages.json', [])
  await put('out/renderer/packages.json', ['node_modules/@cloud/one/node_modules/view'])
  await install('electron', '45.0.0', 'MIT', 'of Electron')
  await install('@cloud/one', '1.0.0', 'Apache-2.0', 'of the cloud')
  await install('@cloud/two', '2.0.0', 'Apache-2.0')
  await install('@cloud/one/node_modules/view', '3.0.0', 'MIT OR GPL-3.0-only')
  await install('native', '1.0.0', 'MIT', 'of native', { loader: '1', absent: '1' })
  await install('native/node_modules/loader', '1.1.0', 'ISC', 'of the inner loader')
  await install('loader', '9.0.0', 'GPL-3.0-only', 'of nobody')
})

afterEach(async () => rm(folder, { recursive: true, force: true }))

async function put(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true })
  await writeFile(join(folder, path), JSON.stringify(content))
}

async function install(
  path: string,
  version: string,
  license: string,
  text?: string,
  optionalDependencies: Readonly<Record<string, string>> = {},
): Promise<void> {
  const name = path.split('node_modules/').at(-1)
  await put(`node_modules/${path}/package.json`, { name, version, license, optionalDependencies })
  if (text !== undefined) await writeFile(join(folder, 'node_modules', path, 'LICENSE.md'), `Licence ${text}`)
}

test('lists bundled packages, packages loaded at run time, and Electron', async () => {
  const packages = await shippedPackages(folder)
  expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
    '@cloud/one 1.0.0',
    '@cloud/two 2.0.0',
    'electron 45.0.0',
    'loader 1.1.0',
    'native 1.0.0',
    'view 3.0.0',
  ])
  expect(licenceProblems(packages)).toEqual([])
})

test('takes a missing text from another package by the same publisher, or from the MIT licence', async () => {
  const notices = noticesText(await shippedPackages(folder))
  expect(notices).toContain('@cloud/two 2.0.0 (Apache-2.0)')
  expect(notices.match(/Licence of the cloud/g)).toHaveLength(2)
  await put('out/renderer/packages.json', ['node_modules/lone'])
  await install('lone', '1.0.0', 'Apache-2.0')
  expect(licenceProblems(await shippedPackages(folder))).toEqual([
    'lone 1.0.0 comes without its licence text.',
  ])
})

test('reports a licence that is not permissive', async () => {
  await install('native', '1.0.0', 'LGPL-3.0-only', 'of native')
  expect(licenceProblems(await shippedPackages(folder))).toEqual([
    'native 1.0.0 has the licence “LGPL-3.0-only”.',
  ])
})

test('requires a build', async () => {
  await rm(join(folder, 'out'), { recursive: true })
  await expect(shippedPackages(folder)).rejects.toThrow('npm run build')
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-2.0-only)', true],
  ['MIT AND BSD-3-Clause', true],
  ['MIT AND GPL-2.0-only', false],
  ['AGPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE', false],
  ['', false],
])('%s: permissive is %s', (expression, expected) => {
  expect(isPermissive(expression)).toBe(expected)
})
