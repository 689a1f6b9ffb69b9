/**
 * Returns the built script of a process or thread for the tests, by the name of its source.
 * `bundle-programs.ts` builds it, because the tests start some of them hundreds of times.
 */
export function program(name: string): URL {
  // The built folder is as deep below the project folder as this source, so the path also works in a bundle.
  return new URL(`../../.tsbuild/faults-programs/${name}.js`, import.meta.url)
}
