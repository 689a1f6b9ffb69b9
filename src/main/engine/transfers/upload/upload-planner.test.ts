import { expect, test } from 'vitest'
import type { FileIdentity } from '../../files/file-identity.ts'
import { noLimits } from '../../limits/transfer-limits.ts'
import { noJournal } from '../transfer-journal.ts'
import type { EngineError } from '../../errors/engine-error.ts'
import { UploadPlanner } from './upload-planner.ts'
import { UploadTransfer } from './upload-transfer.ts'

const identity: FileIdentity = { size: 1, mtimeMs: 1, ino: 1 }

function anUpload(path: string): { readonly work: UploadTransfer } {
  const context = {
    services: { journal: noJournal, limits: noLimits },
    change: () => undefined,
    release: () => undefined,
    holdBack: () => Promise.resolve(),
  }
  const to = { connectionId: 'c', queue: 'q', direction: 'in', key: path } as const
  const draft = { id: path, kind: 'submit', ...to, path, name: path, fields: {}, createdAt: 0 } as const
  return { work: new UploadTransfer(draft, context, null) }
}

/** A planner, and what it reported for each path: its error code, or `planned`. */
function planning(reader?: ReturnType<typeof gatedReader>) {
  const reports = new Map<string, string>()
  const onPlanned = ({ work }: { readonly work: UploadTransfer }, _: unknown, error: EngineError | null) =>
    void reports.set(work.path, error?.code ?? 'planned')
  return { reports, planner: new UploadPlanner(onPlanned, reader) }
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
  const { planner, reports } = planning(reader)
  const quick = Array.from({ length: 256 }, (_, index) => planner.add(anUpload(`quick-${index}`)))
  const ended: string[] = []
  const slow = planner.add(anUpload('slow')).then(() => void ended.push('slow'))
  await Promise.all(quick)
  expect(reports.size).toBe(256)
  expect(new Set(reports.values())).toEqual(new Set(['planned']))
  const settled = planner.settled().then(() => void ended.push('settled'))
  expect(ended).toEqual([])
  reader.open()
  await Promise.all([slow, settled])
  expect(ended).toEqual(['slow', 'settled'])
  expect(reports.get('slow')).toBe('planned')
})

test('reports a file that cannot be planned, and plans the others', async () => {
  const { planner, reports } = planning()
  const missing = planner.add(anUpload('/does/not/exist'))
  const other = planner.add(anUpload(import.meta.filename))
  // Thousands may wait, so they share what they wait for.
  expect(missing).toBe(other)
  await missing
  expect([...reports]).toEqual([
    ['/does/not/exist', 'FILE_NOT_FOUND'],
    [import.meta.filename, 'planned'],
  ])
  await planner.settled()
})
