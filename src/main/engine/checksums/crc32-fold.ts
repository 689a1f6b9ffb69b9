/** The size of a block in bytes. */
const blockBytes = 16
/**
 * The blocks into which the content of a block may be moved without changing the CRC-32, counted from it. They follow from
 * a multiple of the polynomial that has only five terms: with a = x^128, it divides a^300 + a^155 + a^117 + a^89 + 1.
 * This idea is known as Chorba.
 */
const taps = [145, 183, 211, 300] as const
const lastTap = taps[3]

/** The bytes before a block that its folded content depends on. */
export const historyBytes = lastTap * blockBytes

/** The blocks that one turn of the loop folds. Fewer than the first tap. */
const blocksPerTurn = 4
/** `end - input` must be a multiple of this. */
export const turnBytes = blocksPerTurn * blockBytes

/**
 * Folds the bytes of the memory from `input` to `end`: XORs each block with those that the taps name, and writes it to
 * `output`. The blocks that the taps name are in the `history`, which begins `historyBytes` before the first block.
 */
export type Fold = (input: number, history: number, output: number, end: number) => void

/** Returns new memory of this size, and the function for it. Throws if the processor or the settings of Node do not allow it. */
export function foldingMemory(pages: number): { readonly memory: ArrayBuffer; readonly fold: Fold } {
  module ??= new WebAssembly.Module(new Uint8Array(code))
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const { fold } = new WebAssembly.Instance(module, { on: { memory } }).exports
  return { memory: memory.buffer, fold }
}

/** The part of WebAssembly that is used here. The types of Node lack it. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer
  }
  readonly Instance: new (module: object, imports: object) => { readonly exports: { readonly fold: Fold } }
}

let module: object | null = null

// The instructions of WebAssembly that are used here.
const [loop, end, branchIf, get, set, tee] = [0x03, 0x0b, 0x0d, 0x20, 0x21, 0x22]
const [constant, add, isLess, nothing, int32] = [0x41, 0x6a, 0x49, 0x40, 0x7f]
/** The last number is the alignment, as a power of two. */
const [load, store, xor] = [[0xfd, 0x00, 4] as const, [0xfd, 0x0b, 4] as const, [0xfd, 0x51] as const]
const [input, history, output, limit] = [0, 1, 2, 3]

type Bytes = readonly number[]

function number(value: number): Bytes {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]
}

function list(...items: readonly Bytes[]): Bytes {
  return [...number(items.length), ...items.flat()]
}

function sized(...parts: readonly Bytes[]): Bytes {
  const bytes = parts.flat()
  return [...number(bytes.length), ...bytes]
}

function text(value: string): Bytes {
  return sized([...Buffer.from(value)])
}

/** `output[block] = input[block] ^ history[block - tap] ^ …` */
function foldBlock(block: number): Bytes {
  const at = block * blockBytes
  const parts = [
    [get, output, get, input, ...load, ...number(at)],
    ...taps.map((tap) => [get, history, ...load, ...number((lastTap - tap) * blockBytes + at), ...xor]),
    [...store, ...number(at)],
  ]
  return parts.flat()
}

function advanced(pointer: number): Bytes {
  // In two bytes, because 64 in one byte would be negative.
  return [get, pointer, constant, turnBytes | 128, 0, add]
}

const body: Bytes = [
  [loop, nothing],
  ...Array.from({ length: blocksPerTurn }, (_, block) => foldBlock(block)),
  [...advanced(history), set, history],
  [...advanced(output), set, output],
  [...advanced(input), tee, input, get, limit, isLess, branchIf, 0],
  [end, end],
].flat()

/** The module: its types, imports, functions, exports and code. */
const code: Bytes = [
  [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  [1, ...sized(list([0x60, ...list([int32], [int32], [int32], [int32]), 0]))],
  [2, ...sized(list([...text('on'), ...text('memory'), 2, 0, 1]))],
  [3, ...sized(list([0]))],
  [7, ...sized(list([...text('fold'), 0, 0]))],
  [10, ...sized(list(sized([0], body)))],
].flat()
