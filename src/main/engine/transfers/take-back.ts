import type { TakenBack } from '../../../shared/jobs/submit-group.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'
import type { Runner } from './runner.ts'
import type { TransferRecord } from './transfer-record.ts'
import { isEnded } from './transfer-states.ts'

/** More removals at once would time out while they wait for a socket. */
const removalsAtOnce = 64

/**
 * Takes back the submitted files among the transfers whose messages have not been sent yet. First stops all
 * sends, because the removals take a while. Jobs that may have been sent are kept, because SQS cannot take
 * back individual messages.
 */
export async function takeBack(records: readonly TransferRecord[], runner: Runner): Promise<TakenBack> {
  const submits = records.filter(({ info }) => info.kind === 'submit')
  const stopped = new Set(
    submits.filter(
      ({ info: { state }, work }) => (state === 'failed' || !isEnded(state)) && work?.withdraw?.() === true,
    ),
  )
  const sent = submits.filter(
    (record) => !stopped.has(record) && record.info.state !== 'cancelled' && record.info.state !== 'failed',
  )
  await mapConcurrent([...stopped], removalsAtOnce, async (record) => {
    runner.cancel(record)
    await runner.settled(record)
  })
  return { takenBack: stopped.size, sent: sent.length }
}
