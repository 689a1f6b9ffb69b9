/**
 * Imports a package from bench/package.json. The name is a parameter, so that the compiler does not resolve it:
 * the package is installed by the first run of the benchmark, not with the project.
 */
export async function importBenchPackage<T>(name: string): Promise<T> {
  return (await import(name)) as T
}
