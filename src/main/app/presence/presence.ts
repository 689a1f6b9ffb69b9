import { needsYouEntries } from '../../../shared/jobs/needs-you.ts'
import type { JobCountsSnapshot } from '../../../shared/jobs/jobs.ts'
import type { QueueFigures } from '../../../shared/metrics/metrics.ts'
import type { TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { PacedTask } from '../../engine/async/paced-task.ts'
import { BatchProgress, type IconProgress } from './batch-progress.ts'
import type { TrayContent } from './tray-menu.ts'

/** The parts of the desktop that show the app, besides its window. */
export interface DesktopSurface {
  /** `null` if no transfer is running. */
  showProgress(progress: IconProgress | null): void
  /** The number on the icon. 0 shows none. */
  showBadge(count: number): void
  /** `null` means no tray icon. */
  showTray(content: TrayContent | null): void
}

/** The sources of the numbers that {@link Presence} shows. */
export interface PresenceSources {
  readonly settings: () => { readonly showsBadge: boolean; readonly showsTray: boolean }
  readonly transfers: () => Pick<TransfersSnapshot, 'transfers' | 'counts' | 'needsYou'>
  readonly jobs: () => JobCountsSnapshot | null
  readonly queues: () => readonly QueueFigures[]
  /** Returns each connection's name, by its id. */
  readonly labels: () => ReadonlyMap<string, string>
}

/** Keeps the app's icon, its badge and the tray up to date. Calls the surface only for changes. */
export class Presence {
  readonly #surface: DesktopSurface
  readonly #sources: PresenceSources
  readonly #batch = new BatchProgress()
  readonly #shown = new Map<keyof DesktopSurface, string>()
  readonly #task = new PacedTask({
    // Nobody would notice more frequent updates.
    pace: { leastMs: 50, everyMs: 500, burst: 1 },
    run: () => this.update(),
  })

  constructor(surface: DesktopSurface, sources: PresenceSources) {
    this.#surface = surface
    this.#sources = sources
  }

  /** Call it after each change of a source. */
  readonly changed = (): void => this.#task.request()

  update(): void {
    const { settings, transfers, jobs, queues, labels } = this.#sources
    const { showsBadge, showsTray } = settings()
    const snapshot = transfers()
    const figures = queues()
    const needsYou = needsYouEntries({ jobs: jobs(), transfers: snapshot.needsYou, queues: figures })
    this.#show('showProgress', rounded(this.#batch.update(snapshot)))
    this.#show('showBadge', showsBadge ? needsYou : 0)
    this.#show(
      'showTray',
      showsTray ? { queues: figures.map(shownInTray), labels: labels(), needsYou } : null,
    )
  }

  /** Removes everything, so that nothing is left after the app has quit. */
  close(): void {
    this.#task.close()
    this.#show('showProgress', null)
    this.#show('showBadge', 0)
    this.#show('showTray', null)
  }

  #show<K extends keyof DesktopSurface>(what: K, value: Parameters<DesktopSurface[K]>[0]): void {
    const text = JSON.stringify(value, (_key, part: unknown) => (part instanceof Map ? [...part] : part))
    if (this.#shown.get(what) === text) return
    this.#shown.set(what, text)
    this.#surface[what](value as never)
  }
}

/** In steps of 1 %: each step is a message to the desktop. */
function rounded(progress: IconProgress | null): IconProgress | null {
  return progress === null ? null : { ...progress, value: Math.round(progress.value * 100) / 100 }
}

function shownInTray(figures: QueueFigures): TrayContent['queues'][number] {
  const { connectionId, queue, waiting, working, dead } = figures
  return { connectionId, queue, waiting: numberOf(waiting), working: numberOf(working), dead: numberOf(dead) }
}

/** Leaves out the reading's time, which changes more often than the number. */
function numberOf(figure: QueueFigures['waiting']): { readonly value: number } | null {
  return figure === null ? null : { value: figure.value }
}
