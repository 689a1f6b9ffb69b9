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

/** Returns the function for a memory. Throws if the processor or the settings of Node do not allow it. */
export function foldIn(memory: WebAssembly.Memory): Fold {
  module ??= new WebAssembly.Module(new Uint8Array(code))
  const { fold } = new WebAssembly.Instance(module, { on: { memory } }).exports
  return fold as Fold
}

let module: WebAssembly.Module | null = null

// The instructions of WebAssembly that are used here.
const [loop, end, branchIf, get, set, tee] = [0x03, 0x0b, 0x0d, 0x20, 0x21, 0x22]
const [constant, add, isLess, nothing, int32] = [0x41, 0x6a, 0x49, 0x40, 0x7f]
/** The alignment is that of blocks, as a power of two. */
const [load, store, xor] = [[0xfd, 0x00, 4] as const, [0xfd, 0x0b, 4] as const, [0xfd, 0x51] as const]
const [input, history, output, limit] = [0, 1, 2, 3]

/** Encodes an unsigned number. Also right for a signed one if the highest bit of its last seven is 0. */
function number(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...number(value >>> 7)]
}

function list(...items: readonly (readonly number[])[]): number[] {
  return [...number(items.length), ...items.flat()]
}

function sized(bytes: readonly number[]): number[] {
  return [...number(bytes.length), ...bytes]
}

function text(value: string): number[] {
  return sized([...Buffer.from(value)])
}

/** `output[block] = input[block] ^ history[block - tap] ^ …` */
function foldBlock(block: number): number[] {
  const at = block * blockBytes
  return [
    ...[get, output, get, input, ...load, ...number(at)],
    ...taps.flatMap((tap) => [
      ...[get, history, ...load, ...number((lastTap - tap) * blockBytes + at)],
      ...xor,
    ]),
    ...[...store, ...number(at)],
  ]
}

function advance(pointer: number): number[] {
  // Two bytes, because 64 as one byte would be negative.
  return [get, pointer, constant, turnBytes | 128, 0, add]
}

const body = [
  ...[loop, nothing],
  ...Array.from({ length: blocksPerTurn }, (_, block) => foldBlock(block)).flat(),
  ...[...advance(history), set, history],
  ...[...advance(output), set, output],
  ...[...advance(input), tee, input],
  ...[get, limit, isLess, branchIf, 0],
  ...[end, end],
]

/** The module: its types, imports, functions, exports and code. */
const code = [
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, ...sized(list([0x60, ...list([int32], [int32], [int32], [int32]), 0]))],
  ...[2, ...sized(list([...text('on'), ...text('memory'), 2, 0, 1]))],
  ...[3, ...sized(list([0]))],
  ...[7, ...sized(list([...text('fold'), 0, 0]))],
  ...[10, ...sized(list(sized([0, ...body])))],
]
