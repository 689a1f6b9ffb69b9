import { channels, type Channel } from '../../../shared/ipc/channels.ts'
import type { Input } from '../../../shared/ipc/contract.ts'
import { effectOf, type Unprotecting } from '../../../shared/ipc/effects.ts'
import { listText } from '../../../shared/texts/intl.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Handlers } from '../register.ts'
import type { Question } from '../services.ts'
import { type Protector, unprotectQuestions } from './unprotect-questions.ts'

/**
 * Guards the calls that change something: a read-only connection refuses them, and before something is
 * destroyed on a production connection, the user is asked a second time. Main also asks before a call removes
 * or bypasses a connection's protection. All this happens in main, so that no page can skip it. The clients
 * of a read-only connection refuse changes too, even those that no call asked for.
 */
export function protectConnections(handlers: Handlers, ready: () => Promise<Protector>): Handlers {
  const guarded = channels.map((channel) => [channel, protect(channel, handlers[channel], ready)])
  return Object.fromEntries(guarded) as Handlers
}

function protect<C extends Channel>(
  channel: C,
  run: Handlers[C],
  ready: () => Promise<Protector>,
): (input: Input<C>) => Promise<unknown> {
  return async (input) => {
    const effect = effectOf(channel, input)
    if (effect === 'unprotects') await confirmUnprotecting(channel, input, await ready())
    else if (effect !== 'none') {
      const services = await ready()
      const records = recordsOf(channel, input, services)
      // In a mixed selection, jobs on writable connections go through, and the clients refuse the others one by one.
      if (records.length > 0 && records.every(({ isReadOnly }) => isReadOnly))
        throw readOnly(records[0]?.label ?? '')
      if (effect === 'destroys' && (await confirmProduction(records, services))) {
        // Another connection may be in use by the time the user answers. The answer does not cover it.
        const now = recordsOf(channel, input, services)
        if (now.map(({ id }) => id).join() !== records.map(({ id }) => id).join())
          throw new EngineError('CANCELLED')
      }
    }
    return run(input)
  }
}

function readOnly(label: string): EngineError {
  return new EngineError(
    'READ_ONLY',
    `The connection ${label} is read-only, so nothing can be changed there.`,
  )
}

type Records = readonly {
  readonly id: string
  readonly label: string
  readonly isReadOnly: boolean
  readonly isProduction: boolean
}[]

/** Asks about the production connections among `records`. Returns true if there were any. */
async function confirmProduction(records: Records, { dialogs }: Protector): Promise<boolean> {
  const labels = records.filter(({ isProduction }) => isProduction).map(({ label }) => label)
  if (labels.length === 0) return false
  const agreed = await dialogs.confirm({
    message: `Change ${listText(labels)}? ${labels.length === 1 ? 'It is' : 'They are'} marked as production.`,
    detail: 'Other people or workers may depend on these queues and files. This cannot be undone.',
    accept: `Change ${listText(labels)}`,
  })
  if (!agreed) throw new EngineError('CANCELLED')
  return true
}

/** Asks before a call removes or bypasses a connection's protection. That decision must not be left to the page. */
async function confirmUnprotecting(channel: Channel, input: unknown, services: Protector): Promise<void> {
  const ask = unprotectQuestions[channel as Unprotecting] as (
    input: unknown,
    services: Protector,
  ) => readonly Question[] | Promise<readonly Question[]>
  for (const question of await ask(input, services)) {
    if (!(await services.dialogs.confirm(question))) throw new EngineError('CANCELLED')
  }
}

/** Returns the connections that a call affects. Empty if the call does not say. */
function recordsOf(channel: Channel, input: unknown, services: Protector): Records {
  const { connections, claims, transfers } = services
  // Some calls have no input.
  const { claimId, claimIds, transferId } = (input ?? {}) as {
    readonly claimId?: string
    readonly claimIds?: readonly string[]
    readonly transferId?: string
  }
  const ids = new Set<string | undefined>()
  if (channel.startsWith('claims:') && channel !== 'claims:next') {
    for (const id of claimIds ?? [claimId ?? '']) ids.add(claims.connectionOf(id) ?? undefined)
  } else if (channel.startsWith('transfers:')) ids.add(transfers.find(transferId ?? '')?.connectionId)
  // Jobs of all connections can be selected together.
  else if (!channel.startsWith('jobs:') || channel === 'jobs:submit') ids.add(connections.activeId)
  return [...ids].flatMap((id) => connections.recordOf(id ?? '') ?? [])
}
