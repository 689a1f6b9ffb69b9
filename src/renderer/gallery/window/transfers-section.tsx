import type { Transfer } from '../../../shared/files/transfers.ts'
import { TransferRow } from '../../features/transfers/transfer-row.tsx'
import { networkError, transfer, transfersSnapshot } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'
import { Group } from '../group.tsx'

const samples: readonly Partial<Transfer>[] = [
  { state: 'waiting' },
  { state: 'running', bytesDone: 340e6, bytesTotal: 1e9, bytesPerSecond: 100e6 },
  { state: 'queueing' },
  { state: 'reconnecting' },
  { state: 'paused', kind: 'save', direction: 'out', bytesDone: 3e9, bytesTotal: 4e9 },
  { state: 'done', kind: 'save', direction: 'out' },
  { state: 'stored' },
  { state: 'unconfirmed' },
  { state: 'interrupted', bytesDone: 1e6, bytesTotal: 5e6 },
  { state: 'failed', error: { ...networkError, remedy: 'open-connection' } },
  { state: 'cancelled' },
]

/** A transfer in each state. */
export function TransfersSection() {
  const transfers = samples.map((sample, index) =>
    transfer({
      id: `transfer-${index}`,
      name: `photo_${index + 1}.jpg`,
      bytesDone: 0,
      bytesPerSecond: 0,
      ...sample,
    }),
  )
  return (
    <Feature handlers={{ 'transfers:list': () => transfersSnapshot(transfers) }}>
      <Group label="Transfers" variant="wide">
        {transfers.map((one) => (
          <TransferRow key={one.id} transfer={one} />
        ))}
      </Group>
    </Feature>
  )
}
