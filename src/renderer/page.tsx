import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { App } from './app.tsx'
import { pushToCache } from './ipc/push-to-cache.ts'
import { onRecentChange, recentEntries, restoreRecent } from './features/palette/recent.ts'
import { createQueryClient } from './queries/client.ts'
import { keptView } from './kept-view.ts'
import { rememberParts } from './queries/view-state.ts'
import { runCommand } from './ui/commands/commands.ts'
import { toastError } from './ui/feedback/toast-store.ts'
import { onViewChange, restoreView, savedView } from './ui/view/view-state.ts'

/** Renders the app into the page. */
export async function renderPage(root: HTMLElement): Promise<void> {
  const client = createQueryClient(toastError)
  // Must start before the first fetch, so that no push is missed.
  pushToCache(client, runCommand)
  await rememberParts([
    { name: 'window', read: () => keptView(savedView()), restore: restoreView, onChange: onViewChange },
    { name: 'palette', read: () => [...recentEntries()], restore: restoreRecent, onChange: onRecentChange },
  ])

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
