import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import type { ChangeableSetting } from '../../../shared/connections/settings-ranges.ts'
import { changeQueueSettings } from '../../queries/queues/queue-settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './queue-settings.module.css'
import { settingTexts, valueOf, valueProblem, valueText } from './setting-texts.ts'

const unitOptions = [
  { value: '1', label: 'seconds' },
  { value: '60', label: 'minutes' },
  { value: '3600', label: 'hours' },
  { value: '86400', label: 'days' },
] as const
type Factor = (typeof unitOptions)[number]['value']

interface ChangeDialogProps {
  readonly queue: string
  readonly settings: SqsQueueSettings
  readonly setting: ChangeableSetting
  readonly onClose: () => void
}

/** Asks for a new value, and shows what will change before it is set. */
export function ChangeDialog({ queue, settings, setting, onClose }: ChangeDialogProps) {
  const change = useMutation(changeQueueSettings())
  const { label, unit, effect, destroys } = settingTexts[setting]
  const before = valueOf(settings, setting) ?? 0
  const [factor, setFactor] = useState<Factor>(unit === 'seconds' ? bestUnit(before) : '1')
  const [typed, setTyped] = useState(String(before / Number(factor)))
  const problem = valueProblem(setting, typed, Number(factor))
  const value = Number(typed) * Number(factor)
  const isNew = problem === null && value !== before

  function onSubmit() {
    if (!isNew || change.isPending) return
    change.mutate({ queue, name: settings.name, change: { [setting]: value } }, { onSuccess: onClose })
  }

  return (
    <Dialog
      title={`${label} of ${settings.name}`}
      size="small"
      onClose={onClose}
      onSubmit={onSubmit}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant={isNew && destroys?.(value, before) === true ? 'danger' : 'primary'}
            type="submit"
            disabled={!isNew}
            busy={change.isPending}
          >
            Change
          </Button>
        </>
      }
    >
      <div className={styles.value}>
        <TextField
          label={unit === 'seconds' ? 'New value' : 'Receives'}
          value={typed}
          onChange={setTyped}
          error={problem}
          maxLength={12}
        />
        {unit === 'seconds' ? (
          <Select
            label="Unit"
            value={factor}
            options={unitOptions}
            onChange={(next) => {
              if (problem === null) setTyped(String(value / Number(next)))
              setFactor(next)
            }}
          />
        ) : null}
      </div>
      <Notice
        tone={isNew && destroys?.(value, before) === true ? 'warning' : 'info'}
        title={
          isNew
            ? `${valueText(setting, before)} → ${valueText(setting, value)}`
            : `Now ${valueText(setting, before)}`
        }
      >
        <p className={styles.effect}>
          {isNew ? `${effect(value, before)} SQS may take a minute to apply it.` : effect(before, before)}
        </p>
      </Notice>
      {change.error === null ? null : <ErrorNote error={change.error} />}
    </Dialog>
  )
}

/** Returns the largest unit that shows the value as a whole number. */
function bestUnit(seconds: number): Factor {
  const fits = unitOptions.filter(({ value }) => seconds > 0 && seconds % Number(value) === 0)
  return fits.at(-1)?.value ?? '1'
}
