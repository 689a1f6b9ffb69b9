/** The position and size of the window. */
export interface WindowBounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** An area of the desktop, in the same units as {@link WindowBounds}. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The window's minimum size, and its size on first launch. */
export const minWindowSize = { width: 800, height: 600 } as const
export const firstWindow = { width: 1280, height: 800 } as const

/** The maximum number of display arrangements to remember. */
const maxArrangements = 12
/** How much of the title bar must be on a display, so that the user can drag the window. */
const reachable = { width: 120, height: 32 } as const

/** The bounds by display arrangement, newest last. */
export type KnownBounds = Readonly<Record<string, WindowBounds>>

/**
 * Returns a key for an arrangement, so that a laptop alone and a laptop at a desk each have their
 * own bounds.
 */
export function arrangementOf(displays: readonly Area[]): string {
  return displays
    .map(({ x, y, width, height }) => `${width}x${height}@${x},${y}`)
    .toSorted()
    .join(' ')
}

/**
 * Reads the remembered bounds and skips invalid entries. Validates by hand, because the schemas are
 * loaded later.
 */
export function parseBounds(text: string): KnownBounds {
  try {
    const { arrangements } = JSON.parse(text) as { readonly arrangements?: unknown }
    if (typeof arrangements !== 'object' || arrangements === null) return {}
    const known = Object.entries(arrangements).filter(
      (entry): entry is [string, WindowBounds] => entry[0].length < 1_000 && isBounds(entry[1]),
    )
    return Object.fromEntries(known.slice(-maxArrangements))
  } catch {
    return {}
  }
}

/** Returns the text for {@link parseBounds}. */
export function boundsText(known: KnownBounds, arrangement: string, bounds: WindowBounds): string {
  const others = Object.entries(known).filter(([name]) => name !== arrangement)
  const kept = [...others, [arrangement, bounds] as const].slice(-maxArrangements)
  return `${JSON.stringify({ version: 1, arrangements: Object.fromEntries(kept) }, null, 2)}\n`
}

/**
 * Returns the bounds for a new window, or `null` for the default if the known bounds are out of
 * reach on these displays.
 */
export function fittingBounds(known: KnownBounds, displays: readonly Area[]): WindowBounds | null {
  const bounds = known[arrangementOf(displays)]
  if (bounds === undefined) return null
  const display = displays.find((area) => reaches(bounds, area))
  if (display === undefined) return null
  return {
    ...bounds,
    width: Math.max(minWindowSize.width, Math.min(bounds.width, display.width)),
    height: Math.max(minWindowSize.height, Math.min(bounds.height, display.height)),
  }
}

/** True if enough of the title bar is on the display. */
function reaches(bounds: WindowBounds, area: Area): boolean {
  const right = Math.min(bounds.x + bounds.width, area.x + area.width)
  const left = Math.max(bounds.x, area.x)
  return (
    right - left >= reachable.width &&
    bounds.y >= area.y - 8 &&
    bounds.y + reachable.height <= area.y + area.height
  )
}

function isBounds(value: unknown): value is WindowBounds {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height, maximized } = value as Record<string, unknown>
  return (
    [x, y, width, height].every((part) => Number.isInteger(part) && Math.abs(part as number) < 100_000) &&
    (width as number) > 0 &&
    (height as number) > 0 &&
    typeof maximized === 'boolean'
  )
}
