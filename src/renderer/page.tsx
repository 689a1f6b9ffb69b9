import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { App } from './app.tsx'
import { pushToCache } from './ipc/push-to-cache.ts'
import { createQueryClient } from './queries/client.ts'
import { runCommand } from './ui/commands.ts'
import { toastError } from './ui/feedback/toast-store.ts'

/** Renders the app into the page. */
export function renderPage(root: HTMLElement): void {
  const client = createQueryClient(toastError)
  // Starts before the first fetch, so that no push is missed.
  pushToCache(client, runCommand)

  createRoot(root).render(
    <StrictMode>
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <App />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  )
}
