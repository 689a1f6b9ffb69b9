import { useQuery } from '@tanstack/react-query'
import { totalOf } from '../../../shared/metrics/request-counts.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { priceOfDays, requestsQuery } from '../../queries/requests.ts'
import { formatDollars, plural } from '../../ui/text/format.ts'
import { useView } from '../../ui/view/view.ts'
import styles from './footer-bar.module.css'

/** Today's requests and their price. Opens the settings, which show the last 30 days. */
export function RequestsToday() {
  const { show } = useView()
  const { data } = useQuery(requestsQuery())
  const connections = useQuery(connectionsQuery()).data?.connections
  if (data === undefined || connections === undefined) return null
  const days = data.days.filter(({ day }) => day === data.today)
  const requests = days.reduce((sum, { counts }) => sum + totalOf(counts), 0)
  const price = priceOfDays(days, connections)
  const isAllLocal = days.every(
    ({ connectionId }) => connections.find(({ id }) => id === connectionId)?.kind === 'local',
  )
  return (
    <button
      type="button"
      className={styles.link}
      title="Requests to S3 and SQS at AWS's list price. The free tier is not deducted. See Settings for the last 30 days."
      onClick={() => show({ kind: 'settings' })}
    >
      {plural(requests, 'request')} today
      {price !== null ? ` · ${formatDollars(price)}` : isAllLocal ? ' · free on Local' : null}
    </button>
  )
}
