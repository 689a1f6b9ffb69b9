import type { NamedObject, StoredObject } from '../../../shared/files/objects.ts'
import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { language } from '../../../shared/texts/intl.ts'

export interface FileOrder {
  readonly by: 'name' | 'size' | 'modified'
  readonly descending: boolean
}

/** Parses a remembered order. Returns `null` if it is not usable. */
export function orderOf(
  sort: { readonly by: string; readonly descending: boolean } | null,
): FileOrder | null {
  const by = (['name', 'size', 'modified'] as const).find((column) => column === sort?.by)
  return sort === null || by === undefined ? null : { by, descending: sort.descending }
}

type Names = ReadonlyMap<string, NamedObject>

/** Returns a file's name if it is known, otherwise its key. */
export function nameOf(object: StoredObject, names: Names): string {
  return names.get(object.key)?.name ?? object.key
}

const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' })

/** Sorts the files. `null` keeps the server's order. */
export function inOrder(
  objects: readonly StoredObject[],
  order: FileOrder | null,
  names: Names,
): readonly StoredObject[] {
  if (order === null) return objects
  const sign = order.descending ? -1 : 1
  const compare = (a: StoredObject, b: StoredObject): number => {
    if (order.by === 'size') return a.size - b.size
    if (order.by === 'modified') return (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0)
    return collator.compare(nameOf(a, names), nameOf(b, names))
  }
  return objects.toSorted((a, b) => sign * compare(a, b))
}

/** Returns the files whose name or key contains the text. */
export function matching(
  objects: readonly StoredObject[],
  text: string,
  names: Names,
): readonly StoredObject[] {
  const sought = comparableText(text.trim())
  if (sought === '') return objects
  return objects.filter(
    (object) =>
      comparableText(object.key).includes(sought) || comparableText(nameOf(object, names)).includes(sought),
  )
}
