import { useState, type ReactNode } from 'react'
import { QueryClientProvider, type QueryKey } from '@tanstack/react-query'
import { createQueryClient } from '../queries/client.ts'
import { FakeBridge, type Handlers } from '../testing/fake-bridge.ts'
import { forgetSessionState } from '../ui/view/session-state.ts'
import { restoreView, type SavedView } from '../ui/view/view-state.ts'
import { ViewContext, type View } from '../ui/view/view.ts'
import styles from './gallery.module.css'

const queue = 'thumbnails'
const nothing = (): void => undefined

interface FeatureProps {
  /** Main's replies. */
  readonly handlers?: Handlers
  /** Replies that only this part gets, by query key. */
  readonly data?: readonly (readonly [QueryKey, unknown])[]
  /** What the window remembers. */
  readonly saved?: Partial<SavedView>
  readonly view?: View
  /** Gives the window's parts a fixed height, like the window itself. */
  readonly variant?: 'flow' | 'window'
  readonly children: ReactNode
}

/** Shows parts of the window with sample data instead of main. If there are several, the last one's handlers apply. */
export function Feature(props: FeatureProps) {
  const { handlers = {}, data = [], saved = {}, view, variant = 'flow', children } = props
  const [client] = useState(() => {
    Object.assign(window, { remotejob: new FakeBridge(handlers) })
    restoreView(saved)
    forgetSessionState()
    const made = createQueryClient(nothing)
    for (const [key, value] of data) made.setQueryData(key, value)
    return made
  })
  return (
    <QueryClientProvider client={client}>
      <ViewContext value={{ view: view ?? { kind: 'queue', name: queue }, queue, show: nothing }}>
        {variant === 'window' ? <div className={styles.window}>{children}</div> : children}
      </ViewContext>
    </QueryClientProvider>
  )
}
