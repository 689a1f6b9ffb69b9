import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, vi } from 'vitest'
import { pushToCache } from '../ipc/push-to-cache.ts'
import { createQueryClient } from '../queries/client.ts'
import { runCommand } from '../ui/commands/commands.ts'
import { forgetSessionState } from '../ui/view/session-state.ts'
import { restoreView } from '../ui/view/view-state.ts'
import { toastError } from '../ui/feedback/toast-store.ts'
import { TooltipProvider } from '../ui/controls/tooltip.tsx'
import './fake-layout.ts'
import { FakeBridge, type Handlers } from './fake-bridge.ts'

// On a busy machine the first render can take longer than the default second.
configure({ asyncUtilTimeout: 10_000 })

let stop: (() => void) | null = null

afterEach(() => {
  cleanup()
  stop?.()
  stop = null
  restoreView()
  forgetSessionState()
})

/** Renders an element with a fake bridge to main. */
export function renderWithBridge(element: ReactNode, handlers: Handlers = {}): FakeBridge {
  const bridge = new FakeBridge(handlers)
  vi.stubGlobal('remotejob', bridge)
  const client = createQueryClient(toastError)
  stop = pushToCache(client, runCommand)
  render(
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <TooltipProvider>{element}</TooltipProvider>
      </QueryClientProvider>
    </CSPProvider>,
  )
  return bridge
}
