import { useQuery } from '@tanstack/react-query'
import type { Connection } from '../../../shared/connections/connections.ts'
import { priceOf, totalOf, type RequestCounts } from '../../../shared/metrics/request-counts.ts'
import type { RequestDay } from '../../../shared/metrics/requests.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { isBilled, priceOfDays, requestsQuery } from '../../queries/requests.ts'
import { formatCount, formatDollars } from '../../ui/text/format.ts'
import { ScrollArea } from '../../ui/layout/scroll-area.tsx'
import styles from './request-days.module.css'

const columns = [
  { label: 'SQS', of: (counts: RequestCounts) => counts.sqs },
  { label: 'CloudWatch', of: (counts: RequestCounts) => counts.cloudwatch },
  { label: 'S3 writes', of: (counts: RequestCounts) => counts['s3-write'] },
  { label: 'S3 reads', of: (counts: RequestCounts) => counts['s3-read'] + counts['s3-free'] },
] as const

/** The requests of the last 30 days by connection and kind, with their price. */
export function RequestDays() {
  const { data } = useQuery(requestsQuery())
  const connections = useQuery(connectionsQuery()).data?.connections
  if (data === undefined || connections === undefined) return null
  if (data.days.length === 0) return <p className={styles.note}>No requests yet.</p>
  const price = priceOfDays(data.days, connections)
  const total = data.days.reduce((sum, { counts }) => sum + totalOf(counts), 0)
  return (
    <div className={styles.days}>
      <p className={styles.sum}>
        {formatCount(total)} requests in 30 days ·{' '}
        {price === null ? 'none billed by AWS' : formatDollars(price)}
      </p>
      <div className={styles.scroll}>
        <ScrollArea>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Connection</th>
                {columns.map(({ label }) => (
                  <th key={label} scope="col" className={styles.number}>
                    {label}
                  </th>
                ))}
                <th scope="col" className={styles.number}>
                  Price
                </th>
              </tr>
            </thead>
            <tbody>
              {data.days.map((day) => (
                <DayRow
                  key={`${day.day} ${day.connectionId}`}
                  day={day}
                  isToday={day.day === data.today}
                  connections={connections}
                />
              ))}
            </tbody>
          </table>
        </ScrollArea>
      </div>
      <p className={styles.note}>
        AWS's list price in us-east-1, excluding storage and data transfer. The free tier is not deducted.
      </p>
    </div>
  )
}

interface DayRowProps {
  readonly day: RequestDay
  readonly isToday: boolean
  readonly connections: readonly Connection[]
}

function DayRow({ day, isToday, connections }: DayRowProps) {
  const { connectionId, counts } = day
  const connection = connections.find(({ id }) => id === connectionId)
  return (
    <tr>
      <th scope="row">{isToday ? 'Today' : day.day}</th>
      <td className={styles.label}>{connection?.label ?? 'A removed connection'}</td>
      {columns.map(({ label, of }) => (
        <td key={label} className={styles.number}>
          {formatCount(of(counts))}
        </td>
      ))}
      <td className={styles.number}>
        {isBilled(connectionId, connections)
          ? formatDollars(priceOf(counts))
          : connection?.kind === 'local'
            ? 'free'
            : '–'}
      </td>
    </tr>
  )
}
