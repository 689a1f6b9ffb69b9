import type { Flush } from '../oracle/flush-watch.ts'
import type { Engine } from '../app/open-engine.ts'
import { connectionId } from '../app/open-engine.ts'

/** What a process that is going to be killed is to do. */
export interface Errand {
  readonly kind: 'submit' | 'save' | 'complete' | 'save & acknowledge' | 'everything'
  /** Of its ledger. */
  readonly folder: string
  readonly endpoint: string
  readonly queue: string
  /** The files to submit, or the result that completes the job. */
  readonly files: readonly string[]
  readonly saves: string
}

/** What it tells: each step, for which it waits to be let go on; what was written down or flushed; its end. */
export type Report =
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'note'; readonly call: string; readonly args: readonly unknown[] }
  | { readonly type: 'flush'; readonly flush: Flush }
  | { readonly type: 'done' }

/** Does the errand and waits for its end, whatever that is. */
export async function run(errand: Errand, engine: Engine): Promise<void> {
  const { queue, transfers, claims } = engine
  const { kind, files, saves } = errand
  if (kind === 'submit' || kind === 'everything') {
    const ids = files.map((path, index) =>
      transfers.submit({ queue, connectionId, path, name: `job ${index}`, fields: {}, bytesTotal: null }),
    )
    await Promise.all(ids.map((id) => transfers.finished(id)))
    if (kind === 'submit') return
  }
  if (kind === 'everything') return saveAll(errand, engine)
  const id = await claims.next(queue, connectionId, 'pending')
  if (id === null) throw new Error('There is no job.')
  if (kind === 'save') claims.save(id, { folder: saves })
  if (kind === 'save & acknowledge') claims.saveAndAcknowledge(id, saves)
  if (kind === 'complete') {
    claims.complete(
      id,
      files.map((path) => ({ path, name: 'result', fields: {} })),
      {},
    )
  }
  await claims.idle(id)
}

/** What is held already is left to its own take-up. */
async function saveAll({ saves }: Errand, { queue, claims }: Engine): Promise<void> {
  for (;;) {
    const { visible = 0 } = (await queue.depths({ statuses: ['pending'] }))['pending'] ?? {}
    if (visible === 0) return
    const id = await claims.next(queue, connectionId, 'pending')
    if (id === null) return
    claims.saveAndAcknowledge(id, saves)
    await claims.idle(id)
  }
}
