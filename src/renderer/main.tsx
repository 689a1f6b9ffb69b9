// First, because schemas look at this while their modules load.
import './ipc/no-eval.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { App } from './app.tsx'
import { pushToCache } from './ipc/push-to-cache.ts'
import { createQueryClient } from './queries/client.ts'
import './ui/tokens.css'
import './ui/base.css'
import { runCommand } from './ui/commands.ts'
import { toastError } from './ui/toast-store.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')

const client = createQueryClient(toastError)
// Before the first fetch, so that no push falls between the two.
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
