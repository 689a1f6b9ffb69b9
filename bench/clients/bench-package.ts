/**
 * A package that only the benchmark knows. By a name that the compiler does not see, because it is installed
 * by the first run and not with the project.
 */
export async function peer<T>(name: string): Promise<T> {
  return (await import(name)) as T
}
