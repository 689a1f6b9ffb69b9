// @ts-check
import { app, BrowserWindow } from 'electron'

// A window with the gallery, whose address is the last argument.
app.on('window-all-closed', () => app.quit())
// Not awaited, because the app is ready only after this file has been evaluated.
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1000, height: 760, useContentSize: true, title: 'Components' })
  window.setMenu(null)
  await window.loadURL(process.argv.at(-1) ?? '')
})
