import type { TransferState } from '../src/shared/transfers.ts'
import { isEnded } from '../src/main/engine/transfers/transfer-record.ts'
import { connectionId } from './open-engine.ts'
import type { Engine } from './open-engine.ts'
import type { World } from './world.ts'

const mostRounds = 50
const patienceMs = 300

const moving: ReadonlySet<TransferState> = new Set(['waiting', 'running', 'queueing', 'reconnecting'])

/** What a patient person leaves as it is. */
function isOver(state: TransferState): boolean {
  return state === 'done' || state === 'cancelled'
}

/** Resolves when each transfer has ended, waits for the person, or can go no further. */
function rest({ transfers }: Engine): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (transfers.snapshot().transfers.some(({ state }) => moving.has(state))) return
      stop()
      resolve()
    }
    const stop = transfers.onChange(look)
    look()
  })
}

/** Waits until nothing moves any more, and tries again what can be tried again, as a patient person would. */
export async function settleTransfers(engine: Engine, rounds = mostRounds): Promise<boolean> {
  const { transfers } = engine
  for (let round = 0; round < rounds; round += 1) {
    const open = transfers.snapshot().transfers.filter(({ state }) => !isOver(state))
    if (open.length === 0) return true
    for (const { id, state, kind } of open) {
      if (state === 'paused') transfers.resume(id)
      else if ((isEnded(state) || state === 'stored') && kind !== 'result') transfers.retry(id)
    }
    await rest(engine)
    if (transfers.snapshot().transfers.every(({ kind, state }) => isOver(state) || kind === 'result'))
      return true
  }
  return false
}

/** Claims all that is there, and does with it and with what is held already what is meant to be done. */
export async function drain(world: World, engine: Engine, act = actAsMeant): Promise<void> {
  for (const { id, outcome, lease } of engine.claims.snapshot().claims) {
    if (outcome === null && lease.state === 'held') await act(world, engine, id)
  }
  for (let round = 0; round < mostRounds && (await world.visible()) > 0; round += 1) {
    // Another instance may be quicker; then nobody waits out the long poll.
    const signal = AbortSignal.timeout(patienceMs)
    const id = await engine.claims.next(engine.queue, connectionId, 'pending', { signal }).catch(() => null)
    if (id !== null) await act(world, engine, id)
  }
}

/** What the world's intention for the claim's payload asks for; by default: save and acknowledge. */
export async function actAsMeant(world: World, engine: Engine, claimId: string): Promise<void> {
  const { claims } = engine
  const claim = claims.snapshot().claims.find(({ id }) => id === claimId)
  const intention = world.intentions.get(claim?.key ?? '') ?? 'save'
  try {
    if (intention === 'save') claims.saveAndAcknowledge(claimId, world.saves)
    if (intention === 'start') await claims.start(claimId)
    if (intention === 'acknowledge') await claims.acknowledge(claimId)
    if (intention === 'complete') {
      const result = world.results.get(claim?.key ?? '')
      claims.complete(claimId, result === undefined ? [] : [{ path: result, name: 'result', fields: {} }], {})
    }
    await claims.idle(claimId)
  } catch {
    // A lease that was lost, a claim that is busy: the message is still in the queue.
  }
}
