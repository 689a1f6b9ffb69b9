import type { ReactNode } from 'react'
import { Pencil } from 'lucide-react'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import type { ChangeableSetting } from '../../../shared/connections/settings-ranges.ts'
import { CopyButton } from '../../ui/controls/copy-button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { dateTime, formatBytes, formatReportedCount } from '../../ui/text/format.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { PolicyText } from './policy-text.tsx'
import styles from './queue-settings.module.css'
import { settingTexts, valueOf, valueText } from './setting-texts.ts'

interface SettingsTableProps {
  readonly queues: readonly SqsQueueSettings[]
  readonly approximate: boolean
  readonly onChange: (settings: SqsQueueSettings, setting: ChangeableSetting) => void
  /** Renders the buttons in the last row. */
  readonly renderActions: (settings: SqsQueueSettings) => ReactNode
}

/** The width of the first column, and the minimum width of the others, in pixels. */
const [labelWidth, leastWidth] = [148, 148]

const changeable: readonly ChangeableSetting[] = [
  'visibilityTimeout',
  'delay',
  'retention',
  'waitTime',
  'maxReceives',
]

/** The settings of all queues side by side, to make differences visible. */
export function SettingsTable({ queues, approximate, onChange, renderActions }: SettingsTableProps) {
  const row = (label: string, cell: (settings: SqsQueueSettings) => ReactNode): ReactNode => (
    <tr key={label}>
      <th scope="row">{label}</th>
      {queues.map((settings) => (
        <td key={settings.name}>{settings.error === null ? (cell(settings) ?? '—') : '—'}</td>
      ))}
    </tr>
  )
  const count = (value: number): string => formatReportedCount(value, approximate)
  return (
    <table className={styles.table} style={{ minWidth: labelWidth + queues.length * leastWidth }}>
      <thead>
        <tr>
          <th scope="col">
            <VisuallyHidden>Setting</VisuallyHidden>
          </th>
          {queues.map(({ name, status, error }) => (
            <th key={name} scope="col">
              <span className={styles.name}>{name}</span>
              <span className={styles.role}>
                {status === null ? 'Dead-letter queue' : statusName(status).label}
              </span>
              {error === null ? null : (
                <span className={styles.problem} title={error.hint}>
                  {error.message}
                </span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {row('Messages', ({ depth }) => (depth === null ? null : messagesText(depth, count)))}
        {changeable.map((setting) =>
          row(settingTexts[setting].label, (settings) => {
            const value = valueOf(settings, setting)
            if (value === null) return null
            return (
              <span className={styles.changeable}>
                {valueText(setting, value)}
                <IconButton
                  label={`Change the ${settingTexts[setting].label.toLowerCase()} of ${settings.name}`}
                  onClick={() => onChange(settings, setting)}
                >
                  <Pencil />
                </IconButton>
              </span>
            )
          }),
        )}
        {row('Dead-letter queue', ({ redrive }) => redrive?.queue)}
        {row('Size limit', ({ maxMessageBytes }) =>
          maxMessageBytes === null ? null : formatBytes(maxMessageBytes),
        )}
        {row('Encryption', ({ encryption, kmsKey }) =>
          encryption === 'kms'
            ? `KMS: ${kmsKey ?? ''}`
            : encryption === 'sqs'
              ? 'By SQS'
              : encryption === null
                ? null
                : 'None',
        )}
        {row('Access policy', ({ policy }) => (policy === null ? 'None' : <PolicyText policy={policy} />))}
        {row('Tags', ({ tags, tagsError }) =>
          tags === null ? (
            <span title={tagsError?.message}>not readable</span>
          ) : tags.length === 0 ? (
            'None'
          ) : (
            <ul className={styles.tags}>
              {tags.map(({ name, value }) => (
                <li key={name}>
                  <ForeignText text={`${name} = ${value}`} />
                </li>
              ))}
            </ul>
          ),
        )}
        {row('ARN', ({ arn, name }) =>
          arn === null ? null : (
            <span className={styles.arn}>
              <code title={arn}>{arn}</code>
              <CopyButton text={arn} label={`Copy the ARN of ${name}`} />
            </span>
          ),
        )}
        {row('Created', ({ createdAt }) => (createdAt === null ? null : dateTime(createdAt)))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
          {queues.map((settings) => (
            <td key={settings.name}>{renderActions(settings)}</td>
          ))}
        </tr>
      </tfoot>
    </table>
  )
}

/** In a narrow column, the line breaks only between the counts. */
function messagesText(
  { visible, inFlight, delayed }: NonNullable<SqsQueueSettings['depth']>,
  count: (value: number) => string,
): string {
  const counts = [`${count(visible)} waiting`, `${count(inFlight)} in flight`]
  if (delayed > 0) counts.push(`${count(delayed)} delayed`)
  return counts.map((text) => text.replaceAll(' ', '\u00a0')).join(', ')
}
