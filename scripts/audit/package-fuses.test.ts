import { expect, it } from 'vitest'
import { wantedFuses } from '../package/fuses.mjs'
import { packageFuses } from './package-fuses.mjs'

const release = wantedFuses('release')

function checked(fuses: Record<string, boolean>) {
  return packageFuses('remotejob', { read: async () => fuses })
}

// The other tests compare packages with this list, so they would not notice a weaker one.
it('wants the fuses of a release word for word, and one more for the tests', () => {
  expect(release).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  })
  expect(wantedFuses('tests')).toEqual({ ...release, EnableNodeCliInspectArguments: true })
})

it('accepts the fuses of a release, and an older Electron without some of them', async () => {
  expect(await checked(release)).toEqual({ verdict: 'ok', problems: [] })
  expect((await checked({ RunAsNode: false })).problems).toEqual([])
})

it('reports every fuse that is set differently or is not listed', async () => {
  const fuses = { ...release, RunAsNode: true, OnlyLoadAppFromAsar: false, 9: true }
  expect((await checked(fuses)).problems.toSorted()).toEqual([
    '9 is on.',
    'OnlyLoadAppFromAsar is off.',
    'RunAsNode is on.',
  ])
})

it('reports a missing package as not checked, or as a problem if it is required', async () => {
  const { verdict, problems } = await packageFuses(undefined)
  expect([verdict, problems]).toEqual(['NOT CHECKED: no package in dist', []])
  expect((await packageFuses(undefined, { isRequired: true })).problems).toHaveLength(1)
})
