/**
 * Returns the built script of a process or thread for the tests, by the name of its source.
 * `bundle-programs.ts` builds it, because the tests start some of them hundreds of times.
 */
export function program(name: string): URL {
  // As deep below the project as this source, so that it also works in a bundle.
  return new URL(`../../.tsbuild/faults-programs/${name}.js`, import.meta.url)
}
