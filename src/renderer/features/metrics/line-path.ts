/** A point on a line in a 100 × 100 box. `null` is a gap. */
export type Point = readonly [x: number, y: number] | null

/** Returns the path of a line with gaps. A point between two gaps becomes a dot. */
export function linePath(points: readonly Point[]): string {
  return runsOf(points)
    .map((run) => {
      const [first] = run
      return run.length === 1 && first !== undefined ? `M${spot(first)}h0.01` : `M${run.map(spot).join('L')}`
    })
    .join('')
}

/** Returns the path of the areas under a line. */
export function areaPath(points: readonly Point[]): string {
  return runsOf(points)
    .filter((run) => run.length > 1)
    .map((run) => `M${run.map(spot).join('L')}V100H${(run[0]?.[0] ?? 0).toFixed(2)}Z`)
    .join('')
}

function runsOf(points: readonly Point[]): (readonly [number, number])[][] {
  const runs: (readonly [number, number])[][] = [[]]
  for (const point of points) {
    if (point === null) runs.push([])
    else runs.at(-1)?.push(point)
  }
  return runs.filter((run) => run.length > 0)
}

function spot([x, y]: readonly [number, number]): string {
  return `${x.toFixed(2)} ${y.toFixed(2)}`
}
