import { useEffect, useState } from 'react'

const settleMs = 250

/** Returns the text once it has stayed the same for a moment. Otherwise, each keystroke would cost a request. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : settleMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
