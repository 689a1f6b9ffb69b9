import type { App } from 'electron'
import { isPage } from './page.ts'

/** Blocks navigation to other pages, new windows and webviews. */
export function guardNavigation(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isPage(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !isPage(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isPage(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => {
      event.preventDefault()
    })
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
}
