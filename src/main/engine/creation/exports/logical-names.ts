/** Returns a name for templates: `NightlyRendersPending` for `nightly-renders-pending`. */
export function logicalName(name: string): string {
  const parts = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== '')
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')
}

/** Returns a name for Terraform: `nightly_renders_pending`. */
export function snakeName(name: string): string {
  const snake = name.replace(/[^A-Za-z0-9]+/g, '_')
  return /^\d/.test(snake) ? `_${snake}` : snake
}

/** Returns a unique name for each resource. Two names may differ only in characters that `nameOf` leaves out. */
export function distinctNames(
  names: readonly string[],
  nameOf: (name: string) => string,
): ReadonlyMap<string, string> {
  const given = new Map<string, string>()
  const used = new Set<string>()
  for (const name of names) {
    const wanted = nameOf(name)
    let free = wanted
    for (let number = 2; used.has(free); number += 1) free = `${wanted}${number}`
    used.add(free)
    given.set(name, free)
  }
  return given
}
