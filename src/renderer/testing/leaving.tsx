import { useState, type ReactNode } from 'react'

/** A view with a button that hides it and shows it again. */
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
