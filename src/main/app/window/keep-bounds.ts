import { type BrowserWindow, screen } from 'electron'
import { readFirst } from './read-first.ts'
import { arrangementOf, boundsText, fittingBounds, type KnownBounds, parseBounds } from './window-bounds.ts'
import type { WindowBounds } from './window-bounds.ts'

/** Moves and resizes within this time are written together. */
const pauseMs = 500

/** Remembers the window's position for each display arrangement. */
export class BoundsKeeper {
  readonly #file: string
  #known: KnownBounds
  #writing: Promise<void> = Promise.resolve()
  #write: () => void = () => {}

  private constructor(file: string, known: KnownBounds) {
    this.#file = file
    this.#known = known
  }

  /** Reads the file. A missing or damaged file is ignored. */
  static open(file: string): BoundsKeeper {
    return new BoundsKeeper(file, parseBounds(readFirst(file)))
  }

  /**
   * Returns the bounds for a new window, or `null` to let the system place it. Call it after the
   * app is ready.
   */
  get bounds(): WindowBounds | null {
    return fittingBounds(this.#known, workAreas())
  }

  /** Waits until the last bounds are on disk. */
  settled(): Promise<void> {
    this.#write()
    return this.#writing
  }

  /** Tracks this window's bounds from now on. */
  watch(window: BrowserWindow): void {
    let timer: ReturnType<typeof setTimeout> | null = null
    const write = (): void => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return
      const bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() }
      const text = boundsText(this.#known, arrangementOf(workAreas()), bounds)
      this.#known = parseBounds(text)
      // Loaded late, so that nothing delays the first paint.
      this.#writing = this.#writing
        .then(() => import('../../engine/files/atomic-write.ts'))
        .then(({ replaceFile }) => replaceFile(this.#file, (file) => file.writeFile(text)))
        .catch(() => undefined)
    }
    this.#write = write
    const plan = (): void => {
      timer ??= setTimeout(write, pauseMs)
    }
    window.on('resize', plan).on('move', plan).on('maximize', plan).on('unmaximize', plan).on('close', write)
  }
}

function workAreas() {
  return screen.getAllDisplays().map(({ workArea }) => workArea)
}
