/** Part of the global object of every JavaScript engine, but described only by TypeScript's types for browsers. */
declare const WebAssembly: {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer
  }
}

const pageBytes = 65_536

/**
 * Returns memory that starts at a page of the system. A disk can read such memory without a copy. Node's buffers start
 * anywhere. `bytes` is a multiple of 64 KiB.
 *
 * @throws RangeError if the system has no room for it; ReferenceError without WebAssembly.
 */
export function pageMemory(bytes: number): ArrayBuffer {
  const pages = bytes / pageBytes
  return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer
}
