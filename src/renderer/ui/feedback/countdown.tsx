import { useNow } from '../use-now.ts'

/** Counts down as ` in 8 s`. Hidden from screen readers, which would read it every second. */
export function Countdown({ until }: { readonly until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1_000))
  return <span aria-hidden> in {seconds} s</span>
}
