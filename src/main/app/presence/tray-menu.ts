import type { MenuItemConstructorOptions } from 'electron'
import type { QueueRef } from '../../../shared/metrics/metrics.ts'
import { countText } from '../../../shared/texts/intl.ts'

/** A number of messages. `null` means unknown. */
type Count = { readonly value: number } | null

/** The content of the tray menu. */
export interface TrayContent {
  readonly queues: readonly (QueueRef & {
    readonly waiting: Count
    readonly working: Count
    readonly dead: Count
  })[]
  /** Each connection's name, by its id. */
  readonly labels: ReadonlyMap<string, string>
  readonly needsYou: number
}

/** The actions of the tray menu. */
export interface TrayActions {
  readonly show: () => void
  readonly openQueue: (queue: QueueRef) => void
  readonly quit: () => void
}

/** A longer menu would not fit on a small screen. */
const mostQueues = 15

/** Returns the tray menu: Show, the job queues with their counts, Quit. */
export function trayMenu(
  { queues, labels, needsYou }: TrayContent,
  { show, openQueue, quit }: TrayActions,
): MenuItemConstructorOptions[] {
  const line = { type: 'separator' } as const
  const left = queues.length - mostQueues
  return [
    { label: 'Show Remotejob', click: show },
    line,
    ...(needsYou === 0 ? [] : [{ label: `Needs you: ${countText(needsYou)}`, click: show }, line]),
    ...queues.slice(0, mostQueues).map((queue) => ({
      label: queueText(queue, labels.size > 1 ? (labels.get(queue.connectionId) ?? null) : null),
      click: () => openQueue({ connectionId: queue.connectionId, queue: queue.queue }),
    })),
    ...(left > 0 ? [{ label: `${countText(left)} more…`, click: show }] : []),
    ...(queues.length === 0 ? [] : [line]),
    { label: 'Quit', click: quit },
  ]
}

/** `thumbnails · Production: 42 waiting, 3 in flight`. */
function queueText(
  { queue, waiting, working, dead }: TrayContent['queues'][number],
  label: string | null,
): string {
  const counts = [
    ...(waiting === null ? [] : [`${countText(waiting.value)} waiting`]),
    ...(working === null || working.value === 0 ? [] : [`${countText(working.value)} in flight`]),
    ...(dead === null || dead.value === 0 ? [] : [`${countText(dead.value)} dead`]),
  ]
  // On Windows and Linux, & marks the access key of a menu item.
  const name = `${queue}${label === null ? '' : ` · ${label}`}`.replaceAll('&', '&&')
  return counts.length === 0 ? name : `${name}: ${counts.join(', ')}`
}

/** Returns the icon's tooltip. */
export function trayTip({ queues, needsYou }: TrayContent): string {
  const waiting = queues.reduce((sum, queue) => sum + (queue.waiting?.value ?? 0), 0)
  const parts = [
    `${countText(waiting)} waiting`,
    ...(needsYou > 0 ? [`${countText(needsYou)} need you`] : []),
  ]
  return `Remotejob: ${parts.join(', ')}`
}
