import type { Context } from '../runner/context.ts'

const mib = 1_048_576

/** Returns the sizes for the transfer scenarios. */
export function transferSizes({ quick }: Context): {
  readonly jobs: number
  readonly largeBytes: number
  readonly largeMib: number
  readonly largeName: string
  readonly claims: number
} {
  const largeMib = quick ? 128 : 1_024
  return {
    jobs: quick ? 300 : 1_000,
    largeBytes: largeMib * mib,
    largeMib,
    largeName: quick ? '128 MiB' : '1 GiB',
    claims: quick ? 2_000 : 10_000,
  }
}
