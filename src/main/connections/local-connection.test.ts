import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { WireError } from '../../shared/errors.ts'
import { LocalConnection } from './local-connection.ts'
import { localOutage } from './connecting/local-outage.ts'
import { SettingsStore } from './stores/settings-store.ts'

const error: WireError = { code: 'LOCAL_STOPPED', message: 'm.', hint: 'h.', retryable: true }
let folder: string
let path: string
let calls: string[]
let local: LocalConnection
let settings: SettingsStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-local-connection-'))
  path = join(folder, 'settings.json')
  settings = (await SettingsStore.open(path)).store
  calls = []
  local = new LocalConnection(settings, {
    localReady: () => calls.push('ready'),
    localFailed: ({ code }) => calls.push(code),
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('remembers the port of a ready server', async () => {
  local.update({ state: 'starting', port: 0, error: null })
  expect(settings.value.localPort).toBeNull()
  local.update({ state: 'ready', port: 4_711, error: null })
  expect(settings.value.localPort).toBe(4_711)
  await settings.change({})
  expect((await SettingsStore.open(path)).store.value.localPort).toBe(4_711)
})

test('connects once each time the server becomes ready, and shows why it failed', async () => {
  for (const state of ['starting', 'ready', 'ready', 'starting', 'ready'] as const)
    local.update({ state, port: 4_711, error: null })
  local.update({ state: 'failed', port: 4_711, error })
  expect(calls).toEqual(['ready', 'ready', 'LOCAL_STOPPED'])
  await settings.change({})
})

test('does not mention firewalls during an outage of Local', () => {
  const timedOut: WireError = { code: 'TIMED_OUT', message: 'm.', hint: 'A firewall?', retryable: true }
  expect(localOutage(timedOut)).toMatchObject({ code: 'TIMED_OUT', remedy: 'restart-local' })
  expect(localOutage(timedOut).hint).not.toContain('firewall')
  expect(localOutage(error)).toBe(error)
})
