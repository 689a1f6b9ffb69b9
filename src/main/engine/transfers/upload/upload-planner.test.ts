import { expect, test } from 'vitest'
import type { FileIdentity } from '../../files/file-identity.ts'
import { noLimits } from '../../limits/transfer-limits.ts'
import { noJournal } from '../transfer-journal.ts'
import { UploadPlanner } from './upload-planner.ts'
import { UploadTransfer } from './upload-transfer.ts'

const identity: FileIdentity = { size: 1, mtimeMs: 1, ino: 1 }

function anUpload(path: string): UploadTransfer {
  const context = {
    journal: noJournal,
    limits: noLimits,
    change: () => undefined,
    release: () => undefined,
    holdBack: () => Promise.resolve(),
  }
  const to = { connectionId: 'c', queue: 'q', direction: 'in', key: path } as const
  const draft = { id: path, kind: 'submit', ...to, path, name: path, fields: {}, createdAt: 0 } as const
  return new UploadTransfer(draft, context, null)
}

/** Reads files at once, except for those whose name begins with `slow`. They wait for `open`. */
function gatedReader(): { identify: (path: string) => Promise<FileIdentity>; open: () => void } {
  const gate = Promise.withResolvers<FileIdentity>()
  return {
    identify: (path) => (path.startsWith('slow') ? gate.promise : Promise.resolve(identity)),
    open: () => gate.resolve(identity),
  }
}

test('the first files of a large drop do not wait for the last ones', async () => {
  const reader = gatedReader()
  const planner = new UploadPlanner(reader)
  const quick = Array.from({ length: 256 }, (_, index) => planner.add(anUpload(`quick-${index}`)))
  const planned: string[] = []
  const slow = planner.add(anUpload('slow')).then(() => void planned.push('slow'))
  expect(await Promise.all(quick)).toEqual(quick.map(() => null))
  const settled = planner.settled().then(() => void planned.push('settled'))
  expect(planned).toEqual([])
  reader.open()
  await Promise.all([slow, settled])
  expect(planned).toEqual(['slow', 'settled'])
})

test('reports a file that cannot be planned, and plans the others', async () => {
  const planner = new UploadPlanner()
  const missing = planner.add(anUpload('/does/not/exist'))
  const other = planner.add(anUpload(import.meta.filename))
  expect(await missing).toMatchObject({ code: 'FILE_NOT_FOUND' })
  expect(await other).toBeNull()
  await planner.settled()
})
