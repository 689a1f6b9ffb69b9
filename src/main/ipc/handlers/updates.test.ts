import { expect, it } from 'vitest'
import type { Services } from '../services.ts'
import { updateHandlers } from './updates.ts'

function handlers(savedPath: string | null) {
  const shown: string[] = []
  const started: string[] = []
  // Neither ends, so a call that waits for them would hang.
  const never = new Promise<void>(() => undefined)
  const start = (what: string) => () => {
    started.push(what)
    return never
  }
  const updates = { savedPath, check: start('check'), download: start('download') }
  const desktop = { showInFolder: (path: string) => shown.push(path) }
  const services = { updates, desktop } as unknown as Services
  return { handlers: updateHandlers(async () => services), shown, started }
}

it('starts checks and downloads without waiting for them to end', async () => {
  const { handlers: calls, started } = handlers(null)
  await calls['updates:check'](null)
  await calls['updates:download'](null)
  expect(started).toEqual(['check', 'download'])
})

it('shows the downloaded package in its folder, but nothing before the download', async () => {
  const before = handlers(null)
  await before.handlers['updates:show-download'](null)
  expect(before.shown).toEqual([])
  const after = handlers('/home/ada/Downloads/remotejob.deb')
  await after.handlers['updates:show-download'](null)
  expect(after.shown).toEqual(['/home/ada/Downloads/remotejob.deb'])
})
