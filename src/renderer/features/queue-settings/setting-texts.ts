import { changeableSettings, type ChangeableSetting } from '../../../shared/connections/settings-ranges.ts'
import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import { formatSeconds } from '../../ui/text/seconds.ts'
import { plural } from '../../ui/text/format.ts'

interface SettingText {
  readonly label: string
  /** The unit in which the user enters the value. */
  readonly unit: 'seconds' | 'receives'
  /** Describes the new value's effect. */
  readonly effect: (value: number, before: number) => string
  /** True if the change may delete messages. */
  readonly destroys?: (value: number, before: number) => boolean
}

/** The labels and help for the settings that can be changed. */
export const settingTexts: Readonly<Record<ChangeableSetting, SettingText>> = {
  visibilityTimeout: {
    label: 'Visibility timeout',
    unit: 'seconds',
    effect: (value) =>
      value === 0
        ? 'A received message stays visible to others, so several workers may get the same job.'
        : `A received message is hidden from others for ${formatSeconds(value)}, unless its worker extends this. Messages in flight keep their current timeout.`,
  },
  delay: {
    label: 'Delay',
    unit: 'seconds',
    effect: (value) =>
      value === 0
        ? 'New messages can be received at once.'
        : `New messages can be received ${formatSeconds(value)} after they are sent. Messages already in the queue are not affected.`,
  },
  retention: {
    label: 'Retention',
    unit: 'seconds',
    effect: (value, before) =>
      value < before
        ? `SQS deletes messages that are older than ${formatSeconds(value)}, including those already in the queue.`
        : `SQS deletes a message ${formatSeconds(value)} after it was first sent.`,
    destroys: (value, before) => value < before,
  },
  waitTime: {
    label: 'Receive wait time',
    unit: 'seconds',
    effect: (value) =>
      value === 0
        ? 'A receive returns at once, even without a message. Workers that poll in a loop make more requests.'
        : `A receive waits up to ${formatSeconds(value)} for a message, unless the worker asks for a different time.`,
  },
  maxReceives: {
    label: 'Max receives',
    unit: 'receives',
    effect: (value) =>
      `A message that was received ${plural(value, 'time')} without being finished moves to the dead-letter queue instead of being received again.`,
  },
}

/**
 * Returns the current value of a setting, or `null` if it is unknown or the queue does not have it.
 */
export function valueOf(settings: SqsQueueSettings, setting: ChangeableSetting): number | null {
  return setting === 'maxReceives' ? (settings.redrive?.maxReceives ?? null) : settings[setting]
}

export function valueText(setting: ChangeableSetting, value: number): string {
  return settingTexts[setting].unit === 'seconds' ? formatSeconds(value) : String(value)
}

/** Returns what is wrong with a value that the user typed, or `null`. */
export function valueProblem(setting: ChangeableSetting, typed: string, factor: number): string | null {
  const [min, max] = changeableSettings[setting]
  const value = Number(typed) * factor
  if (typed.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return null
  return `From ${valueText(setting, min)} to ${valueText(setting, max)}.`
}
