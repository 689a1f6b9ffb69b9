import type { Flush } from '../oracle/flush-watch.ts'
import type { Engine } from '../app/open-engine.ts'
import { connectionId } from '../app/open-engine.ts'

/** The work of a process that will be killed. */
export interface Scenario {
  readonly kind: 'submit' | 'save' | 'complete' | 'save & acknowledge' | 'everything'
  /** The ledger's folder. */
  readonly folder: string
  readonly endpoint: string
  readonly queue: string
  /** The files to submit, or the result files that complete the job. */
  readonly files: readonly string[]
  readonly saves: string
}

/** A message from that process. After a `step` it waits for permission to continue. */
export type ScenarioEvent =
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'note'; readonly call: string; readonly args: readonly unknown[] }
  | { readonly type: 'flush'; readonly flush: Flush }
  | { readonly type: 'done' }

/** Runs the scenario until its transfers and claims are finished, successfully or not. */
export async function runScenario(scenario: Scenario, engine: Engine): Promise<void> {
  const { queue, transfers, claims } = engine
  const { kind, files, saves } = scenario
  if (kind === 'submit' || kind === 'everything') {
    const ids = files.map((path, index) =>
      transfers.submit({ queue, connectionId, path, name: `job ${index}`, fields: {}, bytesTotal: null }),
    )
    await Promise.all(ids.map((id) => transfers.finished(id)))
    if (kind === 'submit') return
  }
  if (kind === 'everything') return saveAll(scenario, engine)
  const id = await claims.next(queue, connectionId, 'pending')
  if (id === null) throw new Error('The queue is empty.')
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

/** Claims and saves everything in the queue. The engine itself recovers the claims of a previous session. */
async function saveAll({ saves }: Scenario, { queue, claims }: Engine): Promise<void> {
  for (;;) {
    const { visible = 0 } = (await queue.depths({ statuses: ['pending'] }))['pending'] ?? {}
    if (visible === 0) return
    const id = await claims.next(queue, connectionId, 'pending')
    if (id === null) return
    claims.saveAndAcknowledge(id, saves)
    await claims.idle(id)
  }
}
