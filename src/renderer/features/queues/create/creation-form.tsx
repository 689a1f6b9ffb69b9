import { creationRanges, type CreationOptions } from '../../../../shared/queues/creation-options.ts'
import { Checkbox } from '../../../ui/controls/checkbox.tsx'
import { Select } from '../../../ui/controls/select.tsx'
import { TextField } from '../../../ui/controls/text-field.tsx'
import styles from './creation-form.module.css'
import { NumberField } from './number-field.tsx'

interface CreationFormProps {
  readonly options: CreationOptions
  /** The ARN as typed, which may not be valid yet. */
  readonly kmsKey: string
  readonly kmsKeyError: string | null
  readonly onChange: (change: Partial<CreationOptions>) => void
  readonly onKmsKey: (text: string) => void
}

const encryptionOptions = [
  { value: 'managed', label: 'With keys managed by S3 and SQS', detail: 'SSE-S3 and SSE-SQS' },
  { value: 'kms', label: 'With a KMS key', detail: 'Users need permissions for the key too' },
  { value: 'default', label: 'Server default' },
] as const

/** The initial value of an option when it is switched on. */
const starts = { maxReceives: 5, abortUploadsDays: 7, expireDays: 30 } as const

const switches = [
  ['maxReceives', 'Dead-letter queue', 'Messages that were received too often move there.', 'Max receives'],
  [
    'abortUploadsDays',
    'Remove incomplete uploads',
    'Their parts cost storage and are not listed.',
    'Days until removal',
  ],
  ['expireDays', 'Remove old payloads', 'Jobs that wait longer lose their files.', 'Days until removal'],
] as const

/** The settings of the buckets and queues that are created. */
export function CreationForm({ options, kmsKey, kmsKeyError, onChange, onKmsKey }: CreationFormProps) {
  return (
    <div className={styles.form}>
      <Select
        label="Encryption"
        value={options.encryption}
        options={encryptionOptions}
        onChange={(encryption) => onChange({ encryption })}
      />
      {options.encryption === 'kms' ? (
        <TextField label="KMS key" mono value={kmsKey} onChange={onKmsKey} error={kmsKeyError} />
      ) : null}
      <Checkbox
        label="Block public access"
        checked={options.blocksPublicAccess}
        onChange={(blocksPublicAccess) => onChange({ blocksPublicAccess })}
      />
      <Checkbox
        label="TLS only"
        help="A policy on every bucket and queue refuses requests without TLS."
        checked={options.tlsOnly}
        onChange={(tlsOnly) => onChange({ tlsOnly })}
      />
      {switches.map(([name, label, help, unit]) => {
        const value = options[name]
        return (
          <div key={name} className={styles.pair}>
            <Checkbox
              label={label}
              help={help}
              checked={value !== null}
              onChange={(isOn) => onChange({ [name]: isOn ? starts[name] : null })}
            />
            {value === null ? null : (
              <NumberField
                label={unit}
                value={value}
                range={creationRanges[name]}
                onChange={(next) => onChange({ [name]: next })}
              />
            )}
          </div>
        )
      })}
      <div className={styles.pair}>
        <NumberField
          label="Visibility timeout in seconds"
          value={options.visibilitySeconds}
          range={creationRanges.visibilitySeconds}
          onChange={(visibilitySeconds) => onChange({ visibilitySeconds })}
        />
        <NumberField
          label="Days to keep messages"
          value={options.retentionDays}
          range={creationRanges.retentionDays}
          onChange={(retentionDays) => onChange({ retentionDays })}
        />
      </div>
    </div>
  )
}
