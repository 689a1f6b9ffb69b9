import { useState, type ReactNode } from 'react'

/** A view that can be left and shown again, with a button. */
export function Leaving({ children }: { readonly children: ReactNode }) {
  const [isShown, setIsShown] = useState(true)
  return (
    <>
      <button type="button" onClick={() => setIsShown(!isShown)}>
        {isShown ? 'Leave' : 'Return'}
      </button>
      {isShown ? children : null}
    </>
  )
}
