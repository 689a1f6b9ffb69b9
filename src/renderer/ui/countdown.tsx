import { useNow } from './use-now.ts'

/** ` in 8 s`, counting down. Not read aloud: it would be every second. */
export function Countdown({ until }: { readonly until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow()) / 1_000))
  return <span aria-hidden> in {seconds} s</span>
}
