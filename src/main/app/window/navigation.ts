import type { App } from 'electron'
import { isKeysForm, isPage } from './page.ts'

/** Blocks navigation to other pages, new windows and webviews. */
export function guardNavigation(app: App): void {
  app.on('web-contents-created', (_created, contents) => {
    const mayGo = (url: string): boolean => isPage(url) || isKeysForm(contents.getURL(), url)
    contents.on('will-navigate', (event) => {
      if (!mayGo(event.url)) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !mayGo(event.url)) event.preventDefault()
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
